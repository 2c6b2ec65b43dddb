//! Columns of a model, as types.
//!
//! Owns the traits that say which type a column has and where its value is. Must not know keys of several columns.

use super::{Model, Nullability};

/// A column of a model: `Team: HasColumn<teams::name>`.
///
/// `#[derive(Model)]` implements it for each field; it is never implemented by hand. The model implements the trait,
/// not the column, so that several models can have one table, and a model can have a table of another crate.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not a column of `{Self}`",
    label = "not a column of `{Self}`",
    note = "use a column of the model that is queried"
)]
pub trait HasColumn<C: diesel::Column<Table = Self::Table>>: Model {
    /// Type of the field.
    type Value: Clone + From<Self::Key> + Into<Option<Self::Key>> + Send + 'static;
    /// Type of the field, without its `Option`.
    type Key;
    /// Diesel's SQL type of the column, without `Nullable`.
    type SqlType: 'static;
    /// [`Optional`](super::Optional) or [`Mandatory`](super::Mandatory).
    type Nullability: Nullability;
    /// The state of a builder to which only this column was given.
    type Given;

    /// The column, quoted and qualified: `"teams"."name"`.
    const SQL: &'static str;

    /// Reads the field.
    #[doc(hidden)]
    fn value(&self) -> &Self::Value;

    /// Lets an association write the field.
    #[doc(hidden)]
    fn value_mut(&mut self) -> &mut Self::Value;

    /// Finds the value of the column among the values of a create or update.
    #[doc(hidden)]
    fn slot(values: &mut Self::Values) -> &mut Option<Self::Value>;
}

/// A column of a model, found by the hash of its name. An association that names a column of another model by a string
/// finds it in this way.
#[doc(hidden)]
pub trait Field<const NAME: u64>: Model {
    /// The column.
    type Column: diesel::Column<Table = Self::Table>;
}

/// A unique key of a model: the primary key (a tuple when it has several columns), or a column marked
/// `#[column(unique)]`. `upsert` finds an existing row by it: `Team::create().name("Jazz").upsert(teams::name)`.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not unique in `{Self}`",
    label = "`{C}` is not declared unique",
    note = "mark its field with `#[column(unique)]`, or go by a column that is unique: the primary key always is"
)]
pub trait HasUnique<C>: Model {
    /// The columns' names, unquoted.
    const NAMES: &'static [&'static str];
}

/// A placeholder. With a single impl of `HasUnique`, rustc reports a type mismatch with that impl instead of our
/// message. The extra impl prevents that.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoColumn {}

#[diagnostic::do_not_recommend]
impl<M: Model> HasUnique<NoColumn> for M {
    const NAMES: &'static [&'static str] = &[];
}
