//! The same for diesel-async.
//!
//! Owns the async faces of the functions of the same names. Must not know DDL.
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

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use orm_core::{Error, Schema};

use crate::{create_tables_sql, drop_tables_sql};

/// Connects to the database as [`connect`](crate::connect) does, without TLS.
///
/// # Errors
/// [`Error::Connection`], with the driver's message.
pub async fn connect(url: &str) -> Result<AsyncPgConnection, Error> {
    Ok(AsyncPgConnection::establish(url).await?)
}

/// Creates the tables and indexes of the schema as [`create_tables`](crate::create_tables) does.
///
/// # Errors
/// Those of [`create_tables`](crate::create_tables).
pub async fn create_tables(connection: &mut AsyncPgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &create_tables_sql(schema)?).await
}

/// Drops the tables of the schema as [`drop_tables`](crate::drop_tables) does.
///
/// # Errors
/// Those of [`drop_tables`](crate::drop_tables).
pub async fn drop_tables(connection: &mut AsyncPgConnection, schema: Schema) -> Result<(), Error> {
    run(connection, &drop_tables_sql(schema)?).await
}

async fn run(connection: &mut AsyncPgConnection, statements: &[String]) -> Result<(), Error> {
    let sql = statements.join(";\n");
    connection.transaction(async |connection| Ok(connection.batch_execute(&sql).await?)).await
}
