//! The functions of this crate for diesel-async.
//!
//! Owns the async forms of the functions of the same names. Must not know DDL: it sends the statements of the blocking
//! functions.
//!
//! # Example
//! ```
//! use orm_core::nonblocking::prelude::*;
//!
//! #[derive(Model)]
//! struct Team { id: i32, name: String }
//!
//! async fn first_team(url: &str) -> Result<Team, orm_core::Error> {
//!     let mut db = orm_postgres::nonblocking::connect(url).await?;
//!     orm_postgres::nonblocking::create_tables(&mut db, schema![Team]).await?;
//!     Team::create().name("Jazz").exec(&mut db).await
//! }
//! ```

use diesel::ConnectionError;
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager,
};
use orm_core::{Error, Schema};

use crate::settings::not_set_up;
use crate::url::without_secrets;
use crate::{Settings, create_tables_sql, drop_tables_sql, with_lock};

/// Connects to a database for diesel-async as [`connect`](crate::connect) does, without TLS.
///
/// # Errors
/// [`Error::Connection`] when no connection can be opened; its source has the message of tokio-postgres.
pub async fn connect(url: &str) -> Result<AsyncPgConnection, Error> {
    Settings::new().connect_async(url).await
}

/// Creates the tables and indexes of the schema as [`create_tables`](crate::create_tables) does.
///
/// # Errors
/// The errors of [`create_tables`](crate::create_tables), for the same reasons.
pub async fn create_tables(connection: &mut AsyncPgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &create_tables_sql(schema)?).await
}

/// Drops the tables of the schema as [`drop_tables`](crate::drop_tables) does.
///
/// # Errors
/// The errors of [`drop_tables`](crate::drop_tables), for the same reasons.
pub async fn drop_tables(connection: &mut AsyncPgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &drop_tables_sql(schema)?).await
}

async fn run(connection: &mut AsyncPgConnection, statements: &[String]) -> Result<(), Error> {
    let sql = with_lock(statements);
    let work = async |connection: &mut AsyncPgConnection| Ok(connection.batch_execute(&sql).await?);
    let status = <AnsiTransactionManager as TransactionManager<_>>::transaction_manager_status_mut(connection);
    match status.transaction_depth()? {
        None => connection.build_transaction().read_committed().run(work).await,
        Some(_) => connection.transaction(work).await,
    }
}

impl Settings {
    /// Connects to a database as [`connect`](Self::connect) does, for diesel-async and without TLS. Feature `async`.
    ///
    /// # Errors
    /// [`Error::Connection`] when no connection can be opened; its source has the message of tokio-postgres.
    pub async fn connect_async(self, url: &str) -> Result<AsyncPgConnection, Error> {
        let mut connection = self.establish(url).await?;
        self.apply_async(&mut connection).await?;
        Ok(connection)
    }

    /// Opens a connection with the timeouts of the network. tokio-postgres limits only the wait for the first packet,
    /// so a timer limits all of the connecting, as libpq does.
    pub(crate) async fn establish(self, url: &str) -> Result<AsyncPgConnection, ConnectionError> {
        let async_url = self.async_url(url);
        let establish = AsyncPgConnection::establish(&async_url);
        let opened = match self.longest_connect() {
            Some(longest) => tokio::time::timeout(longest, establish).await.unwrap_or_else(|_| {
                Err(ConnectionError::BadConnection("the server has not answered within connect_timeout".to_owned()))
            }),
            None => establish.await,
        };
        opened.map_err(|error| without_secrets(error, url))
    }

    /// Sets up a connection of diesel-async that was opened without these settings, as [`apply`](Self::apply) does.
    /// Feature `async`.
    ///
    /// # Errors
    /// The errors of [`apply`](Self::apply), for the same reasons.
    ///
    /// # Example
    /// ```
    /// use std::time::Duration;
    ///
    /// use diesel_async::{AsyncConnection, AsyncPgConnection};
    /// use orm_postgres::Settings;
    ///
    /// async fn connect(url: &str) -> Result<AsyncPgConnection, orm_core::Error> {
    ///     // With TLS: `AsyncPgConnection::try_from_client_and_connection`, of what tokio-postgres
    ///     // connected.
    ///     let mut db = AsyncPgConnection::establish(url).await?;
    ///     Settings::new().statement_timeout(Duration::from_secs(10)).apply_async(&mut db).await?;
    ///     Ok(db)
    /// }
    /// ```
    pub async fn apply_async(self, connection: &mut AsyncPgConnection) -> Result<(), Error> {
        if let Some(sql) = self.sql() {
            connection.batch_execute(&sql).await.map_err(not_set_up)?;
        }
        Ok(())
    }
}
