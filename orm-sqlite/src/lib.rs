//! SQLite for the ORM: connecting, and creating and dropping the tables of a [`Schema`].
//!
//! Owns SQLite's type names, the text of its DDL and the settings of a connection. Must not know PostgreSQL, queries or
//! associations. SQLite itself is bundled: nothing has to be installed. The feature `async` brings `nonblocking`, the
//! same for diesel-async; with `r2d2` and `pool`, [`Settings`] set up what pools open.
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

mod ddl;
#[cfg(feature = "async")]
pub mod nonblocking;
#[cfg(feature = "pool")]
mod pool;
mod settings;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, QueryResult};
// Nothing is called from it directly: it is named here for its feature `bundled`.
use libsqlite3_sys as _;
use orm_core::{Error, Schema};

pub use ddl::{create_tables_sql, drop_tables_sql};
pub use diesel::sqlite::{Sqlite, SqliteConnection};
pub use settings::{JournalMode, Settings};

/// Opens the database with the usual [`Settings`]: a path, a `file:` URL, or `:memory:`.
///
/// A file that does not exist is made, and is then in WAL mode; a database that exists keeps its journal mode. Foreign
/// keys are checked, and two writers wait for each other, up to five seconds. [`Settings`] change that; [`existing`] gives
/// the URL of a database that must exist.
///
/// The connection is a plain Diesel one.
///
/// # Errors
/// Those of [`Settings::connect`].
///
/// # Example
/// ```
/// let mut db = orm_sqlite::connect(":memory:")?;
/// # Ok::<(), orm_core::Error>(())
/// ```
pub fn connect(url: &str) -> Result<SqliteConnection, Error> {
    Settings::new().connect(url)
}

/// The URL of a database that must exist, for whatever opens it: [`connect`], [`Settings::connect`], a pool.
///
/// Without it, a path with a slip of the pen is a new database without tables. Opening the URL where there is no file is
/// [`Error::Connection`], "unable to open database file", and makes none. What is no letter, digit or mark of a plain path
/// is written as a URL needs it.
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
    // An absolute path could begin with two slashes, behind which a URL has the name of a computer.
    let start = if path.starts_with('/') { "file://" } else { "file:" };
    let path: String = path.bytes().map(encoded).collect();
    format!("{start}{path}?mode=rw")
}

/// The byte of a path as a URL has it.
fn encoded(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"/\\:.-_~".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// Creates the tables and indexes of the schema that are not there yet.
///
/// Runs the statements of [`create_tables_sql`] in one transaction (in a savepoint, when one is open): all of them or
/// none. A table that exists is left as it is, whatever its columns. Several connections can create the tables at the
/// same time: the transaction begins with `BEGIN IMMEDIATE`, so each waits for the one before.
///
/// # Errors
/// [`Error::Schema`] when the models do not make a schema; [`Error::Database`] when SQLite refuses a statement, as it does
/// where a table that exists has no column for an index; [`Error::Contention`] when another connection writes for longer
/// than [`Settings::busy_timeout`].
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

/// Drops the tables of the schema that are there, with all their rows. [`create_tables`] has an example.
///
/// Runs the statements of [`drop_tables_sql`] in one transaction (in a savepoint, when one is open): all of them or
/// none.
///
/// # Errors
/// [`Error::Schema`] when the models do not make a schema; [`Error::ForeignKeyViolation`] when a row
/// of a table outside the schema references one of those dropped, which SQLite says when the outermost transaction is
/// committed; [`Error::Database`] when SQLite refuses a statement.
pub fn drop_tables(connection: &mut SqliteConnection, schema: Schema) -> Result<(), Error> {
    Ok(run(connection, &drop_tables_sql(schema)?)?)
}

/// `BEGIN IMMEDIATE`: a transaction that first reads what is there and then writes would fail when another connection
/// has written in between; this one waits for its turn.
fn run(connection: &mut SqliteConnection, statements: &[String]) -> QueryResult<()> {
    let sql = statements.join(";\n");
    let status = <AnsiTransactionManager as TransactionManager<_>>::transaction_manager_status_mut(connection);
    let work = |connection: &mut SqliteConnection| connection.batch_execute(&sql);
    match status.transaction_depth()? {
        None => connection.immediate_transaction(work),
        Some(_) => connection.transaction(work),
    }
}
