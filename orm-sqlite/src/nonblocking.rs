//! The functions of this crate for diesel-async, whose connections work on a thread for blocking calls.
//!
//! Owns the async forms of the functions of the same names. Must not know DDL: the blocking functions run on the
//! thread.
//!
//! # Example
//! ```
//! use orm_core::nonblocking::prelude::*;
//!
//! #[derive(Model)]
//! struct Team { id: i32, name: String }
//!
//! async fn first_team() -> Result<Team, orm_core::Error> {
//!     let mut db = orm_sqlite::nonblocking::connect(":memory:").await?;
//!     orm_sqlite::nonblocking::create_tables(&mut db, schema![Team]).await?;
//!     Team::create().name("Jazz").exec(&mut db).await
//! }
//! # first_team();
//! ```

use diesel_async::AsyncConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use orm_core::{Error, Schema};

use crate::{Settings, SqliteConnection, create_tables_sql, drop_tables_sql};

/// Opens a database for diesel-async as [`connect`](crate::connect) does. `url` is a path, a `file:` URL, or
/// `:memory:`.
///
/// # Errors
/// The errors of [`Settings::connect`], for the same reasons.
pub async fn connect(url: &str) -> Result<SyncConnectionWrapper<SqliteConnection>, Error> {
    Settings::new().connect_async(url).await
}

/// Creates the tables and indexes of the schema as [`create_tables`](crate::create_tables) does.
///
/// # Errors
/// The errors of [`create_tables`](crate::create_tables), for the same reasons.
pub async fn create_tables(
    connection: &mut SyncConnectionWrapper<SqliteConnection>,
    schema: Schema,
) -> Result<(), Error> {
    run(connection, create_tables_sql(schema)?).await
}

/// Drops the tables of the schema as [`drop_tables`](crate::drop_tables) does.
///
/// # Errors
/// The errors of [`drop_tables`](crate::drop_tables), for the same reasons.
pub async fn drop_tables(
    connection: &mut SyncConnectionWrapper<SqliteConnection>,
    schema: Schema,
) -> Result<(), Error> {
    run(connection, drop_tables_sql(schema)?).await
}

async fn run(connection: &mut SyncConnectionWrapper<SqliteConnection>, statements: Vec<String>) -> Result<(), Error> {
    Ok(connection.spawn_blocking(move |connection| crate::run(connection, &statements)).await?)
}

impl Settings {
    /// Opens a database as [`connect`](Self::connect) does, for diesel-async. Feature `async`.
    ///
    /// # Errors
    /// The errors of [`connect`](Self::connect), for the same reasons.
    pub async fn connect_async(self, url: &str) -> Result<SyncConnectionWrapper<SqliteConnection>, Error> {
        let mut connection = SyncConnectionWrapper::establish(url).await?;
        self.apply_async(&mut connection).await?;
        Ok(connection)
    }

    /// Sets up a connection of diesel-async that was opened without these settings, as [`apply`](Self::apply) does.
    /// Feature `async`.
    ///
    /// # Errors
    /// The errors of [`apply`](Self::apply), for the same reasons.
    pub async fn apply_async(self, connection: &mut SyncConnectionWrapper<SqliteConnection>) -> Result<(), Error> {
        Ok(connection.spawn_blocking(move |connection| self.set_up(connection)).await?)
    }
}
