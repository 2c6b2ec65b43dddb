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
pub use settings::Settings;

/// Opens the database with the usual [`Settings`]: a path, a `file:` URL, or `:memory:`.
///
/// Foreign keys are checked, a database in a file is in WAL mode, and two writers wait for each other, up to five
/// seconds.
///
/// ```sql
/// PRAGMA busy_timeout = 5000;
/// PRAGMA journal_mode = WAL;
/// PRAGMA foreign_keys = ON
/// ```
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
