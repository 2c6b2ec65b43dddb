//! Where the databases differ inside a statement.
//!
//! Owns the SQL that PostgreSQL and SQLite write differently in queries, and what their messages mean (`cause`). Must
//! not know DDL, connecting or type names: the backend crates own them.

mod cause;
mod pattern;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::any::Any;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;
use diesel::serialize::{self, Output, ToSql};

pub(crate) use cause::{Cause, TWICE_IN_ONE_UPSERT, constraint_of, is_stale};
pub(crate) use pattern::Place;
pub use pattern::TextPattern;
#[cfg(feature = "sqlite")]
pub use sqlite::ListedKey;

/// A Diesel backend that the library writes statements for: `diesel::pg::Pg` and `diesel::sqlite::Sqlite`.
#[diagnostic::on_unimplemented(
    message = "the ORM writes no statements for the backend `{Self}`",
    note = "switch on the feature `sqlite` or `postgres` of orm-core by depending on `orm-sqlite` or `orm-postgres`"
)]
pub trait Dialect: Backend<QueryBuilder: Default> + Default + 'static {
    /// The greatest number of values that one statement may bind.
    const MAX_BINDS: usize;
    /// The name of the database in OpenTelemetry's conventions, `db.system.name`.
    const SYSTEM: &'static str;
    /// The clause at the end of a SELECT that locks its rows until the transaction ends; `None` where no row can be
    /// locked.
    const ROW_LOCK: Option<&'static str>;
    /// Whether each expression has a type. Then a sum may need a cast to the type that Rust reads, and is never wider than
    /// that type.
    const TYPES_EXPRESSIONS: bool;
    /// The signs other than `$` with which the database begins a placeholder in raw SQL: `?`, `:` and `@` on SQLite.
    /// `from_sql` refuses them.
    const PLACEHOLDERS: &'static [&'static str];
    /// Whether DEFAULT can stand for the value of a column in a VALUES list.
    const HAS_DEFAULT_VALUE: bool;

    /// A batch that commits, and that fails where an earlier statement of the transaction has failed. `None` where a
    /// failed statement does not end its transaction, so that COMMIT alone is right.
    const COMMIT_IF_SOUND: Option<&'static str>;

    /// The statement that begins a transaction.
    fn begin(mode: TransactionMode) -> String;

    /// The text before and after a date or a point in time, which makes it the first day of the `day`, `month` or `year`.
    /// `timestamp` makes the operand a TIMESTAMP, where the database needs one.
    fn start_of(period: &str, timestamp: [&str; 2]) -> [String; 2];

    /// Writes LIMIT and OFFSET.
    ///
    /// # Errors
    /// Diesel's error when the value cannot be serialized.
    fn push_limit<'b>(out: AstPass<'_, 'b, Self>, limit: Option<&'b i64>, offset: Option<&'b i64>) -> QueryResult<()>;

    /// Binds a whole number.
    ///
    /// # Errors
    /// Diesel's error when the value cannot be serialized.
    fn push_number<'b>(out: AstPass<'_, 'b, Self>, number: &'b i64) -> QueryResult<()>;

    /// Writes the operator that compares a text with the pattern, and binds the pattern: ` GLOB ?`, ` LIKE $1`.
    ///
    /// # Errors
    /// Diesel's error when the pattern cannot be serialized.
    fn push_text_search<'b>(
        out: AstPass<'_, 'b, Self>,
        pattern: &'b TextPattern,
        ignores_case: bool,
    ) -> QueryResult<()>;

    /// Whether the database can store the value as it is. SQLite cannot store NaN.
    fn can_store(_: &dyn Any) -> bool {
        true
    }

    /// Reads a value of the SQL type `ST` as the database means it: on PostgreSQL a CHAR(n) without the blanks that
    /// fill it up, on SQLite a whole number that must fit its field.
    ///
    /// # Errors
    /// The error of the type `T` when it cannot read the value; [`DoesNotFit`].
    fn read<ST: 'static, T: FromSql<ST, Self>>(value: Self::RawValue<'_>) -> deserialize::Result<T>;
}

