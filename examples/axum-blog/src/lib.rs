//! A blog as a JSON API: the ORM in the handlers of axum, on PostgreSQL or SQLite. `README.md` says how to run it and
//! what it answers.
#![allow(clippy::duplicate_mod, reason = "`app` is compiled for each database: its first lines say why")]
#![allow(unreachable_pub, reason = "the modules of an application are private")]

mod error;
mod models;
mod postgres;
mod request;
mod sqlite;

use std::error::Error;

use axum::Router;

/// The application on a database: `postgres://user:password@host/database`, or the path of an SQLite file.
///
/// # Errors
/// When the database cannot be reached, or does not let the tables be made.
pub async fn app(url: &str) -> Result<Router, Box<dyn Error + Send + Sync>> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        postgres::app::router(url).await
    } else {
        sqlite::app::router(url).await
    }
}
