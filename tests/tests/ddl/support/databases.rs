//! The two databases that the tests of the DDL run on.
//!
//! Owns opening an empty one and closing it. Must not know what is tested.

use std::ops::{Deref, DerefMut};

use diesel::connection::SimpleConnection;
use orm_postgres::PgConnection;
use orm_sqlite::SqliteConnection;

/// An empty SQLite database in memory.
pub(crate) fn sqlite() -> SqliteConnection {
    orm_sqlite::connect(":memory:").expect("SQLite")
}

/// Where the tests find PostgreSQL.
pub(crate) fn postgres_url() -> String {
    std::env::var("ORM_TEST_POSTGRES_URL").expect("ORM_TEST_POSTGRES_URL, such as postgres://localhost/postgres")
}

/// A connection whose unqualified names are in a PostgreSQL schema of its own, dropped at the end.
pub(crate) struct OwnSchema {
    connection: PgConnection,
    name: &'static str,
}

/// An empty PostgreSQL schema; `name` tells those of different tests apart.
pub(crate) fn postgres(name: &'static str) -> OwnSchema {
    let mut connection = orm_postgres::connect(&postgres_url()).expect("PostgreSQL");
    let sql =
        format!("DROP SCHEMA IF EXISTS \"{name}\" CASCADE; CREATE SCHEMA \"{name}\"; SET search_path TO \"{name}\"");
    connection.batch_execute(&sql).expect("a schema");
    OwnSchema { connection, name }
}

impl Deref for OwnSchema {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for OwnSchema {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

impl Drop for OwnSchema {
    fn drop(&mut self) {
        let dropped = self.connection.batch_execute(&format!("DROP SCHEMA \"{}\" CASCADE", self.name));
        // A second panic while a failed test unwinds would hide the first one.
        if !std::thread::panicking() {
            dropped.expect("the schema is dropped");
        }
    }
}
