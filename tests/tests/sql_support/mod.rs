//! Listings of calls with their SQL on both databases.
//!
//! Owns how a listing looks. Must not know models.

use std::fmt::Write;

use orm_core::prelude::PrintSql;
use orm_core::{Dialect, Print};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;

/// Each call with its SQL on both databases.
#[derive(Default)]
pub(crate) struct Listing(pub(crate) String);

impl Listing {
    pub(crate) fn add<O: PrintSql + Print<Sqlite> + Print<Postgres>>(&mut self, call: &str, operation: &O) {
        fn indented<DB: Dialect>(operation: &(impl PrintSql + Print<DB>)) -> String {
            let sql = operation.sql::<DB>();
            if sql.is_empty() {
                "    (no statement)".to_owned()
            } else {
                format!("    {}", sql.replace('\n', "\n    "))
            }
        }
        let (sqlite, postgres) = (indented::<Sqlite>(operation), indented::<Postgres>(operation));
        writeln!(self.0, "{call}\n  sqlite\n{sqlite}\n  postgres\n{postgres}").expect("a String takes everything");
    }
}

/// Lists operations.
macro_rules! sql_of {
    ($($operation:expr;)*) => {{
        let mut listing = crate::sql_support::Listing::default();
        $(listing.add(stringify!($operation), &$operation);)*
        listing.0
    }};
}

pub(crate) use sql_of;
