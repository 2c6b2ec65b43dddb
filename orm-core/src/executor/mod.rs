//! Who runs a statement: a blocking Diesel connection, or one of diesel-async.
//!
//! Operations are written once, as `async fn` over an [`Executor`]. Nothing but the executor is ever awaited, so that a
//! blocking connection finishes any operation at the first poll. Must not know operations or models.

mod blocking;
#[cfg(feature = "async")]
mod nonblocking;
#[cfg(all(feature = "async", feature = "postgres"))]
mod pipelined;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod whole;

use std::future::Future;

use diesel::QueryResult;

use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::operation::RunOn;

pub(crate) use blocking::complete;
pub use blocking::{Blocking, BlockingConnection};
#[cfg(feature = "async")]
pub use nonblocking::{Itself, NonBlockingConnection, Pooled, RunAsync, Runs};
#[cfg(all(feature = "async", feature = "postgres"))]
pub use pipelined::{Pipelined, SharedConnection};

/// A way to run statements on a kind of connection: [`Blocking`], or `Pipelined` for PostgreSQL on diesel-async.
pub trait Executor: Send {
    /// The connection.
    type Connection: Send;
    /// The connection's backend.
    type Backend: Dialect;

    /// Begins a transaction, or a savepoint inside one.
    fn begin(connection: &mut Self::Connection) -> impl Future<Output = QueryResult<()>> + Send;

    /// Commits the transaction or releases the savepoint.
    fn commit(connection: &mut Self::Connection) -> impl Future<Output = QueryResult<()>> + Send;

    /// Rolls the transaction back, or back to the savepoint.
    fn rollback(connection: &mut Self::Connection) -> impl Future<Output = QueryResult<()>> + Send;

    /// The same where nothing can be awaited: the operation inside the transaction was dropped before its end.
    fn abandon(connection: &mut Self::Connection);

    /// Runs two tasks that do not need each other: at the same time, where the connection can, or else one by one.
    fn both<A: Task<Self>, B: Task<Self>>(
        connection: &mut Self::Connection,
        first: A,
        second: B,
    ) -> impl Future<Output = Result<(A::Output, B::Output), Error>> + Send
    where
        Self: Sized;
}

/// Something that reads from a connection of `X`.
pub trait Task<X: Executor>: Send {
    /// What it yields.
    type Output: Send;
    /// Runs it.
    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// Two tasks as one.
#[derive(Debug)]
pub struct Pair<A, B>(pub(crate) A, pub(crate) B);

impl<X: Executor, A: Task<X>, B: Task<X>> Task<X> for Pair<A, B> {
    type Output = (A::Output, B::Output);

    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send {
        X::both(connection, self.0, self.1)
    }
}

/// A statement that yields rows, read into `U`, on the connections of `X`.
pub trait LoadWith<'q, X: Executor, U>: Sized {
    /// Runs the statement.
    fn load_with(self, connection: &mut X::Connection) -> impl Future<Output = QueryResult<Vec<U>>> + Send;
}

/// A statement that yields the number of rows it touched, on the connections of `X`.
pub trait ExecuteWith<'q, X: Executor>: Sized {
    /// Runs the statement.
    fn execute_with(self, connection: &mut X::Connection) -> impl Future<Output = QueryResult<usize>> + Send;
}

/// A transaction that is open until it is committed or rolled back. Dropped before that, as its future was, it is rolled
/// back too.
struct Transaction<'c, X: Executor> {
    connection: &'c mut X::Connection,
    open: bool,
}

impl<'c, X: Executor> Transaction<'c, X> {
    async fn begin(connection: &'c mut X::Connection) -> QueryResult<Self> {
        // Open from the first poll on: when BEGIN is sent and the future dropped before the answer.
        let mut transaction = Self { connection, open: true };
        let begun = X::begin(transaction.connection).await;
        transaction.open = begun.is_ok();
        begun.map(|()| transaction)
    }

    /// Ends it: commits after success, rolls back after a failure, which it then hands on.
    async fn end<T: Send>(mut self, context: Context, result: Result<T, Error>) -> Result<T, Error> {
        self.open = false;
        match result {
            Ok(value) => {
                // A deferred constraint is checked here.
                X::commit(self.connection).await.map_err(|error| context.at_commit().error(error))?;
                Ok(value)
            }
            Err(error) => {
                // The first failure is what the caller must hear of.
                let _ = X::rollback(self.connection).await;
                Err(error)
            }
        }
    }
}

impl<X: Executor> Drop for Transaction<'_, X> {
    fn drop(&mut self) {
        if self.open {
            X::abandon(self.connection);
        }
    }
}

/// Runs an operation whole or not at all.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
pub(crate) fn atomically<X: Executor, O>(
    connection: &mut X::Connection,
    context: Context,
    operation: O,
) -> impl Future<Output = Result<O::Output, Error>> + Send
where
    O: RunOn<'static, X> + Send,
    O::Output: Send,
{
    // `Send` is said here, once: a caller that had to look inside would meet rust-lang/rust#100013.
    async move {
        let transaction = Transaction::<X>::begin(connection).await?;
        let result = operation.run(&mut *transaction.connection).await;
        transaction.end(context, result).await
    }
}
