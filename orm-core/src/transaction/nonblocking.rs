//! Transactions on connections of diesel-async.
//!
//! Owns BEGIN, COMMIT and ROLLBACK there, also for a future that is dropped. Must not know operations.

use std::future::Future;

use diesel::QueryResult;

use super::{Transaction, TransactionError, pause};
use crate::dialect::TransactionMode;
use crate::error::{Context, Error};
use crate::run::NonBlockingConnection;

/// A connection of diesel-async on which the library begins a transaction.
pub trait AsyncTransactionConnection: Send + 'static {
    /// Whether a transaction is open.
    #[doc(hidden)]
    fn is_open(&mut self) -> bool;

    /// Begins a transaction, or a savepoint without a mode.
    #[doc(hidden)]
    fn begin(&mut self, mode: Option<TransactionMode>) -> impl Future<Output = QueryResult<()>> + Send;

    /// Commits the transaction, or releases the `inner` savepoint. A transaction that cannot be committed is rolled back.
    #[doc(hidden)]
    fn commit(&mut self, inner: bool) -> impl Future<Output = QueryResult<()>> + Send;

    /// Rolls the transaction back, or back to the savepoint.
    #[doc(hidden)]
    fn rollback(&mut self) -> impl Future<Output = QueryResult<()>> + Send;

    /// Rolls back without waiting for a reply: the future of the transaction was dropped.
    #[doc(hidden)]
    fn abandon(&mut self);
}

/// The closure of a transaction: `async |db| ..`, whose future can be sent to another thread. It is no `move` closure,
/// since it may run several times.
pub trait AsyncBody<Argument, Output>:
    AsyncFnMut(Argument) -> Output + FnMut(Argument) -> <Self as AsyncBody<Argument, Output>>::Running
{
    /// The closure's future.
    type Running: Future<Output = Output>;
}

impl<F, Argument, Running, Output> AsyncBody<Argument, Output> for F
where
    F: AsyncFnMut(Argument) -> Output + FnMut(Argument) -> Running,
    Running: Future<Output = Output>,
{
    type Running = Running;
}

impl Transaction {
    /// Runs the closure in a transaction on a connection of diesel-async, and commits it when the closure returns `Ok`.
    /// When the returned future is dropped, the transaction is rolled back.
    ///
    /// Inside another transaction, it is a savepoint: it runs once, and has the isolation level of the outer one.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    ///
    /// # Example
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # mod example {
    /// use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
    /// use orm_core::nonblocking::prelude::*;
    /// use orm_core::{Error, Transaction};
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, wins: i32 }
    ///
    /// type Connection = SyncConnectionWrapper<orm_core::diesel::SqliteConnection>;
    ///
    /// async fn win(db: &mut Connection, team: i32) -> Result<Team, Error> {
    ///     let won = Transaction::new().run_async(db, async |db| {
    ///         let team = Team::find(team).exec(db).await?;
    ///         team.update().wins(team.wins + 1).exec(db).await
    ///     });
    ///     won.await
    /// }
    /// # }
    /// ```
    pub fn run_async<'c, C, Via, T, E, F>(
        self,
        connection: &'c mut C,
        mut body: F,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        C: NonBlockingConnection<Via, Connection: AsyncTransactionConnection>,
        for<'r> F: AsyncFnMut(&'r mut C::Connection) -> Result<T, E>
            + AsyncBody<&'r mut C::Connection, Result<T, E>, Running: Send>
            + Send
            + 'c,
        T: Send,
        E: TransactionError + Send,
    {
        let connection = connection.connection();
        async move {
            let inner = connection.is_open();
            let mode = (!inner || self.needs_own_begin()).then_some(self.mode);
            let mut attempt = 1;
            loop {
                let open = Open::begin(connection, mode).await;
                let open = open.map_err(|error| Context::UNKNOWN.reading().error(error))?;
                match body(&mut *open.connection).await {
                    Ok(value) => match open.commit().await {
                        Ok(()) => return Ok(value),
                        Err(error) if inner || !self.runs_again(attempt, &error) => return Err(error.into()),
                        Err(_) => {}
                    },
                    Err(error) => {
                        open.rollback().await;
                        if inner || !self.runs_again(attempt, &error) {
                            return Err(error);
                        }
                    }
                }
                let time = pause(attempt);
                // A runtime need not have a timer.
                let _ = tokio::task::spawn_blocking(move || std::thread::sleep(time)).await;
                attempt += 1;
            }
        }
    }
}

