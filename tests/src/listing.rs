//! Listings of calls with their SQL on both databases.
//!
//! Owns how a listing looks. Must not know models.

use std::fmt::Write;

use orm_core::prelude::PrintSql;
use orm_core::run::{Dialect, Print};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;

/// Each call with its SQL on both databases; made by [`sql_of!`](crate::sql_of!).
#[derive(Debug, Default)]
pub struct Listing(String);

impl Listing {
    /// Adds a call, with its source text as it is written in the test.
    ///
    /// # Panics
    /// Never: a `String` takes everything.
    pub fn add<O: PrintSql + Print<Sqlite> + Print<Postgres>>(&mut self, call: &str, operation: &O) {
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

    /// The listing as text, for a snapshot.
    pub fn text(self) -> String {
        self.0
    }
}

/// Lists operations: each call with its SQL on both databases, without a connection.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
/// use orm_tests::sql_of;
///
/// #[derive(Model)]
/// struct Team { id: i32 }
///
/// let listing = sql_of! {
///     Team::find(7);
/// };
/// assert!(listing.starts_with("Team::find(7)\n  sqlite\n    SELECT "));
/// ```
#[macro_export]
macro_rules! sql_of {
    ($($operation:expr;)*) => {{
        let mut listing = $crate::listing::Listing::default();
        $(listing.add(stringify!($operation), &$operation);)*
        listing.text()
    }};
}
