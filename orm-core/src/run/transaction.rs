//! Transactions around operations with several writing statements: all of them take effect, or none.
//!
//! Owns the transaction, which is rolled back when the operation fails or its future is dropped. Must not know which
//! operation runs inside.

use std::future::Future;

use diesel::QueryResult;

use super::{Executor, RunOn};
use crate::error::{Context, Error};

/// A transaction that is open until it is committed or rolled back. When the operation's future is dropped before that,
/// this value is dropped too, and rolls the transaction back.
struct Transaction<'c, X: Executor> {
    connection: &'c mut X::Connection,
    open: bool,
    /// Whether this is a savepoint inside another transaction.
    inner: bool,
}

impl<'c, X: Executor> Transaction<'c, X> {
    async fn begin(connection: &'c mut X::Connection) -> QueryResult<Self> {
        // Open from the first poll on: the future may be dropped after BEGIN is sent and before the reply comes.
        let inner = X::in_transaction(connection);
        let mut transaction = Self { connection, open: true, inner };
        let begun = X::begin(transaction.connection).await;
        transaction.open = begun.is_ok();
        begun.map(|()| transaction)
    }

    /// Ends the transaction: commits after a success; rolls back after a failure and returns its error.
    async fn end<T: Send>(mut self, context: Context, result: Result<T, Error>) -> Result<T, Error> {
        self.open = false;
        match result {
            Ok(value) => {
                // COMMIT checks deferred constraints, so it can fail.
                let context = if self.inner { context.at_release() } else { context.at_commit() };
                X::commit(self.connection).await.map_err(|error| context.error(error))?;
                Ok(value)
            }
            Err(error) => {
                // The caller gets the operation's error, not one of the rollback.
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

/// Runs an operation in a transaction: all of its statements take effect, or none.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
pub(crate) fn atomically<'q, X: Executor, O>(
    connection: &mut X::Connection,
    context: Context,
    operation: O,
) -> impl Future<Output = Result<O::Output, Error>> + Send
where
    O: RunOn<'q, X> + Send,
    O::Output: Send,
{
    // The signature promises `Send` here, once: a caller whose compiler had to look inside would run into
    // rust-lang/rust#100013.
    async move {
        let transaction = Transaction::<X>::begin(connection).await.map_err(|error| context.error(error))?;
        let result = operation.run(&mut *transaction.connection).await;
        transaction.end(context, result).await
    }
}
