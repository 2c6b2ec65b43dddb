//! The connections of diesel-async's pools.
//!
//! Owns the manager and what it checks before a connection is handed out again. Must not know the settings' SQL.

use std::future::ready;

use diesel::ConnectionError;
use diesel::result::Error::BrokenTransactionManager;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, TransactionManager};

use crate::{Settings, SqliteConnection};

type Connection = SyncConnectionWrapper<SqliteConnection>;

impl Settings {
    /// What a pool of bb8, deadpool or mobc opens and sets up its connections with. Feature `pool`.
    ///
    /// No statement is run before a connection is handed out again: a database in this process does not go away. One that
    /// came back in an open transaction is closed.
    ///
    /// With mobc, diesel-async 0.9.2 closes every sound connection that comes back, so that each request opens the
    /// database anew: take bb8 or deadpool.
    ///
    /// # Example
    /// ```
    /// use orm_sqlite::Settings;
    ///
    /// let manager = Settings::new().manager("blog.db");
    /// // bb8::Pool::builder().build(manager).await?
    /// // deadpool::Pool::builder(manager).build()?
    /// // mobc::Pool::new(manager)
    /// ```
    pub fn manager(self, url: impl Into<String>) -> AsyncDieselConnectionManager<Connection> {
        let mut config = ManagerConfig::default();
        config.custom_setup = Box::new(move |url| {
            Box::pin(async move {
                let mut connection = Connection::establish(url).await?;
                let set_up = connection.spawn_blocking(move |connection| self.set_up(connection)).await;
                set_up.map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(connection)
            })
        });
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|connection: &mut Connection| {
            // The others' pools ask this themselves, when the connection comes back.
            let broken = <Connection as AsyncConnection>::TransactionManager::is_broken_transaction_manager(connection);
            Box::pin(ready(if broken { Err(BrokenTransactionManager) } else { Ok(()) }))
        }));
        AsyncDieselConnectionManager::new_with_config(url, config)
    }
}
