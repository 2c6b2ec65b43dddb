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
    /// How many transactions and savepoints are open.
    #[doc(hidden)]
    fn depth(&mut self) -> u32;

    /// Begins a transaction, or a savepoint without a mode.
    #[doc(hidden)]
    fn begin(&mut self, mode: Option<TransactionMode>) -> impl Future<Output = QueryResult<()>> + Send;

    /// Commits the transaction, or releases the savepoint, before which this many transactions and savepoints were
    /// open.
    #[doc(hidden)]
    fn commit(&mut self, before: u32) -> impl Future<Output = QueryResult<()>> + Send;

    /// Rolls back until no more transactions and savepoints are open than `before`.
    #[doc(hidden)]
    fn roll_back_to(&mut self, before: u32) -> impl Future<Output = ()> + Send;

    /// Rolls back likewise, without waiting for a reply: the future of the transaction was dropped, at any point.
    #[doc(hidden)]
    fn abandon(&mut self, before: u32);
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
    /// When the returned future is dropped, the transaction is rolled back, unless COMMIT was sent already.
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
            let inner = connection.depth() > 0;
            let mode = (!inner || self.needs_own_begin()).then_some(self.mode);
            let mut attempt = 1;
            loop {
                let before = connection.depth();
                let open = Open { connection: &mut *connection, before, ended: false };
                let open = open.begin(mode).await.map_err(|error| Context::UNKNOWN.reading().error(error))?;
                match body(&mut *open.connection).await {
                    Ok(value) => match open.commit().await {
                        Ok(()) => return Ok(value),
                        Err(error) if inner || !self.runs_again(attempt, &error) => return Err(error.into()),
                        Err(_) => {}
                    },
                    Err(error) => {
                        open.roll_back().await;
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

/// A transaction that has begun, or is beginning or ending. It is abandoned when it is dropped before its end.
struct Open<'c, C: AsyncTransactionConnection> {
    connection: &'c mut C,
    /// How many transactions and savepoints were open before. More than one may be open at the end: Diesel's own
    /// `transaction` does not roll back when its future is dropped.
    before: u32,
    ended: bool,
}

impl<C: AsyncTransactionConnection> Open<'_, C> {
    async fn begin(mut self, mode: Option<TransactionMode>) -> QueryResult<Self> {
        let begun = self.connection.begin(mode).await;
        self.ended = begun.is_err();
        begun.map(|()| self)
    }

    async fn commit(mut self) -> Result<(), Error> {
        let committed = self.connection.commit(self.before).await;
        if committed.is_err() {
            self.connection.roll_back_to(self.before).await;
        }
        self.ended = true;
        let context = if self.before > 0 { Context::UNKNOWN.at_release() } else { Context::UNKNOWN };
        committed.map_err(|error| context.error(error))
    }

    async fn roll_back(mut self) {
        self.connection.roll_back_to(self.before).await;
        self.ended = true;
    }
}

impl<C: AsyncTransactionConnection> Drop for Open<'_, C> {
    fn drop(&mut self) {
        if !self.ended {
            self.connection.abandon(self.before);
        }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    //! The statements are sent without diesel-async's manager of transactions, which considers a connection broken when
    //! its future is dropped. Its count of open transactions is kept right.

    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use diesel::QueryResult;
    use diesel::connection::TransactionDepthChange;
    use diesel::pg::Pg;
    use diesel::result::Error;
    use diesel_async::{AnsiTransactionManager, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};

    use super::AsyncTransactionConnection;
    use crate::dialect::{Dialect, TransactionMode};

    /// Notes that a transaction or savepoint has begun or ended.
    fn change(connection: &mut AsyncPgConnection, change: TransactionDepthChange) -> QueryResult<()> {
        let status = AnsiTransactionManager::transaction_manager_status_mut(connection);
        status.transaction_state()?.change_transaction_depth(change)
    }

    /// Notes that no more are open than `before`. Returns whether more were open.
    fn set_back(connection: &mut AsyncPgConnection, before: u32) -> bool {
        let more = connection.depth() > before;
        while connection.depth() > before && change(connection, TransactionDepthChange::DecreaseDepth).is_ok() {}
        more
    }

    /// The statement that ends all but this many transactions and savepoints, whose names are those of Diesel.
    fn roll_back(before: u32) -> String {
        if before == 0 { "ROLLBACK".to_owned() } else { format!("ROLLBACK TO SAVEPOINT diesel_savepoint_{before}") }
    }

    impl AsyncTransactionConnection for AsyncPgConnection {
        fn depth(&mut self) -> u32 {
            let status = AnsiTransactionManager::transaction_manager_status_mut(self);
            status.transaction_depth().ok().flatten().map_or(0, Into::into)
        }

        async fn begin(&mut self, mode: Option<TransactionMode>) -> QueryResult<()> {
            let before = self.depth();
            if mode.is_some() && before > 0 {
                return Err(Error::AlreadyInTransaction);
            }
            // Before it is sent: the future may be dropped before the reply comes.
            change(self, TransactionDepthChange::IncreaseDepth)?;
            let sql = mode.map_or_else(|| format!("SAVEPOINT diesel_savepoint_{before}"), Pg::begin);
            let begun = self.batch_execute(&sql).await;
            if begun.is_err() {
                set_back(self, before);
            }
            begun
        }

        async fn commit(&mut self, before: u32) -> QueryResult<()> {
            let release = || format!("RELEASE SAVEPOINT diesel_savepoint_{before}");
            let commit = Pg::COMMIT_IF_SOUND.filter(|_| before == 0).map_or_else(release, str::to_owned);
            self.batch_execute(&commit).await?;
            set_back(self, before);
            Ok(())
        }

        async fn roll_back_to(&mut self, before: u32) {
            if self.depth() > before {
                // Without effect where COMMIT has failed, since the server has then rolled back. The caller gets the error
                // that came first.
                let _ = self.batch_execute(&roll_back(before)).await;
                set_back(self, before);
            }
        }

        // One poll writes ROLLBACK to the socket.
        fn abandon(&mut self, before: u32) {
            if set_back(self, before) {
                let (shared, sql) = (&mut &*self, roll_back(before));
                let sent = SimpleAsyncConnection::batch_execute(shared, &sql);
                let _ = pin!(sent).poll(&mut Context::from_waker(Waker::noop()));
            }
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

    use super::super::blocking::roll_back_to;
    use super::AsyncTransactionConnection;
    use crate::dialect::{Dialect, TransactionMode};
    use crate::run::{ToItsEnd, wait_for};

    impl<S> AsyncTransactionConnection for SyncConnectionWrapper<SqliteConnection, S>
    where
        S: SpawnBlocking + Send + 'static,
        Self: AsyncConnection,
    {
        fn depth(&mut self) -> u32 {
            let status = <Self as AsyncConnection>::TransactionManager::transaction_manager_status_mut(self);
            status.transaction_depth().ok().flatten().map_or(0, Into::into)
        }

        async fn begin(&mut self, mode: Option<TransactionMode>) -> QueryResult<()> {
            let begin = move |connection: &mut SqliteConnection| match mode {
                Some(mode) => AnsiTransactionManager::begin_transaction_sql(connection, &Sqlite::begin(mode)),
                None => AnsiTransactionManager::begin_transaction(connection),
            };
            ToItsEnd::of(self.spawn_blocking(begin)).await
        }

        async fn commit(&mut self, _: u32) -> QueryResult<()> {
            ToItsEnd::of(self.spawn_blocking(AnsiTransactionManager::commit_transaction)).await
        }

        async fn roll_back_to(&mut self, before: u32) {
            let roll_back = move |connection: &mut SqliteConnection| {
                roll_back_to(connection, before);
                Ok(())
            };
            let _ = ToItsEnd::of(self.spawn_blocking(roll_back)).await;
        }

        fn abandon(&mut self, before: u32) {
            if self.depth() > before {
                let roll_back = move |connection: &mut SqliteConnection| {
                    roll_back_to(connection, before);
                    Ok(())
                };
                wait_for(self.spawn_blocking(roll_back));
            }
        }
    }
}
