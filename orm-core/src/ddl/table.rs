//! One table of a plan, as plain data.
//!
//! Owns the types of tables, columns, constraints and indexes. Their names are owned or static, so that a plan can also
//! describe the tables of a live database. Must not know how a plan is made, nor SQL.

use std::borrow::Cow;

use super::AssociationName;
use crate::descriptor::{DataType, DefaultValue, ReferentialAction};

/// The name of a table, a column, a constraint or an index; unquoted.
pub type Name = Cow<'static, str>;

/// The name of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// The schema of the table (PostgreSQL), when the model has one.
    pub schema: Option<Name>,
    /// The name of the table, without its schema.
    pub name: Name,
}

/// A table: that of a model, or of a junction without a model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// Name of the table.
    pub name: TableName,
    /// The model or junction that declares the table, as messages name it: `` `Team` ``, or
    /// `` the junction `castings` ``.
    pub declared_by: String,
    /// The columns, in the order of the fields.
    pub columns: Vec<Column>,
    /// Names of the primary key's columns, in key order.
    pub primary_key: Vec<Name>,
    /// Name of the primary key's constraint.
    pub primary_key_name: Name,
    /// The UNIQUE constraints.
    pub unique_constraints: Vec<UniqueConstraint>,
    /// The foreign keys, in the order of their columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// The indexes of the table, without those that the database makes for a constraint.
    pub indexes: Vec<Index>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Name of the column.
    pub name: Name,
    /// The type of the column.
    pub data_type: DataType,
    /// Whether the column may be NULL: its field is an `Option`, and it is not part of the primary key.
    pub nullable: bool,
    /// Whether the database generates the value when none is given.
    pub generated: bool,
    /// The value that the database writes when none is given.
    pub default: Option<DefaultValue>,
}

/// A UNIQUE constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// Name of the constraint.
    pub name: Name,
    /// Names of its columns, in order.
    pub columns: Vec<Name>,
}

/// A foreign key, with all that its sides declare, and the defaults where they declare nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Name of the constraint.
    pub name: Name,
    /// The associations that declare it.
    pub associations: Vec<AssociationName>,
    /// The key's columns.
    pub columns: Vec<Name>,
    /// The referenced table.
    pub referenced: TableName,
    /// The referenced columns, one for each of `columns`.
    pub referenced_columns: Vec<Name>,
    /// The action on the row that holds the key when the referenced row is deleted.
    pub on_delete: ReferentialAction,
    /// The action on the row that holds the key when the referenced columns change.
    pub on_update: ReferentialAction,
    /// Whether the referenced table comes later in the plan, because the two depend on each other.
    pub closes_cycle: bool,
}

/// An index of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Name of the index.
    pub name: Name,
    /// Names of its columns, in order.
    pub columns: Vec<Name>,
}

/// Converts names that are known before the program runs.
pub(super) fn owned(names: &[&'static str]) -> Vec<Name> {
    names.iter().map(|name| Name::Borrowed(name)).collect()
}
