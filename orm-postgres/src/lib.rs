//! PostgreSQL for the ORM: connecting, and creating and dropping the tables of a [`Schema`].
//!
//! Owns PostgreSQL's type names, the text of its DDL and the settings of a connection. Must not know SQLite, queries or
//! associations.
//!
//! The crate needs libpq. The feature `async` adds the module `nonblocking`, with the same functions for diesel-async,
//! whose driver is tokio-postgres. With the features `r2d2` and `pool`, [`Settings`] set up the connections of a pool.
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

// A type in a public signature has a public path.
#![warn(unnameable_types)]

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

/// Connects to a database. `url` is a URL, or a list of `key=value` as libpq reads it.
///
/// The connection is a plain connection of Diesel. Connecting runs no statement. [`Settings`] limit how long its
/// statements may take, and how long it waits for a network that does not answer.
///
/// # Errors
/// [`Error::Connection`] when no connection can be opened; its source has libpq's message. If libpq does not understand
/// the URL, the message quotes no part of it.
///
/// # Example
/// ```no_run
/// let mut db = orm_postgres::connect("postgres://localhost/league")?;
/// # Ok::<(), orm_core::Error>(())
/// ```
pub fn connect(url: &str) -> Result<PgConnection, Error> {
    Settings::new().connect(url)
}

/// Creates the tables and indexes of the schema that do not exist yet.
///
/// Runs the statements of [`create_tables_sql`] in one transaction, or in a savepoint when a transaction is open: all
/// of them or none. An existing table stays as it is, whatever its columns. When a model names a `schema`, that schema
/// has to exist.
///
/// Several connections can call it at the same time. The transaction begins with an advisory lock, which is the same
/// for all schemas of a database, so each waits for the one before. When the caller has opened a transaction, the lock
/// is kept until that transaction ends.
///
/// # Errors
/// [`Error::Schema`] when the models do not fit together. [`Error::Database`] when PostgreSQL refuses a statement, for
/// example because an existing table lacks a column of an index.
pub fn create_tables(connection: &mut PgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &create_tables_sql(schema)?)
}

/// Drops the existing tables of the schema, with all their rows. Tables outside the schema stay: there is no CASCADE.
///
/// Runs the statement of [`drop_tables_sql`] in one transaction, or in a savepoint when a transaction is open.
///
/// # Errors
/// [`Error::Schema`] when the models do not fit together. [`Error::Database`] when PostgreSQL refuses the statement,
/// for example because a table outside the schema references one of the dropped tables.
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

/// Puts a lock before the statements. It is kept to the end of the transaction, and only this library takes it.
///
/// `IF NOT EXISTS` does not protect two connections that create the same table at the same time: neither finds the
/// table, both create it, and the second one fails. The transaction must be READ COMMITTED, so that the statements
/// after the lock see what was committed before it.
fn with_lock(statements: &[String]) -> String {
    format!("SELECT pg_advisory_xact_lock({LOCK});\n{}", statements.join(";\n"))
}

/// The number of the lock; other programs are not likely to take it.
const LOCK: i64 = 7_310_583_042_614_290_217;
