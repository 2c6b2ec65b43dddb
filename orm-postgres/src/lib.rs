//! PostgreSQL for the ORM: connecting, and creating and dropping the tables of a [`Schema`].
//!
//! Owns PostgreSQL's type names, the text of its DDL and the settings of a connection. Must not know SQLite, queries or
//! associations. Needs libpq. The feature `async` brings `nonblocking`, the same for diesel-async, whose driver is
//! tokio-postgres; with `r2d2` and `pool`, [`Settings`] set up what pools open.
//!
//! # Example
//! ```no_run
//! use orm_core::prelude::*;
//!
//! #[derive(Model)]
//! struct Team { id: i32, name: String }
//!
//! let mut db = orm_postgres::connect("postgres://localhost/league")?;
//! orm_postgres::create_tables(&mut db, schema![Team])?;
//!
//! let jazz = Team::create().name("Jazz").exec(&mut db)?;
//! println!("{}", jazz.delete().sql::<orm_postgres::Postgres>());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ddl;
#[cfg(feature = "async")]
pub mod nonblocking;
#[cfg(feature = "pool")]
mod pool;
mod settings;
mod url;

use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use orm_core::{Error, Schema};

pub use ddl::{create_tables_sql, drop_tables_sql};
pub use diesel::pg::{Pg as Postgres, PgConnection};
pub use settings::Settings;

/// Connects to the database: a URL or a list of `key=value` as libpq reads them.
///
/// The connection is a plain Diesel one; no statement is run. [`Settings`] limit how long its statements may take, and how
/// long it waits for a network that does not answer.
///
/// # Errors
/// [`Error::Connection`], with libpq's message. Where the URL is not understood, it quotes nothing of it.
///
/// # Example
/// ```no_run
/// let mut db = orm_postgres::connect("postgres://localhost/league")?;
/// # Ok::<(), orm_core::Error>(())
/// ```
pub fn connect(url: &str) -> Result<PgConnection, Error> {
    Settings::new().connect(url)
}

/// Creates the tables and indexes of the schema that are not there yet.
///
/// Runs the statements of [`create_tables_sql`] in one transaction (in a savepoint, when one is open): all of them or
/// none. A table that exists is left as it is, whatever its columns. The schema of a model that names one has to exist.
///
/// Several connections can create the tables at the same time: the transaction begins with an advisory lock, the same
/// one for all schemas of a database, so each waits for the one before. Inside a transaction of the caller's, the lock is
/// kept until that one ends.
///
/// # Errors
/// [`Error::Schema`] when the models do not make a schema; [`Error::Database`] when PostgreSQL refuses a statement, as it
/// does where a table that exists has no column for an index.
pub fn create_tables(connection: &mut PgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &create_tables_sql(schema)?)
}

/// Drops the tables of the schema that are there, with all their rows. Tables outside the schema stay: there is no
/// CASCADE.
///
/// Runs the statement of [`drop_tables_sql`] in one transaction (in a savepoint, when one is open).
///
/// # Errors
/// [`Error::Schema`] when the models do not make a schema; [`Error::Database`] when PostgreSQL refuses the statement,
/// as it does when a table outside the schema references one of those dropped.
pub fn drop_tables(connection: &mut PgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &drop_tables_sql(schema)?)
}

fn run(connection: &mut PgConnection, statements: &[String]) -> Result<(), Error> {
    let sql = with_lock(statements);
    let work = |connection: &mut PgConnection| Ok(connection.batch_execute(&sql)?);
    let status = <AnsiTransactionManager as TransactionManager<_>>::transaction_manager_status_mut(connection);
    match status.transaction_depth()? {
        None => connection.build_transaction().read_committed().run(work),
        Some(_) => connection.transaction(work),
    }
}

/// The statements behind a lock that is kept to the end of the transaction, and that no one else asks for.
///
/// `IF NOT EXISTS` does not help two connections that do the same at the same time: each finds no table and makes one,
/// and the second is refused. The transaction must be READ COMMITTED, so that what is done after the lock sees what was
/// done before it.
fn with_lock(statements: &[String]) -> String {
    format!("SELECT pg_advisory_xact_lock({LOCK});\n{}", statements.join(";\n"))
}

/// Any number that others are not likely to take.
const LOCK: i64 = 7_310_583_042_614_290_217;
