//! Support for the tests: a database for each test, a recorder of statements, and one body run on several connections.
//!
//! [`behaviour!`] makes, from one body, a test for each kind of connection: blocking and diesel-async, SQLite and
//! PostgreSQL. [`sql_of!`] lists calls with their SQL. Must not know any model or what is tested, except the two models
//! that stand for models of another crate.

mod behaviour;
pub mod blocking;
mod connection;
pub mod listing;
pub mod nonblocking;
pub mod postgres;
mod recorder;
pub mod run;
#[doc(hidden)]
pub mod sqlite;

pub use connection::TestConnection;
pub use orm_core::__assert_sql as assert_sql;
pub use recorder::Recorder;

/// A model that those of other crates are associated with.
#[derive(orm_core::Model, Debug, Clone, PartialEq)]
#[has_many(City)]
pub struct Country {
    /// The primary key.
    pub id: i32,
    /// The name.
    #[column(unique)]
    pub name: String,
}

/// A model that those of other crates are associated with.
#[derive(orm_core::Model, Debug, Clone, PartialEq)]
#[belongs_to(Country)]
pub struct City {
    /// The primary key.
    pub id: i32,
    /// The foreign key to its country.
    pub country_id: i32,
    /// The foreign key to its mayor.
    pub mayor_id: Option<i32>,
}

/// The blocking SQLite connection.
pub type Sqlite = diesel::SqliteConnection;
/// The blocking PostgreSQL connection.
pub type Postgres = diesel::PgConnection;
/// The SQLite connection of diesel-async.
pub type AsyncSqlite = diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection>;
/// The PostgreSQL connection of diesel-async.
pub type AsyncPostgres = diesel_async::AsyncPgConnection;

/// The result of a test's body, into which `?` converts every error.
pub type TestResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

// The programs in the README compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

// So do those of the guide.
#[cfg(doctest)]
mod guide {
    macro_rules! pages {
        ($($page:ident)*) => { $(
            #[doc = include_str!(concat!("../../orm-core/guide/", stringify!($page), ".md"))]
            mod $page {}
        )* };
    }

    pages! {
        aggregates aliases_and_keys belongs_to belongs_to_many composing_queries creating eager_loading expressions handlers
        has_many has_one pages raw_sql tables trees
        when_it_does_not_compile writing
    }
}
