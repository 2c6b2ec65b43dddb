//! SQLite for the ORM: connecting, and creating and dropping the tables of a [`Schema`].
//!
//! Owns SQLite's type names, the text of its DDL and the settings of a connection. Must not know PostgreSQL, queries or
//! associations.
//!
//! SQLite itself is bundled: nothing has to be installed. The feature `async` adds the module `nonblocking`, with the
//! same functions for diesel-async. With the features `r2d2` and `pool`, [`Settings`] set up the connections of a pool.
//!
//! # Example
//! ```
//! use orm_core::prelude::*;
//!
//! #[derive(Model)]
//! struct Team { id: i32, name: String }
//!
//! let mut db = orm_sqlite::connect(":memory:")?;
//! orm_sqlite::create_tables(&mut db, schema![Team])?;
//!
//! let jazz = Team::create().name("Jazz").exec(&mut db)?;
//! assert_eq!(jazz.id, 1);
//! assert_eq!(
//!     Team::query().count().sql::<orm_sqlite::Sqlite>(),
//!     r#"SELECT count(*) FROM "teams" -- binds: []"#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// A type in a public signature has a public path.
#![warn(unnameable_types)]

mod ddl;
#[cfg(feature = "async")]
pub mod nonblocking;
#[cfg(feature = "pool")]
mod pool;
mod settings;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, QueryResult};
// Named here only for its feature `bundled`; nothing is called from it.
use libsqlite3_sys as _;
use orm_core::{Error, Schema};

pub use ddl::{create_tables_sql, drop_tables_sql};
pub use diesel::sqlite::{Sqlite, SqliteConnection};
pub use settings::{JournalMode, Settings};

/// Opens a database with the usual [`Settings`]. `url` is a path, a `file:` URL, or `:memory:`.
///
/// A file that does not exist is created, in WAL mode; an existing database keeps its journal mode. Foreign keys are
/// checked. A connection that writes waits up to five seconds for another one. [`Settings`] change this. [`existing`]
/// returns the URL of a database that must exist.
///
/// The connection is a plain connection of Diesel.
///
/// # Errors
/// The errors of [`Settings::connect`], for the same reasons.
///
/// # Example
/// ```
/// let mut db = orm_sqlite::connect(":memory:")?;
/// # Ok::<(), orm_core::Error>(())
/// ```
pub fn connect(url: &str) -> Result<SqliteConnection, Error> {
    Settings::new().connect(url)
}

/// Returns the URL of a database that must exist, for [`connect`], [`Settings::connect`] or a pool.
///
/// Opening a mistyped path creates a new database without tables. Opening this URL where there is no file fails with
/// [`Error::Connection`], "unable to open database file", and creates no file. Characters of the path that a URL cannot
/// hold are encoded.
///
/// # Example
/// ```
/// use orm_core::Error;
///
/// assert_eq!(orm_sqlite::existing("my blog.db"), "file:my%20blog.db?mode=rw");
/// let refused = orm_sqlite::connect(&orm_sqlite::existing("bolg.db"));
/// assert!(matches!(refused, Err(Error::Connection(_))));
/// ```
pub fn existing(path: &str) -> String {
    // An absolute path may begin with two slashes. A URL has the name of a computer after these, so an empty one is
    // written.
    let start = if path.starts_with('/') { "file://" } else { "file:" };
    let path: String = path.bytes().map(encoded).collect();
    format!("{start}{path}?mode=rw")
}

/// Encodes a byte of a path for a URL.
fn encoded(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"/\\:.-_~".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// Creates the tables and indexes of the schema that do not exist yet.
///
/// Runs the statements of [`create_tables_sql`] in one transaction, or in a savepoint when a transaction is open: all
/// of them or none. An existing table stays as it is, whatever its columns. Several connections can call it at the same
/// time: the transaction begins with `BEGIN IMMEDIATE`, so each waits for the one before.
///
/// # Errors
/// [`Error::Schema`] when the models do not fit together. [`Error::Database`] when SQLite refuses a statement, for
/// example because an existing table lacks a column of an index. [`Error::Contention`] when another connection writes
/// for longer than [`Settings::busy_timeout`].
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String }
///
/// let mut db = orm_sqlite::connect(":memory:")?;
/// orm_sqlite::create_tables(&mut db, schema![Team])?;
/// assert_eq!(Team::query().count().exec(&mut db)?, 0);
/// orm_sqlite::drop_tables(&mut db, schema![Team])?;
/// # Ok::<(), orm_core::Error>(())
/// ```
pub fn create_tables(connection: &mut SqliteConnection, schema: Schema) -> Result<(), Error> {
    Ok(run(connection, &create_tables_sql(schema)?)?)
}

/// Drops the existing tables of the schema, with all their rows. [`create_tables`] has an example.
///
/// Runs the statements of [`drop_tables_sql`] in one transaction, or in a savepoint when a transaction is open: all of
/// them or none.
///
/// # Errors
/// [`Error::Schema`] when the models do not fit together. [`Error::ForeignKeyViolation`] when a row of another table
/// references one of the dropped tables; SQLite reports this when the outermost transaction is committed.
/// [`Error::Database`] when SQLite refuses a statement.
pub fn drop_tables(connection: &mut SqliteConnection, schema: Schema) -> Result<(), Error> {
    Ok(run(connection, &drop_tables_sql(schema)?)?)
}

/// Runs the statements in one transaction. It begins with `BEGIN IMMEDIATE` and so waits for other writers. A
/// transaction that first reads and then writes would fail when another connection has written in between.
fn run(connection: &mut SqliteConnection, statements: &[String]) -> QueryResult<()> {
    let sql = statements.join(";\n");
    let status = <AnsiTransactionManager as TransactionManager<_>>::transaction_manager_status_mut(connection);
    let work = |connection: &mut SqliteConnection| connection.batch_execute(&sql);
    match status.transaction_depth()? {
        None => connection.immediate_transaction(work),
        Some(_) => connection.transaction(work),
    }
}
