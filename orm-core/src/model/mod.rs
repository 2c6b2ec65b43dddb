//! Models, their columns and their keys, as types.
//!
//! Owns the traits that `#[derive(Model)]` implements. Must not know statements or connections.

mod builder;
mod column;
mod cursor;
mod cursor_value;
mod into_key;
mod into_keys;
mod key;
pub(crate) mod keyset;
mod loaded;
mod nullability;
mod read_back;
pub(crate) mod row;
pub(crate) mod state;
mod values;

use crate::descriptor::ModelDescriptor;

pub use builder::{Create, Update};
pub use column::{Field, HasColumn, HasUnique, NoColumn};
pub use cursor::{Cursor, InvalidCursor};
pub use cursor_value::CursorValue;
pub use into_key::{IntoKey, IntoOptionalKey, KeyValue};
pub use into_keys::{IntoKeys, NoKey};
pub use key::{Key, OptionalKey, UnknownKey};
pub use keyset::{ColumnOf, InKey, InOrder, KeysetColumn, KeysetColumns, KeysetOrder, SortedBy};
pub use loaded::Loaded;
pub use nullability::{Cardinality, Mandatory, Nullability, Optional};
pub use read_back::{AlwaysReadable, MayBeUnreadable, ReadBack};
pub use row::{MaybeNull, NotNull};
pub use state::{Complete, Either, Given, IsGiven, Merge, Missing};
pub use values::{BindValues, IntoValue, Values};
pub(crate) use values::{given_names, given_places};

/// A struct whose values are the rows of one table.
///
/// `#[derive(Model)]` implements it; it is never implemented by hand. The constants are SQL fragments. The library
/// builds its statements from them, and raw SQL can use them too. Names are double-quoted and qualified by the table.
/// PostgreSQL and SQLite read them alike.
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
    /// The tuple that a row is read into before it becomes the struct, in the order of the fields.
    type Row: Send + 'static;
    /// The values that a create or update writes: a tuple of one optional value for each column, in the order of the
    /// fields.
    type Values: Values;
    /// The primary key's columns, as a tuple.
    type PrimaryKey: Key<Self>;
    /// The generated builder of new rows, `TeamCreate`. `S` says which mandatory columns are given, `P` is the plan.
    type Create<S, P>: From<Create<Self, S, P>>;
    /// Whether a row that is written can be read again, for what the types of the fields say. Where it may not, a write
    /// that returns rows runs in a transaction, so that a row that cannot be read does not stay.
    type ReadsBack: ReadBack;
    /// The state of a builder of a new row before any setter is called.
    type NothingGiven;
    /// The generated type of a row with its included targets, `TeamWith<I>`; `I` is a tuple of them.
    type With<I: Send + Sync>: From<Loaded<Self, I>> + Send + Sync;
    /// The generated builder of updates, `TeamUpdate`. `W` says which rows are updated.
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
    /// The table, the columns and the associations of the model, as data.
    const DESCRIPTOR: &'static ModelDescriptor;

    /// Compares the table's schema and name with those of Diesel's `table!`, where the compiler cannot compare them. It
    /// is called whenever a statement names the table.
    ///
    /// # Errors
    /// When they differ.
    #[doc(hidden)]
    fn check_table() -> diesel::QueryResult<()> {
        Ok(())
    }

    /// Makes the struct from a row.
    #[doc(hidden)]
    fn from_row(row: Self::Row) -> Self;

    /// Returns the value of the primary key.
    fn key(&self) -> PrimaryKeyOf<Self>;
}

/// The value of a model's primary key: the bare value for one column, a tuple for several.
pub type PrimaryKeyOf<M> = <<M as Model>::PrimaryKey as Key<M>>::Value;
