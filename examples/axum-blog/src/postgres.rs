//! What is PostgreSQL's own. `app` has the rest: it finds this module as its `super`.

use std::time::Duration;

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
pub use orm_postgres::nonblocking::create_tables;

#[path = "app/mod.rs"]
pub mod app;

pub type Connection = diesel_async::AsyncPgConnection;

/// What the pool opens: connections on which no statement runs for ever.
pub fn manager(url: &str) -> AsyncDieselConnectionManager<Connection> {
    orm_postgres::Settings::new().statement_timeout(Duration::from_secs(10)).manager(url)
}
