//! The methods of a test's connection beside the operations under test: tables, raw statements, transactions.
//!
//! Owns the dispatch to the backend crates and to Diesel, with one interface for all four connections. Must not know
//! models.

use std::future::Future;

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Nullable, Text};
use orm_core::Schema;

use crate::{AsyncPostgres, AsyncSqlite, Postgres, Recorder, Sqlite, TestResult};

/// One of the four connections.
pub trait TestConnection: Sized + Send + 'static {
    /// The name of the database, for messages and snapshots: `sqlite` or `postgres`.
    const BACKEND: &'static str;

    /// Whether the database is PostgreSQL, for tests of behaviour in which the two databases differ.
    fn is_postgres(&self) -> bool {
        Self::BACKEND == "postgres"
    }

    /// Makes the recorder record the statements that this connection sends from now on.
    fn report_to(&mut self, recorder: &Recorder);

    /// Creates the tables of the schema with the backend crate.
    fn create_tables(&mut self, schema: Schema) -> impl Future<Output = TestResult> + Send;

    /// Drops the tables of the schema with the backend crate.
    fn drop_tables(&mut self, schema: Schema) -> impl Future<Output = TestResult> + Send;

    /// Runs raw SQL statements.
    fn run_sql(&mut self, sql: &str) -> impl Future<Output = TestResult> + Send;

    /// Runs a query and returns the first column of its rows. On PostgreSQL the column must be a `bigint`.
    fn integers(&mut self, query: &str) -> impl Future<Output = TestResult<Vec<Option<i64>>>> + Send;

    /// Runs a query and returns the first column of its rows. On PostgreSQL the column must be a `text`.
    fn texts(&mut self, query: &str) -> impl Future<Output = TestResult<Vec<Option<String>>>> + Send;

    /// Begins a transaction, or a savepoint inside one, as Diesel's `transaction` does.
    fn begin(&mut self) -> impl Future<Output = TestResult> + Send;

    /// Commits the transaction or releases the savepoint.
    fn commit(&mut self) -> impl Future<Output = TestResult> + Send;

    /// Rolls the transaction back, or back to the savepoint.
    fn roll_back(&mut self) -> impl Future<Output = TestResult> + Send;
}

macro_rules! connection {
    (
        $connection:ty, $backend:literal, $functions:path,
        $connection_trait:path, $transactions:path, $simple:path, $run:path $(, $wait:tt)?
    ) => {
        impl TestConnection for $connection {
            const BACKEND: &'static str = $backend;

            fn report_to(&mut self, recorder: &Recorder) {
                <Self as $connection_trait>::set_instrumentation(self, recorder.instrumentation());
            }

            async fn create_tables(&mut self, schema: Schema) -> TestResult {
                use $functions as functions;
                Ok(functions::create_tables(self, schema)$(.$wait)??)
            }

            async fn drop_tables(&mut self, schema: Schema) -> TestResult {
                use $functions as functions;
                Ok(functions::drop_tables(self, schema)$(.$wait)??)
            }

            async fn run_sql(&mut self, sql: &str) -> TestResult {
                use $simple as Simple;
                Ok(Simple::batch_execute(self, sql)$(.$wait)??)
            }

            async fn integers(&mut self, query: &str) -> TestResult<Vec<Option<i64>>> {
                use $run as Run;
                Ok(Run::load(sql::<Nullable<BigInt>>(query), self)$(.$wait)??)
            }

            async fn texts(&mut self, query: &str) -> TestResult<Vec<Option<String>>> {
                use $run as Run;
                Ok(Run::load(sql::<Nullable<Text>>(query), self)$(.$wait)??)
            }

            async fn begin(&mut self) -> TestResult {
                use $transactions as Transactions;
                type Manager = <$connection as $connection_trait>::TransactionManager;
                Ok(<Manager as Transactions<Self>>::begin_transaction(self)$(.$wait)??)
            }

            async fn commit(&mut self) -> TestResult {
                use $transactions as Transactions;
                type Manager = <$connection as $connection_trait>::TransactionManager;
                Ok(<Manager as Transactions<Self>>::commit_transaction(self)$(.$wait)??)
            }

            async fn roll_back(&mut self) -> TestResult {
                use $transactions as Transactions;
                type Manager = <$connection as $connection_trait>::TransactionManager;
                Ok(<Manager as Transactions<Self>>::rollback_transaction(self)$(.$wait)??)
            }
        }
    };
}

macro_rules! blocking {
    ($connection:ty, $backend:literal, $functions:path) => {
        connection! {
            $connection, $backend, $functions,
            diesel::Connection, diesel::connection::TransactionManager, diesel::connection::SimpleConnection,
            diesel::RunQueryDsl
        }
    };
}

macro_rules! nonblocking {
    ($connection:ty, $backend:literal, $functions:path) => {
        connection! {
            $connection, $backend, $functions,
            diesel_async::AsyncConnection, diesel_async::TransactionManager, diesel_async::SimpleAsyncConnection,
            diesel_async::RunQueryDsl, await
        }
    };
}

blocking!(Sqlite, "sqlite", orm_sqlite);
blocking!(Postgres, "postgres", orm_postgres);
nonblocking!(AsyncSqlite, "sqlite", orm_sqlite::nonblocking);
nonblocking!(AsyncPostgres, "postgres", orm_postgres::nonblocking);
