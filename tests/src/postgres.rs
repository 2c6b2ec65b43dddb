//! PostgreSQL schemas, one for each test, on one server.
//!
//! Owns their names, how a connection uses one, and their removal. Must not know what is in them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// The URL of the server that the tests use.
///
/// # Panics
/// When `ORM_TEST_POSTGRES_URL` is not set.
pub fn server_url() -> String {
    std::env::var("ORM_TEST_POSTGRES_URL").expect(
        "the tests need a PostgreSQL server: run `./test`, which starts one, or set ORM_TEST_POSTGRES_URL to the URL of \
         a database in which schemas may be created",
    )
}

/// A PostgreSQL schema that no other test uses. Dropping this value drops the schema with everything in it.
#[derive(Debug)]
pub struct FreshSchema {
    name: String,
}

impl FreshSchema {
    /// Creates the schema.
    ///
    /// # Panics
    /// When there is no server, or when it does not allow the tests to create schemas.
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // Another run of the tests on the same server may have had the same process number.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("orm_test_{now}_{}_{number}", std::process::id());
        run(&format!("CREATE SCHEMA {name}")).expect("the tests may create a schema");
        Self { name }
    }

    /// The schema's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A URL whose connections find and create their tables in this schema.
    pub fn url(&self) -> String {
        let server = server_url();
        let separator = if server.contains('?') { '&' } else { '?' };
        format!("{server}{separator}options=-csearch_path%3D{}%20-cclient_min_messages%3Dwarning", self.name)
    }
}

impl Default for FreshSchema {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for FreshSchema {
    fn drop(&mut self) {
        let sql =
            format!("SET lock_timeout = '20s'; SET client_min_messages = warning; DROP SCHEMA {} CASCADE", self.name);
        // A second panic while a test's panic unwinds would end the process and hide the first.
        if let Err(error) = run(&sql) {
            eprintln!("the schema {} was not dropped: {error}", self.name);
        }
    }
}

fn run(sql: &str) -> Result<(), Box<dyn std::error::Error>> {
    PgConnection::establish(&server_url())?.batch_execute(sql)?;
    Ok(())
}
