//! Models and their columns, as the compiler sees them.
//!
//! Owns the traits that `#[derive(Model)]` implements. Must not know statements or connections.

use crate::descriptor::ModelDescriptor;
use crate::key::Key;
use crate::loading::Loaded;
use crate::values::Values;

/// A struct that stands for the rows of one table.
///
/// Implemented by `#[derive(Model)]`; never by hand. The constants are the model's SQL fragments: they are what the
/// library's own statements are made of, and they serve raw SQL as well. Names are double-quoted and qualified by the
/// table, which PostgreSQL and SQLite read alike.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String }
///
/// assert_eq!(Team::TABLE, r#""teams""#);
/// assert_eq!(Team::COLUMNS, r#""teams"."id", "teams"."name""#);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "this is not a model",
    note = "put `#[derive(Model)]` on `{Self}`"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// Diesel's table, `teams::table`.
    type Table: diesel::Table + 'static;
    /// Diesel's SQL types of the columns, as a tuple in the order of the fields.
    type SqlType: 'static;
    /// What a row is read into before it becomes the struct: a tuple in the order of the fields.
    type Row: Send + 'static;
    /// One optional value per column, as a tuple in the order of the fields: what creates and updates carry.
    type Values: Values;
    /// The primary key's columns, as a tuple.
    type PrimaryKey: Key<Self>;
    /// The generated builder for new rows. `S` says which mandatory columns are given, `P` what else is done.
    type Create<S, P>: From<crate::Create<Self, S, P>>;
    /// The state of a builder to which nothing was given yet.
    type NothingGiven;
    /// The generated type of a row with what was included, `I`, as a tuple: `TeamWith<I>`.
    type With<I: Send + Sync>: From<Loaded<Self, I>> + Send + Sync;
    /// The generated builder for changes. `W` says which rows are changed.
    type Update<W>: From<crate::Update<Self, W>>;

    /// Name of the struct.
    const NAME: &'static str;
    /// Name of the table, unquoted.
    const TABLE_NAME: &'static str;
    /// The table, quoted: `"teams"`.
    const TABLE: &'static str;
    /// The columns, quoted and qualified, in the order of the fields: `"teams"."id", "teams"."name"`.
    const COLUMNS: &'static str;
    /// The columns' names, unquoted, in the order of the fields.
    const COLUMN_NAMES: &'static [&'static str];
    /// Everything about the model, as data.
    const DESCRIPTOR: &'static ModelDescriptor;

    /// The struct made of a row.
    #[doc(hidden)]
    fn from_row(row: Self::Row) -> Self;

    /// The value of the primary key.
    fn key(&self) -> PrimaryKeyOf<Self>;
}

/// The value of a model's primary key: the bare value for one column, a tuple for several.
pub type PrimaryKeyOf<M> = <<M as Model>::PrimaryKey as Key<M>>::Value;

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

/// A column that may be NULL: its field is an `Option`.
#[derive(Debug, Clone, Copy)]
pub struct Optional;

/// [`Optional`] or [`Mandatory`].
pub trait Nullability: Send + 'static {
    /// Whether NULL is possible.
    const OPTIONAL: bool;
    /// Of a key that has this column and another one: optional when both are. SET NULL writes all of them.
    type With<Other: Nullability>: Nullability;
}

impl Nullability for Optional {
    const OPTIONAL: bool = true;
    type With<Other: Nullability> = Other;
}

impl Nullability for Mandatory {
    const OPTIONAL: bool = false;
    type With<Other: Nullability> = Mandatory;
}

/// A column that is NOT NULL: its field is not an `Option`.
#[derive(Debug, Clone, Copy)]
pub struct Mandatory;

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
