//! Where the databases differ inside a statement.
//!
//! Owns the few forms that PostgreSQL and SQLite write differently in queries, and what their messages mean (`cause`). DDL, connecting and type names are the
//! backend crates' part.

mod cause;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;

use crate::descriptor::ColumnDescriptor;

pub(crate) use cause::{Cause, constraint_of};
#[cfg(feature = "sqlite")]
pub use sqlite::ListedKey;

/// A Diesel backend that this library writes statements for: `diesel::pg::Pg` and `diesel::sqlite::Sqlite`.
#[diagnostic::on_unimplemented(
    message = "the ORM writes no statements for the backend `{Self}`",
    note = "switch on the feature `sqlite` or `postgres` of orm-core by depending on `orm-sqlite` or `orm-postgres`"
)]
pub trait Dialect: Backend<QueryBuilder: Default> + Default + 'static {
    /// How many values one statement may bind.
    const MAX_BINDS: usize;
    /// Its name in OpenTelemetry's conventions, `db.system.name`.
    const SYSTEM: &'static str;

    /// Writes LIMIT and OFFSET.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_limit<'b>(out: AstPass<'_, 'b, Self>, limit: Option<&'b i64>, offset: Option<&'b i64>) -> QueryResult<()>;

    /// Binds a whole number.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_number<'b>(out: AstPass<'_, 'b, Self>, number: &'b i64) -> QueryResult<()>;

    /// Reads a value of the SQL type `ST`, as the database means it.
    ///
    /// # Errors
    /// What the type reports, and [`DoesNotFit`].
    fn read<ST: 'static, T: FromSql<ST, Self>>(value: Self::RawValue<'_>) -> deserialize::Result<T>;

    /// Writes what stands for "not given" in a VALUES list.
    fn push_default(out: AstPass<'_, '_, Self>, column: &ColumnDescriptor);
}

/// A whole number that is wider than its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{number} does not fit its field, a whole number of {bits} bits")]
pub struct DoesNotFit {
    /// The number.
    pub number: i64,
    /// The width of the field.
    pub bits: u32,
}

/// Key values that are compared in one expression.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyList<V>(pub(crate) Vec<V>);

/// As the values alone: this is what the bound values of a printed statement show.
impl<V: std::fmt::Debug> std::fmt::Debug for KeyList<V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A list of keys that `DB` can take as one bound value, so that the statement's text does not depend on its length.
#[diagnostic::on_unimplemented(
    message = "a list of `{V}` cannot be given to `{Self}` as one value",
    note = "use a key of a usual type: a whole number, `String`, `Vec<u8>`, `Uuid`, a date"
)]
pub trait PushKeyList<ST, V>: Dialect {
    /// Writes ` = ANY($1)` or ` IN (SELECT ..)` with the list bound.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_key_list<'b>(out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()>;

    /// Writes the values of the list as rows, behind SELECT: `"key" FROM ..`, with the list bound.
    ///
    /// # Errors
    /// What Diesel reports for a value that does not serialize.
    fn push_key_rows<'b>(out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()>;
}
