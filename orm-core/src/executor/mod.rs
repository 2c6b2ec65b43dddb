//! Who runs a statement: a blocking or a non-blocking Diesel connection.
//!
//! Operations are written once, as `async fn` over an [`Executor`]. Nothing but the executor is ever awaited, so that a
//! blocking connection finishes any operation at the first poll. Must not know operations or models.

mod blocking;
#[cfg(feature = "async")]
mod nonblocking;

use std::future::Future;

use diesel::QueryResult;

use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::operation::RunOn;

pub(crate) use blocking::complete;
pub use blocking::{Blocking, BlockingConnection};
#[cfg(feature = "async")]
pub use nonblocking::{NonBlocking, NonBlockingConnection};

/// A way to run statements on a kind of connection: [`Blocking`] or `NonBlocking`.
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

/// Ends a transaction that was begun: commits after success, rolls back after a failure, which it then hands on.
pub(crate) async fn finish<X: Executor, T: Send>(
    connection: &mut X::Connection,
    context: Context,
    result: Result<T, Error>,
) -> Result<T, Error> {
    match result {
        Ok(value) => {
            // A deferred constraint is checked here.
            X::commit(connection).await.map_err(|error| context.error(error))?;
            Ok(value)
        }
        Err(error) => {
            // The first failure is what the caller must hear of.
            let _ = X::rollback(connection).await;
            Err(error)
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
        X::begin(connection).await?;
        let result = operation.run(connection).await;
        finish::<X, _>(connection, context, result).await
    }
}