/// A backend that locks single rows: PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "SQLite does not lock single rows",
    label = "`for_update()` and `for_share()` run on PostgreSQL only",
    note = "leave the lock out, and read and write in a `Transaction`: on SQLite it begins with BEGIN IMMEDIATE, so no other \
            connection writes until it ends"
)]
pub trait LocksRows: Dialect {}

/// How a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionMode {
    /// The isolation level; `None` for the usual one of the database.
    pub isolation: Option<Isolation>,
    /// Whether the transaction only reads.
    pub read_only: bool,
}

/// An isolation level of the SQL standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// READ COMMITTED
    ReadCommitted,
    /// REPEATABLE READ
    RepeatableRead,
    /// SERIALIZABLE
    Serializable,
}

/// A whole number in the database does not fit the type of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{number} does not fit its field, a whole number of {bits} bits")]
pub struct DoesNotFit {
    /// The number.
    pub number: i64,
    /// The width of the field in bits.
    pub bits: u32,
}

/// A floating point number without a value, which SQLite would store as NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("SQLite cannot store NaN")]
pub struct NotANumber;

/// Stands in a statement for the value, so that the statement fails when it is sent and can still be printed.
impl<ST, DB: Backend> ToSql<ST, DB> for NotANumber {
    fn to_sql<'b>(&'b self, _: &mut Output<'b, '_, DB>) -> serialize::Result {
        Err(Box::new(*self))
    }
}

/// A list of key values that a statement compares in one expression.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyList<V>(pub(crate) Vec<V>);

/// Shows the values alone, as the bound values of a printed statement are shown.
impl<V: std::fmt::Debug> std::fmt::Debug for KeyList<V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A list of keys that `DB` takes as one bound value, so that the text of the statement does not depend on its length.
#[diagnostic::on_unimplemented(
    message = "a list of `{V}` cannot be given to `{Self}` as one value",
    note = "use a key of a usual type: a whole number, `String`, `Vec<u8>`, `Uuid`, a date"
)]
pub trait PushKeyList<ST, V>: Dialect {
    /// Writes ` = ANY($1)` or ` IN (SELECT ..)`, and binds the list.
    ///
    /// # Errors
    /// Diesel's error when the value cannot be serialized.
    fn push_key_list<'b>(out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()>;

    /// Writes the values of the list as rows, after SELECT: `"key" FROM ..`, and binds the list.
    ///
    /// # Errors
    /// Diesel's error when the value cannot be serialized.
    fn push_key_rows<'b>(out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()>;
}

/// A list of composite keys that `DB` takes as bound values, so that the text of the statement does not depend on its
/// length. `STs` and `Vs` are tuples of the columns' types.
#[diagnostic::on_unimplemented(
    message = "a list of `{Vs}` cannot be given to `{Self}` as one value",
    note = "use a key of usual types: whole numbers, `String`, `Vec<u8>`, `Uuid`, dates"
)]
pub trait PushCompositeKeyList<STs, Vs>: Dialect {
    /// Writes the keys of the list as rows, after SELECT: `"keys".* FROM ..`, and binds the list.
    ///
    /// # Errors
    /// Diesel's error when a value cannot be serialized.
    fn push_composite_key_rows<'b>(out: AstPass<'_, 'b, Self>, keys: &'b KeyList<Vs>) -> QueryResult<()>;
}

/// A database that keeps one of all rows that are equal in an expression: PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "SQLite has no DISTINCT ON",
    label = "`distinct_on(..)` runs on PostgreSQL only",
    note = "the first target of each row is an include: `.include(teams::players.order(..).limit(1))`",
    note = "the least and the greatest values of each group are aggregates: `.group_by(players::team_id)`"
)]
pub trait HasDistinctOn: Dialect {}
