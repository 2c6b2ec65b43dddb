//! What is SQLite's own. `app` has the rest: it finds this module as its `super`.

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
pub use orm_sqlite::nonblocking::create_tables;

#[path = "app/mod.rs"]
pub mod app;

pub type Connection = SyncConnectionWrapper<orm_sqlite::SqliteConnection>;

/// What the pool opens: connections that check foreign keys, write ahead, and wait for each other.
pub fn manager(path: &str) -> AsyncDieselConnectionManager<Connection> {
    orm_sqlite::Settings::new().manager(path)
}