/// A transaction that has begun, or is beginning. It is abandoned when it is dropped before its end.
struct Open<'c, C: AsyncTransactionConnection> {
    connection: &'c mut C,
    inner: bool,
    unfinished: bool,
}

impl<'c, C: AsyncTransactionConnection> Open<'c, C> {
    async fn begin(connection: &'c mut C, mode: Option<TransactionMode>) -> QueryResult<Self> {
        connection.begin(mode).await?;
        Ok(Self { connection, inner: mode.is_none(), unfinished: true })
    }

    async fn commit(mut self) -> Result<(), Error> {
        self.unfinished = false;
        let context = if self.inner { Context::UNKNOWN.at_release() } else { Context::UNKNOWN };
        self.connection.commit(self.inner).await.map_err(|error| context.error(error))
    }

    async fn rollback(mut self) {
        self.unfinished = false;
        // The caller gets the error that came first.
        let _ = self.connection.rollback().await;
    }
}

impl<C: AsyncTransactionConnection> Drop for Open<'_, C> {
    fn drop(&mut self) {
        if self.unfinished {
            self.connection.abandon();
        }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::QueryResult;
    use diesel::connection::TransactionDepthChange;
    use diesel::pg::Pg;
    use diesel_async::{AnsiTransactionManager, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};

    use super::AsyncTransactionConnection;
    use crate::dialect::{Dialect, TransactionMode};
    use crate::run::abandon;

    /// Notes that the transaction has ended.
    fn close(connection: &mut AsyncPgConnection) -> QueryResult<()> {
        let status = AnsiTransactionManager::transaction_manager_status_mut(connection);
        status.transaction_state()?.change_transaction_depth(TransactionDepthChange::DecreaseDepth)
    }

    impl AsyncTransactionConnection for AsyncPgConnection {
        fn is_open(&mut self) -> bool {
            let status = AnsiTransactionManager::transaction_manager_status_mut(self);
            matches!(status.transaction_depth(), Ok(Some(_)))
        }

        async fn begin(&mut self, mode: Option<TransactionMode>) -> QueryResult<()> {
            match mode {
                Some(mode) => AnsiTransactionManager::begin_transaction_sql(self, &Pg::begin(mode)).await,
                None => AnsiTransactionManager::begin_transaction(self).await,
            }
        }

        async fn commit(&mut self, inner: bool) -> QueryResult<()> {
            let Some(commit) = Pg::COMMIT_IF_SOUND.filter(|_| !inner) else {
                return AnsiTransactionManager::commit_transaction(self).await;
            };
            let committed = self.batch_execute(commit).await;
            if committed.is_ok() {
                close(self)
            } else {
                // Without effect where COMMIT itself failed, since the server has then rolled back.
                let _ = AnsiTransactionManager::rollback_transaction(self).await;
                committed
            }
        }

        async fn rollback(&mut self) -> QueryResult<()> {
            AnsiTransactionManager::rollback_transaction(self).await
        }

        fn abandon(&mut self) {
            abandon(self);
            let _ = close(self);
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::QueryResult;
    use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
    use diesel::sqlite::{Sqlite, SqliteConnection};
    use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
    use diesel_async::{AsyncConnection, TransactionManager as _};

    use super::AsyncTransactionConnection;
    use crate::dialect::{Dialect, TransactionMode};
    use crate::run::wait_for;

    impl<S> AsyncTransactionConnection for SyncConnectionWrapper<SqliteConnection, S>
    where
        S: SpawnBlocking + Send + 'static,
        Self: AsyncConnection,
    {
        fn is_open(&mut self) -> bool {
            let status = <Self as AsyncConnection>::TransactionManager::transaction_manager_status_mut(self);
            matches!(status.transaction_depth(), Ok(Some(_)))
        }

        async fn begin(&mut self, mode: Option<TransactionMode>) -> QueryResult<()> {
            self.spawn_blocking(move |connection| match mode {
                Some(mode) => AnsiTransactionManager::begin_transaction_sql(connection, &Sqlite::begin(mode)),
                None => AnsiTransactionManager::begin_transaction(connection),
            })
            .await
        }

        async fn commit(&mut self, _: bool) -> QueryResult<()> {
            self.spawn_blocking(AnsiTransactionManager::commit_transaction).await
        }

        async fn rollback(&mut self) -> QueryResult<()> {
            self.spawn_blocking(AnsiTransactionManager::rollback_transaction).await
        }

        fn abandon(&mut self) {
            wait_for(self.spawn_blocking(AnsiTransactionManager::rollback_transaction));
        }
    }
}
