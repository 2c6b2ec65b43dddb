//! One table of a plan, as plain data.
//!
//! Owns the types of tables, columns, constraints and indexes. Their names are owned, or borrowed for ever: a plan can
//! also say what is in a live database. Must not know how a plan comes about, nor SQL.

use std::borrow::Cow;

use super::AssociationName;
use crate::descriptor::{DataType, DefaultValue, ReferentialAction};

/// The name of a table, a column, a constraint or an index; unquoted.
pub type Name = Cow<'static, str>;

/// The name of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// Its schema (PostgreSQL), when the model has one.
    pub schema: Option<Name>,
    /// The name without its schema.
    pub name: Name,
}

/// One table: a model's, or a junction's that has no model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// What messages call the one that declares it: `` `Team` ``, or `` the junction `castings` ``.
    pub declared_by: String,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// Names of the primary key's columns, in key order.
    pub primary_key: Vec<Name>,
    /// Name of the primary key's constraint.
    pub primary_key_name: Name,
    /// The UNIQUE constraints.
    pub unique_constraints: Vec<UniqueConstraint>,
    /// The foreign keys, in the order of their columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// The indexes that no constraint brings along.
    pub indexes: Vec<Index>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub data_type: DataType,
    /// Whether it may be NULL: its field is an `Option`, and it is not part of the primary key.
    pub nullable: bool,
    /// Whether the database makes the value up when none is given.
    pub generated: bool,
    /// The value that the database writes when none is given.
    pub default: Option<DefaultValue>,
}

/// One UNIQUE constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// Name of the constraint.
    pub name: Name,
    /// Its columns.
    pub columns: Vec<Name>,
}

/// One foreign key, with all that its sides say about it and the defaults where they say nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Name of the constraint.
    pub name: Name,
    /// The associations that declare it.
    pub associations: Vec<AssociationName>,
    /// The key's columns.
    pub columns: Vec<Name>,
    /// The table that is referenced.
    pub referenced: TableName,
    /// The columns that are referenced, one for each of `columns`.
    pub referenced_columns: Vec<Name>,
    /// What happens when the referenced row is deleted.
    pub on_delete: ReferentialAction,
    /// What happens when the referenced columns change.
    pub on_update: ReferentialAction,
    /// Whether the referenced table comes later in the plan, because the two depend on each other.
    pub closes_cycle: bool,
}

/// One index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Name of the index.
    pub name: Name,
    /// Its columns.
    pub columns: Vec<Name>,
}

/// Names that are known before the program runs.
pub(super) fn owned(names: &[&'static str]) -> Vec<Name> {
    names.iter().map(|name| Name::Borrowed(name)).collect()
}
