//! The application on PostgreSQL: `postgres::app`, which reads the files of `app/` with this module as its `super`.

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
pub use orm_postgres::nonblocking::create_tables;

#[path = "app/mod.rs"]
pub mod app;

pub type Connection = diesel_async::AsyncPgConnection;

/// Connects for the pool.
pub fn manager(url: &str) -> AsyncDieselConnectionManager<Connection> {
    AsyncDieselConnectionManager::new(url)
}
