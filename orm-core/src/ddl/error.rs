//! What can be wrong with a schema as a whole.
//!
//! Owns the messages. Must not know how the mistakes are found.

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

/// What is wrong with a schema as a whole. Found before any statement runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// An association's other model, or the model that holds its key, was left out.
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
    /// Two models claim one table.
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
    /// Two sides of a pair ask for different actions.
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
        /// What it says.
        first_action: ReferentialAction,
        /// The other side's association.
        second: AssociationName,
        /// What that one says.
        second_action: ReferentialAction,
    },
    /// Two sides of a pair give different names.
    #[error(
        "{first} says `{option} = \"{first_name}\"` and {second} says `{option} = \"{second_name}\"` \
         for the same foreign key: write `{option}` on one side only"
    )]
    ContradictingNames {
        /// `constraint_name` or `index_name`.
        option: &'static str,
        /// The association found first.
        first: AssociationName,
        /// What it says.
        first_name: &'static str,
        /// The other side's association.
        second: AssociationName,
        /// What that one says.
        second_name: &'static str,
    },
    /// An action is asked for where there is no constraint that could act.
    #[error(
        "{association} says `{option} = {action}`, but {unconstrained} says `constraints = false` \
         for the same foreign key, and without a constraint nothing acts: leave one of the two out",
        action = .action.sql()
    )]
    ActionWithoutConstraint {
        /// The association that asks for the action.
        association: AssociationName,
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The action.
        action: ReferentialAction,
        /// The association, the same or the other side's, that wants no constraint.
        unconstrained: AssociationName,
    },
    /// Two associations use the same columns as a key to different places.
    #[error(
        "{first} references {first_reference} and {second} references {second_reference} \
         by the same foreign key: give one of them another `foreign_key`"
    )]
    ContradictingReferences {
        /// The association found first.
        first: AssociationName,
        /// What it references.
        first_reference: String,
        /// The other association.
        second: AssociationName,
        /// What that one references.
        second_reference: String,
    },
    /// A key that cannot be NULL should be set to NULL.
    #[error(
        "{association} says `{option} = SET NULL`, but {key} cannot be NULL: \
         make the field an `Option`, or write another action"
    )]
    SetNullOnMandatory {
        /// The association that asks for it.
        association: AssociationName,
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The column that cannot be NULL.
        key: String,
    },
    /// A key that has no default should be set to its default.
    #[error(
        "{association} says `{option} = SET DEFAULT`, but {key} has no default: \
         add `#[column(default = ..)]`, or write another action"
    )]
    SetDefaultWithoutDefault {
        /// The association that asks for it.
        association: AssociationName,
        /// `on_delete` or `on_update`.
        option: &'static str,
        /// The column without a default.
        key: String,
    },
    /// A column that an association, or the primary key, names does not exist.
    #[error("{wanted_by} needs the column {column}, which does not exist: add the field, or name another column")]
    MissingColumn {
        /// What names the column.
        wanted_by: String,
        /// The column, with its table.
        column: String,
    },
    /// The key has more or fewer columns than what it references.
    #[error("{association} has {columns} key columns for {referenced} referenced ones: name one for each")]
    ColumnCount {
        /// The association.
        association: AssociationName,
        /// Number of the key's columns.
        columns: usize,
        /// Number of the columns that are referenced.
        referenced: usize,
    },
    /// A key column cannot hold what it references.
    #[error(
        "{key} is `{key_type:?}`, but references {referenced}, which is `{referenced_type:?}`: \
         give both fields the same type"
    )]
    DifferentTypes {
        /// The key's column.
        key: String,
        /// Its type.
        key_type: DataType,
        /// The column that is referenced.
        referenced: String,
        /// Its type.
        referenced_type: DataType,
    },
    /// What is referenced does not tell rows apart.
    #[error(
        "{association} references {referenced}, which is neither the primary key nor unique: \
         add `#[column(unique)]` there, or reference another column"
    )]
    ReferenceNotUnique {
        /// The association.
        association: AssociationName,
        /// The columns that are referenced.
        referenced: String,
    },
    /// Only a whole-number primary key of one column can be made up by both databases.
    #[error(
        "{column} cannot be generated: only a primary key of one column that is an `i16`, `i32` or `i64` can; \
         give the value when creating, or write `#[column(default = ..)]`"
    )]
    CannotBeGenerated {
        /// The column.
        column: String,
    },
    /// PostgreSQL would cut the name without an error.
    #[error("`{name}` has {length} bytes, but PostgreSQL keeps the first 63 of a name only: write a shorter one")]
    NameTooLong {
        /// The name of a table, column or schema.
        name: &'static str,
        /// Its length.
        length: usize,
    },
    /// Two things in the database would be called the same.
    #[error("{first} and {second} would both be named `{name}`: rename a table or a column")]
    SameName {
        /// The name.
        name: String,
        /// What bears it first.
        first: String,
        /// What would bear it too.
        second: String,
    },
    /// Two things would be called the same by a database that does not tell small letters from capital ones.
    #[error(
        "{first} and {second} would both be named `{second_name}`, which {database} does not tell from \
         `{first_name}`: rename a table or a column"
    )]
    SameNameIgnoringCase {
        /// The name of the one found first.
        first_name: String,
        /// What bears it.
        first: String,
        /// The name of the other one.
        second_name: String,
        /// What bears that one.
        second: String,
        /// Name of the database.
        database: &'static str,
    },
    /// The database has no schemas within a database.
    #[error("{owner} has the schema `{schema}`, which {database} does not know: leave `schema` out")]
    NoSchemas {
        /// The model, or the junction.
        owner: String,
        /// Its schema.
        schema: String,
        /// Name of the database.
        database: &'static str,
    },
    /// A junction that is a model was left out.
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
    /// A junction is named by its table, though it is a model.
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
    /// Two associations ask for different junctions of the same name.
    #[error(
        "{first} has {first_says} and {second} has {second_says} for the junction `{table}`: \
         let both say the same, or give one of them another `through`"
    )]
    ContradictingJunctions {
        /// Name of the junction's table.
        table: &'static str,
        /// The association found first.
        first: AssociationName,
        /// What it says.
        first_says: Box<str>,
        /// The other association.
        second: AssociationName,
        /// What that one says.
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
    /// An option of a many-to-many association does not fit its junction.
    #[error("{association} says `{option}`, but {reason}")]
    JunctionOption {
        /// The association.
        association: AssociationName,
        /// The option, as it is written.
        option: String,
        /// Why it cannot be, and what to write instead.
        reason: String,
    },
}
