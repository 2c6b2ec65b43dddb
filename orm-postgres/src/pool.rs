//! The connections of diesel-async's pools.
//!
//! Owns the manager, and its check before a pool lends a connection again. Must not know the SQL of the settings.

use diesel::ConnectionError;
use diesel::result::Error::BrokenTransactionManager;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};

use crate::Settings;

impl Settings {
    /// Makes the manager that opens and sets up the connections of a pool of bb8, deadpool or mobc, without TLS.
    /// Feature `pool`.
    ///
    /// The manager runs `SELECT 1` before the pool lends a connection again. A connection that came back in an open
    /// transaction is closed. For connections with TLS, give the pool a `ManagerConfig` whose `custom_setup` connects
    /// and calls [`apply_async`](Self::apply_async).
    ///
    /// With mobc, diesel-async 0.9.2 closes every sound connection that comes back, so that each request connects anew.
    /// Use bb8 or deadpool.
    ///
    /// # Example
    /// ```
    /// use std::time::Duration;
    ///
    /// use orm_postgres::Settings;
    ///
    /// let settings = Settings::new().statement_timeout(Duration::from_secs(10));
    /// let manager = settings.manager("postgres://localhost/league");
    /// // bb8::Pool::builder().build(manager).await?
    /// // deadpool::Pool::builder(manager).build()?
    /// // mobc::Pool::new(manager)
    /// ```
    pub fn manager(self, url: impl Into<String>) -> AsyncDieselConnectionManager<AsyncPgConnection> {
        let mut config = ManagerConfig::default();
        config.custom_setup = Box::new(move |url| {
            Box::pin(async move {
                let mut connection = self.establish(url).await?;
                if let Some(sql) = self.sql() {
                    let set_up = connection.batch_execute(&sql).await;
                    set_up.map_err(ConnectionError::CouldntSetupConfiguration)?;
                }
                Ok(connection)
            })
        });
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|connection: &mut AsyncPgConnection| {
            Box::pin(async move {
                // bb8 and deadpool check this themselves. mobc hands such a connection out again.
                if <AsyncPgConnection as AsyncConnection>::TransactionManager::is_broken_transaction_manager(connection)
                {
                    return Err(BrokenTransactionManager);
                }
                connection.batch_execute("SELECT 1").await
            })
        }));
        AsyncDieselConnectionManager::new_with_config(url, config)
    }
}
