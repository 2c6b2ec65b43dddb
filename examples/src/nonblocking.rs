//! The database of the async examples.
//!
//! Owns the async connection. Must not know any model.

use std::error::Error;

/// The connection of the async examples: SQLite, or with the feature `postgres` PostgreSQL.
#[cfg(not(feature = "postgres"))]
pub type Database = diesel_async::sync_connection_wrapper::SyncConnectionWrapper<orm_sqlite::SqliteConnection>;
/// The connection of the async examples: SQLite, or with the feature `postgres` PostgreSQL.
#[cfg(feature = "postgres")]
pub type Database = diesel_async::AsyncPgConnection;

#[cfg(feature = "postgres")]
pub use orm_postgres::nonblocking::create_tables;
#[cfg(not(feature = "postgres"))]
pub use orm_sqlite::nonblocking::create_tables;

/// Connects to SQLite in memory.
///
/// # Errors
/// When the example was given a URL: that needs the feature `postgres`.
#[cfg(not(feature = "postgres"))]
pub async fn connect() -> Result<Database, Box<dyn Error>> {
    Ok(orm_sqlite::nonblocking::connect(&super::url()?).await?)
}

/// Connects to the PostgreSQL database whose URL the example was given.
///
/// Everything happens in a transaction that is never committed, as in [`connect`](super::connect).
///
/// # Errors
/// When no URL was given, or the database cannot be reached.
#[cfg(feature = "postgres")]
pub async fn connect() -> Result<Database, Box<dyn Error>> {
    use diesel_async::{AsyncConnection, SimpleAsyncConnection};

    let mut database = orm_postgres::nonblocking::connect(&super::url()?).await?;
    database.begin_test_transaction().await?;
    database.batch_execute(super::OWN_SCHEMA).await?;
    Ok(database)
}
