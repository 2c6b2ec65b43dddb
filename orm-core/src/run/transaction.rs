//! Operations of several statements that write: whole or not at all.
//!
//! Owns the transaction around them, which is rolled back when its future is dropped. Must not know what runs inside.

use std::future::Future;

use diesel::QueryResult;

use super::{Executor, RunOn};
use crate::error::{Context, Error};

/// A transaction that is open until it is committed or rolled back. Dropped before that, as its future was, it is rolled
/// back too.
struct Transaction<'c, X: Executor> {
    connection: &'c mut X::Connection,
    open: bool,
    /// Whether it is a savepoint inside another one.
    inner: bool,
}

impl<'c, X: Executor> Transaction<'c, X> {
    async fn begin(connection: &'c mut X::Connection) -> QueryResult<Self> {
        // Open from the first poll on: when BEGIN is sent and the future dropped before the answer.
        let inner = X::in_transaction(connection);
        let mut transaction = Self { connection, open: true, inner };
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
                let context = if self.inner { context.at_release() } else { context.at_commit() };
                X::commit(self.connection).await.map_err(|error| context.error(error))?;
                Ok(value)
            }
            Err(error) => {
                // The first failure is what the caller must hear of.
                let _ = X::rollback(self.connection).await;
                Err(error.uncommitted())
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

/// The end of an operation on a connection that was in a transaction before it, or was not.
pub(crate) fn ended<T>(in_transaction: bool, result: Result<T, Error>) -> Result<T, Error> {
    if in_transaction { result.map_err(Error::uncommitted) } else { result }
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
        let transaction = Transaction::<X>::begin(connection).await.map_err(|error| context.error(error))?;
        let result = operation.run(&mut *transaction.connection).await;
        transaction.end(context, result).await
    }
}
