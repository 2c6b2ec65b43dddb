//! Columns of a model, as the compiler sees them.
//!
//! Owns the traits that say what a column holds and where its value is. Must not know keys of several columns.

use super::{Model, Nullability};

/// A column of a model: `Team: HasColumn<teams::name>`.
///
/// Implemented by `#[derive(Model)]` for each field; never by hand. It is a trait of the model, not of the column, so
/// that several models can stand for one table and tables of another crate can be used.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not a column of `{Self}`",
    label = "not a column of `{Self}`",
    note = "use a column of the model that is queried"
)]
pub trait HasColumn<C: diesel::Column<Table = Self::Table>>: Model {
    /// Type of the field.
    type Value: Clone + From<Self::Key> + Into<Option<Self::Key>> + Send + 'static;
    /// Type of the field without its `Option`.
    type Key;
    /// Diesel's SQL type of the column, without `Nullable`.
    type SqlType: 'static;
    /// [`Optional`] or [`Mandatory`].
    type Nullability: Nullability;
    /// The state of a builder to which this column alone was given.
    type Given;

    /// The column, quoted and qualified: `"teams"."name"`.
    const SQL: &'static str;

    /// The field.
    #[doc(hidden)]
    fn value(&self) -> &Self::Value;

    /// The field, to be written by an association.
    #[doc(hidden)]
    fn value_mut(&mut self) -> &mut Self::Value;

    /// The column's place among the values of a create or update.
    #[doc(hidden)]
    fn slot(values: &mut Self::Values) -> &mut Option<Self::Value>;
}

/// A column of a model found by the hash of its name: how an association names a column of another model by a string.
#[doc(hidden)]
pub trait Field<const NAME: u64>: Model {
    /// The column.
    type Column: diesel::Column<Table = Self::Table>;
}

/// Columns that no two rows share: the primary key (a tuple when it has several columns), or a column marked
/// `#[column(unique)]`. What `upsert` goes by.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not unique in `{Self}`",
    label = "`{C}` is not declared unique",
    note = "mark its field with `#[column(unique)]`, or go by a column that is unique: the primary key always is"
)]
pub trait HasUnique<C>: Model {
    /// The columns' names, unquoted.
    const NAMES: &'static [&'static str];
}

/// There is no such column. With this, no model has only one unique column, so that the compiler does not expect that one
/// and says what is wrong with another.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoColumn {}

#[diagnostic::do_not_recommend]
impl<M: Model> HasUnique<NoColumn> for M {
    const NAMES: &'static [&'static str] = &[];
}
