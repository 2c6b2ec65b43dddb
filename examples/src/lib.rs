//! What the examples share: one program runs on either database, as it is written for [`Database`].
//!
//! Owns the connection of an example, and the printing of its statements. Must not know any model.

#[cfg(feature = "async")]
pub mod nonblocking;

use std::error::Error;

use diesel::connection::{Connection, InstrumentationEvent};

/// The connection of the examples: SQLite, or with the feature `postgres` PostgreSQL.
#[cfg(not(feature = "postgres"))]
pub type Database = orm_sqlite::SqliteConnection;
/// The connection of the examples: SQLite, or with the feature `postgres` PostgreSQL.
#[cfg(feature = "postgres")]
pub type Database = orm_postgres::PgConnection;

/// The backend of [`Database`].
pub type Backend = <Database as Connection>::Backend;

#[cfg(feature = "postgres")]
pub use orm_postgres::create_tables;
#[cfg(not(feature = "postgres"))]
pub use orm_sqlite::create_tables;

/// Creates the schema that an example runs in, inside a transaction that is never committed.
#[cfg(feature = "postgres")]
const OWN_SCHEMA: &str = "CREATE SCHEMA orm_example; SET LOCAL search_path TO orm_example";

/// Whether the example was given a flag: `--sql`.
pub fn has_flag(flag: &str) -> bool {
    std::env::args().skip(1).any(|argument| argument == flag)
}

/// The URL of the database that the example runs on: its argument, or SQLite in memory.
fn url() -> Result<String, Box<dyn Error>> {
    let argument = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    match argument {
        Some(url) if cfg!(feature = "postgres") => Ok(url),
        Some(_) => Err("a URL needs `--features postgres`".into()),
        None if cfg!(feature = "postgres") => {
            Err("with `--features postgres`, give a URL: postgres://user@host/database".into())
        }
        None => Ok(":memory:".to_owned()),
    }
}

/// Connects to SQLite in memory.
///
/// # Errors
/// When the example was given a URL: that needs the feature `postgres`.
#[cfg(not(feature = "postgres"))]
pub fn connect() -> Result<Database, Box<dyn Error>> {
    Ok(orm_sqlite::connect(&url()?)?)
}

/// Connects to the PostgreSQL database whose URL the example was given.
///
/// Everything happens in a schema of its own, in a transaction that is rolled back when the connection closes, so
/// the database stays as it was, even when the example fails.
///
/// # Errors
/// When no URL was given, or the database cannot be reached.
#[cfg(feature = "postgres")]
pub fn connect() -> Result<Database, Box<dyn Error>> {
    use diesel::connection::SimpleConnection;

    let mut database = orm_postgres::connect(&url()?)?;
    database.begin_test_transaction()?;
    database.batch_execute(OWN_SCHEMA)?;
    Ok(database)
}

/// From now on, prints every statement that the connection runs.
pub fn print_statements(database: &mut Database) {
    database.set_instrumentation(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            println!("   {}", query.to_string().replace('\n', "\n   "));
        }
    });
}
