//! Mistakes that concern a schema as a whole.
//!
//! Owns their messages. Must not know how the mistakes are found.

use std::fmt;

use crate::descriptor::{DataType, ReferentialAction};

/// An association as messages name it: `` `players` of `Team` ``.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssociationName {
    /// Name of the model that declares it.
    pub model: &'static str,
    /// Name of the association.
    pub name: &'static str,
}

impl fmt::Display for AssociationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` of `{}`", self.name, self.model)
    }
}

/// A mistake that concerns a schema as a whole. It is found before any statement runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The schema lacks the other model of an association, or the model that holds its foreign key.
    #[error(
        "{association} needs `{missing}`, which is not in the schema: add it, as in `schema![{}, {missing}]`",
        association.model
    )]
    MissingModel {
        /// The association that needs the model.
        association: AssociationName,
        /// Name of the model to add.
        missing: &'static str,
    },
    /// Two models have the same table.
    #[error(
        "`{first}` and `{second}` both have the table `{table}`: give one of them another `table`, or leave one out"
    )]
    SameTable {
        /// Name of the table.
        table: &'static str,
        /// The model given first.
        first: &'static str,
        /// The model given later.
        second: &'static str,
    },
    /// Two sides of a pair give different actions for one foreign key.
    #[error(
        "{first} says `{option} = {first_action}` and {second} says `{option} = {second_action}` \
         for the same foreign key: write `{option}` on one side only",
        first_action = .first_action.sql(),
        second_action = .second_action.sql()
    )]
    ContradictingActions {
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The association found first.
        first: AssociationName,
        /// The action that the first association gives.
        first_action: ReferentialAction,
        /// The association of the other side.
        second: AssociationName,
        /// The action that the second association gives.
        second_action: ReferentialAction,
    },
    /// Two sides of a pair give different names for one constraint or index.
    #[error(
        "{first} says `{option} = \"{first_name}\"` and {second} says `{option} = \"{second_name}\"` \
         for the same foreign key: write `{option}` on one side only"
    )]
    ContradictingNames {
        /// `constraint_name` or `index_name`.
        option: &'static str,
        /// The association found first.
        first: AssociationName,
        /// The name that the first association gives.
        first_name: &'static str,
        /// The association of the other side.
        second: AssociationName,
        /// The name that the second association gives.
        second_name: &'static str,
    },
    /// An association gives an action for a foreign key without a constraint.
    #[error(
        "{association} says `{option} = {action}`, but {unconstrained} says `constraints = false` \
         for the same foreign key, and without a constraint nothing acts: leave one of the two out",
        action = .action.sql()
    )]
    ActionWithoutConstraint {
        /// The association that gives the action.
        association: AssociationName,
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The action.
        action: ReferentialAction,
        /// The association that says `constraints = false`: the same one, or that of the other side.
        unconstrained: AssociationName,
    },
    /// Two associations use the same columns as foreign keys that reference different columns.
    #[error(
        "{first} references {first_reference} and {second} references {second_reference} \
         by the same foreign key: give one of them another `foreign_key`"
    )]
    ContradictingReferences {
        /// The association found first.
        first: AssociationName,
        /// The columns that the first association references.
        first_reference: String,
        /// The other association.
        second: AssociationName,
        /// The columns that the second association references.
        second_reference: String,
    },
    /// An association says SET NULL for a foreign key that cannot be NULL.
    #[error(
        "{association} says `{option} = SET NULL`, but {key} cannot be NULL: \
         make the field an `Option`, or write another action"
    )]
    SetNullOnMandatory {
        /// The association that gives the action.
        association: AssociationName,
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The column that cannot be NULL.
        key: String,
    },
    /// An association says SET DEFAULT for a foreign key that has no default.
    #[error(
        "{association} says `{option} = SET DEFAULT`, but {key} has no default: \
         add `#[column(default = ..)]`, or write another action"
    )]
    SetDefaultWithoutDefault {
        /// The association that gives the action.
        association: AssociationName,
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The column without a default.
        key: String,
    },
    /// An association or the primary key names a column that does not exist.
    #[error("{wanted_by} needs the column {column}, which does not exist: add the field, or name another column")]
    MissingColumn {
        /// The association, or the primary key, that names the column.
        wanted_by: String,
        /// The column, with its table.
        column: String,
    },
    /// A foreign key has more or fewer columns than it references.
    #[error("{association} has {columns} key columns for {referenced} referenced ones: name one for each")]
    ColumnCount {
        /// The association.
        association: AssociationName,
        /// Number of the key's columns.
        columns: usize,
        /// Number of the referenced columns.
        referenced: usize,
    },
    /// A column of a foreign key has another type than the column that it references.
    #[error(
        "{key} is `{key_type:?}`, but references {referenced}, which is `{referenced_type:?}`: \
         give both fields the same type"
    )]
    DifferentTypes {
        /// The key's column.
        key: String,
        /// The type of the key's column.
        key_type: DataType,
        /// The referenced column.
        referenced: String,
        /// The type of the referenced column.
        referenced_type: DataType,
    },
    /// A foreign key references columns that are neither the primary key nor unique.
    #[error(
        "{association} references {referenced}, which is neither the primary key nor unique: \
         add `#[column(unique)]` there, or reference another column"
    )]
    ReferenceNotUnique {
        /// The association.
        association: AssociationName,
        /// The referenced columns.
        referenced: String,
    },
    /// A column that is to be generated is not a whole-number primary key of one column. The databases generate no
    /// other.
    #[error(
        "{column} cannot be generated: only a primary key of one column that is an `i16`, `i32` or `i64` can; \
         give the value when creating, or write `#[column(default = ..)]`"
    )]
    CannotBeGenerated {
        /// The column.
        column: String,
    },
    /// A name is longer than PostgreSQL keeps. It would cut the name without an error.
    #[error("`{name}` has {length} bytes, but PostgreSQL keeps the first 63 of a name only: write a shorter one")]
    NameTooLong {
        /// The name of a table, column or schema.
        name: &'static str,
        /// The number of its bytes.
        length: usize,
    },
    /// Two tables, columns, constraints or indexes would have the same name.
    #[error("{first} and {second} would both be named `{name}`: rename a table or a column")]
    SameName {
        /// The name.
        name: String,
        /// The first one with that name.
        first: String,
        /// The second one with that name.
        second: String,
    },
    /// Two names differ in case alone, and the database does not tell small letters from capital ones.
    #[error(
        "{first} and {second} would both be named `{second_name}`, which {database} does not tell from \
         `{first_name}`: rename a table or a column"
    )]
    SameNameIgnoringCase {
        /// The name of the first one.
        first_name: String,
        /// The table, column, constraint or index with the first name.
        first: String,
        /// The name of the second one.
        second_name: String,
        /// The table, column, constraint or index with the second name.
        second: String,
        /// Name of the database.
        database: &'static str,
    },
    /// A model has a schema, and the database has no schemas within a database.
    #[error("{owner} has the schema `{schema}`, which {database} does not know: leave `schema` out")]
    NoSchemas {
        /// The model or junction that has the schema.
        owner: String,
        /// The name of the schema.
        schema: String,
        /// Name of the database.
        database: &'static str,
    },
    /// The schema lacks the model of a junction.
    #[error(
        "{association} goes through the model of the table `{table}`, which is not in the schema: \
         add it to `schema![..]`"
    )]
    MissingJunction {
        /// The association.
        association: AssociationName,
        /// Name of the junction's table.
        table: &'static str,
    },
    /// An association names a junction by its table, though the junction is a model.
    #[error(
        "{association} says `through = \"{table}\"`, which is the table of {model}: write `through = ..` with the model"
    )]
    JunctionIsModel {
        /// The association.
        association: AssociationName,
        /// Name of the table.
        table: &'static str,
        /// The model that has the table.
        model: String,
    },
    /// Two associations declare the same junction differently.
    #[error(
        "{first} has {first_says} and {second} has {second_says} for the junction `{table}`: \
         let both say the same, or give one of them another `through`"
    )]
    ContradictingJunctions {
        /// Name of the junction's table.
        table: &'static str,
        /// The association found first.
        first: AssociationName,
        /// The declaration of the first association, in words.
        first_says: Box<str>,
        /// The other association.
        second: AssociationName,
        /// The declaration of the second association, in words.
        second_says: Box<str>,
    },
    /// Both keys of a junction use the same column.
    #[error(
        "{association} uses the column `{table}.{column}` for both keys of the junction: \
         give one of them another name by `foreign_key` or `other_key`"
    )]
    SharedColumn {
        /// The association.
        association: AssociationName,
        /// Name of the junction's table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A many-to-many association has an option that does not fit its junction.
    #[error("{association} says `{option}`, but {reason}")]
    JunctionOption {
        /// The association.
        association: AssociationName,
        /// The option, as it is written.
        option: String,
        /// Why the option does not fit, and what to write instead.
        reason: String,
    },
}
