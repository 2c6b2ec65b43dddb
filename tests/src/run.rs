//! Runs one body on a connection of each kind.
//!
//! Owns how the database and the connection are made, and how the body's future is driven. Must not know what the body
//! does.

use std::future::Future;
use std::panic::resume_unwind;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::postgres::FreshSchema;
use crate::sqlite::IN_MEMORY;
use crate::{AsyncPostgres, AsyncSqlite, Postgres, Recorder, Sqlite, TestConnection, TestResult};

/// A test's body on the connection `C`; made by [`behaviour!`](crate::behaviour!).
pub trait Body<C: TestConnection> {
    /// Runs the body.
    fn run(db: &mut C, statements: Recorder) -> impl Future<Output = TestResult> + Send;
}

/// Runs the body on a blocking connection to a SQLite database of its own.
///
/// # Panics
/// When the body fails.
pub fn sqlite<B: Body<Sqlite>>() {
    let connection = orm_sqlite::connect(IN_MEMORY).expect("a database in memory");
    blocking::<_, B>(connection);
}

/// Runs the body on a blocking connection to a PostgreSQL schema of its own.
///
/// # Panics
/// When the body fails, or when there is no server.
pub fn postgres<B: Body<Postgres>>() {
    let schema = FreshSchema::new();
    blocking::<_, B>(orm_postgres::connect(&schema.url()).expect("the server takes a connection"));
}

/// Runs the body on a connection of diesel-async to a SQLite database of its own.
///
/// # Panics
/// When the body fails.
pub fn async_sqlite<B: Body<AsyncSqlite> + 'static>() {
    nonblocking::<_, B>(async { orm_sqlite::nonblocking::connect(IN_MEMORY).await.expect("a database in memory") });
}

/// Runs the body on a connection of diesel-async to a PostgreSQL schema of its own.
///
/// # Panics
/// When the body fails, or when there is no server.
pub fn async_postgres<B: Body<AsyncPostgres> + 'static>() {
    let schema = FreshSchema::new();
    let url = schema.url();
    nonblocking::<_, B>(async move {
        orm_postgres::nonblocking::connect(&url).await.expect("the server takes a connection")
    });
}

/// Runs the body by one poll: nothing on a blocking connection returns `Pending`.
fn blocking<C: TestConnection, B: Body<C>>(mut connection: C) {
    let recorder = Recorder::default();
    connection.report_to(&recorder);
    let body = pin!(B::run(&mut connection, recorder));
    match body.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => expect_success(result),
        Poll::Pending => panic!("the body waited for something, which nothing does on a blocking connection"),
    }
}

/// Spawns the body with its connection, so that its futures must be `Send`.
fn nonblocking<C: TestConnection, B: Body<C> + 'static>(connect: impl Future<Output = C> + Send + 'static) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let task = runtime.spawn(async {
        let mut connection = connect.await;
        let recorder = Recorder::default();
        connection.report_to(&recorder);
        B::run(&mut connection, recorder).await
    });
    match runtime.block_on(task) {
        Ok(result) => expect_success(result),
        Err(stopped) => resume_unwind(stopped.into_panic()),
    }
}

/// Panics with the error and its sources.
fn expect_success(result: TestResult) {
    if let Err(error) = result {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        panic!("the body failed: {message}\n{error:?}");
    }
}
