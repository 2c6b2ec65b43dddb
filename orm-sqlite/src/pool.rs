//! The connections of diesel-async's pools.
//!
//! Owns the manager, and its check before a pool lends a connection again. Must not know the SQL of the settings.

use std::future::ready;

use diesel::ConnectionError;
use diesel::result::Error::BrokenTransactionManager;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, TransactionManager};

use crate::{Settings, SqliteConnection};

type Connection = SyncConnectionWrapper<SqliteConnection>;

impl Settings {
    /// Makes the manager that opens and sets up the connections of a pool of bb8, deadpool or mobc. Feature `pool`.
    ///
    /// The manager runs no statement before the pool lends a connection again, because a database in this process does
    /// not go away. A connection that came back in an open transaction is closed.
    ///
    /// With mobc, diesel-async 0.9.2 closes every sound connection that comes back, so that each request opens the
    /// database anew. Use bb8 or deadpool.
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
            // bb8 and deadpool check this themselves. mobc hands such a connection out again.
            let broken = <Connection as AsyncConnection>::TransactionManager::is_broken_transaction_manager(connection);
            Box::pin(ready(if broken { Err(BrokenTransactionManager) } else { Ok(()) }))
        }));
        AsyncDieselConnectionManager::new_with_config(url, config)
    }
}
