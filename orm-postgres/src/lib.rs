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

use diesel::connection::SimpleConnection;
use orm_core::{Error, Schema};

pub use ddl::{create_tables_sql, drop_tables_sql};
pub use diesel::pg::{Pg as Postgres, PgConnection};
pub use settings::Settings;

/// Connects to the database: a URL or a list of `key=value` as libpq reads them.
///
/// The connection is a plain Diesel one; no statement is run. [`Settings`] limit how long its statements may take.
///
/// # Errors
/// [`Error::Connection`], with libpq's message.
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
/// # Errors
/// [`Error::Schema`] when the models do not make a schema, [`Error::Database`] when PostgreSQL refuses a statement.
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
    // Diesel takes a text without a statement for an error.
    if statements.is_empty() {
        return Ok(());
    }
    diesel::Connection::transaction(connection, |connection| Ok(connection.batch_execute(&statements.join(";\n"))?))
}
