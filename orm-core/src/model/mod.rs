//! Models and their columns, as the compiler sees them.
//!
//! Owns the traits that `#[derive(Model)]` implements. Must not know statements or connections.

mod builder;
mod column;
mod into_key;
mod into_keys;
mod key;
mod loaded;
mod nullability;
pub(crate) mod row;
pub(crate) mod state;
mod values;

use crate::descriptor::ModelDescriptor;

pub use builder::{Create, Update};
pub use column::{Field, HasColumn, HasUnique, NoColumn};
pub use into_key::{IntoKey, IntoOptionalKey, KeyValue};
pub use into_keys::{IntoKeys, NoKey};
pub use key::{Key, OptionalKey, UnknownKey};
pub use loaded::Loaded;
pub use nullability::{Cardinality, Mandatory, Nullability, Optional};
pub use row::{MaybeNull, NotNull};
pub use state::{Complete, Either, Given, IsGiven, Merge, Missing};
pub use values::{BindValues, IntoValue, Values};
pub(crate) use values::{given_names, given_places};

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
    type Create<S, P>: From<Create<Self, S, P>>;
    /// The state of a builder to which nothing was given yet.
    type NothingGiven;
    /// The generated type of a row with what was included, `I`, as a tuple: `TeamWith<I>`.
    type With<I: Send + Sync>: From<Loaded<Self, I>> + Send + Sync;
    /// The generated builder for changes. `W` says which rows are changed.
    type Update<W>: From<Update<Self, W>>;

    /// Name of the struct.
    const NAME: &'static str;
    /// Name of the table, unquoted.
    const TABLE_NAME: &'static str;
    /// Name of the table's schema (PostgreSQL), unquoted, when one was given.
    const SCHEMA_NAME: Option<&'static str>;
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
