//! The application on SQLite: `sqlite::app`, which reads the files of `app/` with this module as its `super`.

use diesel::ConnectionError;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
pub use orm_sqlite::nonblocking::create_tables;

#[path = "app/mod.rs"]
pub mod app;

pub type Connection = SyncConnectionWrapper<orm_sqlite::SqliteConnection>;

/// Opens connections for the pool as `orm_sqlite` does: with foreign keys, a write-ahead log and a busy timeout.
pub fn manager(url: &str) -> AsyncDieselConnectionManager<Connection> {
    let mut config = ManagerConfig::default();
    config.custom_setup = Box::new(|url| {
        let opened = orm_sqlite::nonblocking::connect(url);
        Box::pin(async { opened.await.map_err(|error| ConnectionError::BadConnection(error.to_string())) })
    });
    AsyncDieselConnectionManager::new_with_config(url, config)
}
