//! PostgreSQL on diesel-async: statements that do not need each other's rows are sent together.
//!
//! Owns the pipelining and the library's own transactions on such a connection. Dropping a future does not cancel a
//! statement that is sent already. The server runs statements in order, so a ROLLBACK that is sent after them ends
//! their transaction.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::pin;
use std::task::{Context, Waker};

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::result::Error as DieselError;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};
use futures_util::FutureExt;
use futures_util::future::try_join;

use super::{ExecuteWith, Executor, LoadWith, RunOn, Running, Runs, Task};
use crate::dialect::is_stale;
use crate::error::Error;
use crate::trace::{Call, StatementText, statement};

/// Runs operations on an `AsyncPgConnection`, or on one of a pool.
#[derive(Debug)]
pub struct Pipelined<'c>(PhantomData<&'c ()>);

/// An `AsyncPgConnection` on which several statements can be in flight at once.
#[derive(Clone, Copy)]
pub struct SharedConnection<'c> {
    connection: &'c AsyncPgConnection,
    /// How many transactions and savepoints are open; `None` where Diesel considers the connection's transaction
    /// broken.
    depth: Option<u32>,
}

impl std::fmt::Debug for SharedConnection<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SharedConnection").field("depth", &self.depth).finish_non_exhaustive()
    }
}

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

impl<'c> SharedConnection<'c> {
    fn new(connection: &'c mut AsyncPgConnection) -> Self {
        let state = Manager::transaction_manager_status_mut(connection).transaction_state();
        let depth = state.ok().map(|state| state.transaction_depth().map_or(0, Into::into));
        Self { connection, depth }
    }

    /// Enters or leaves one level of transactions, and returns the SQL for it: `transaction` for the outermost level,
    /// `savepoint` inside it. A savepoint has the name that Diesel would give it.
    fn step(&mut self, down: bool, transaction: &str, savepoint: fn(&str) -> String) -> QueryResult<String> {
        let depth = self.depth.ok_or(DieselError::BrokenTransactionManager)?;
        let outer = if down { depth } else { depth.checked_sub(1).ok_or(DieselError::NotInTransaction)? };
        self.depth = Some(if down { depth + 1 } else { outer });
        Ok(if outer == 0 { transaction.to_owned() } else { savepoint(&format!("diesel_savepoint_{outer}")) })
    }

    /// Makes the server end the connection. Its prepared statements are of no use any more, and only a `&mut`
    /// connection could forget them; so a pool replaces it.
    async fn close(self) {
        let end = "ROLLBACK; SELECT pg_terminate_backend(pg_backend_pid())";
        let _ = Self::send(self.connection, Ok(end.to_owned())).await;
    }

    fn roll_back(&mut self) -> QueryResult<String> {
        self.step(false, "ROLLBACK", |name| format!("ROLLBACK TO SAVEPOINT {name}"))
    }

    /// Sends the SQL without preparing it.
    async fn send(connection: &'c AsyncPgConnection, sql: QueryResult<String>) -> QueryResult<()> {
        let mut connection = connection;
        SimpleAsyncConnection::batch_execute(&mut connection, &sql?).await
    }
}

impl<'c> Executor for Pipelined<'c> {
    type Connection = SharedConnection<'c>;
    type Backend = Pg;

    fn in_transaction(connection: &mut SharedConnection<'c>) -> bool {
        connection.depth.is_some_and(|depth| depth > 0)
    }

    fn begin(connection: &mut SharedConnection<'c>) -> impl Future<Output = QueryResult<()>> + Send {
        let sql = connection.step(true, "BEGIN", |name| format!("SAVEPOINT {name}"));
        SharedConnection::send(connection.connection, sql)
    }

    fn commit(connection: &mut SharedConnection<'c>) -> impl Future<Output = QueryResult<()>> + Send {
        let sql = connection.step(false, "COMMIT", |name| format!("RELEASE SAVEPOINT {name}"));
        SharedConnection::send(connection.connection, sql)
    }

    fn rollback(connection: &mut SharedConnection<'c>) -> impl Future<Output = QueryResult<()>> + Send {
        let sql = connection.roll_back();
        SharedConnection::send(connection.connection, sql)
    }

    // One poll writes ROLLBACK to the socket; the reply is not awaited.
    fn abandon(connection: &mut SharedConnection<'c>) {
        let sql = connection.roll_back();
        let _ = pin!(SharedConnection::send(connection.connection, sql)).poll(&mut Context::from_waker(Waker::noop()));
    }

    async fn both<A: Task<Self>, B: Task<Self>>(
        connection: &mut SharedConnection<'c>,
        first: A,
        second: B,
    ) -> Result<(A::Output, B::Output), Error> {
        let (mut one, mut other) = (*connection, *connection);
        try_join(first.run(&mut one), second.run(&mut other)).await
    }
}

#[diagnostic::do_not_recommend]
impl<'q, 'c, Q, U> LoadWith<'q, Pipelined<'c>, U> for Q
where
    Q: LoadQuery<'q, &'c AsyncPgConnection, U> + StatementText<Pg> + Send + 'q,
    U: Send,
{
    fn load_with(self, connection: &mut SharedConnection<'c>) -> impl Future<Output = QueryResult<Vec<U>>> + Send {
        let running = statement::<Pg, Q>(&self);
        diesel_async::RunQueryDsl::load(self, &mut connection.connection).map(|result| running.returned(result))
    }
}

#[diagnostic::do_not_recommend]
impl<'q, 'c, Q> ExecuteWith<'q, Pipelined<'c>> for Q
where
    Q: ExecuteDsl<&'c AsyncPgConnection> + StatementText<Pg> + Send + 'q,
{
    fn execute_with(self, connection: &mut SharedConnection<'c>) -> impl Future<Output = QueryResult<usize>> + Send {
        let running = statement::<Pg, Q>(&self);
        Q::execute(self, &mut connection.connection).map(|result| running.affected(result))
    }
}

impl<'c, O> Runs<'c, O> for AsyncPgConnection
where
    O: RunOn<'c, Pipelined<'c>> + Send + 'c,
    O::Output: Send,
{
    fn run(&'c mut self, operation: O, call: Call) -> Running<'c, O::Output> {
        Box::pin(async move {
            let trace = call.begin::<Pg>(&operation.description())?;
            let mut connection = SharedConnection::new(self);
            let in_transaction = Pipelined::in_transaction(&mut connection);
            match trace.polled(operation.run(&mut connection)).await {
                Err(Error::Contention(source)) if is_stale(&source) => {
                    connection.close().await;
                    Err(Error::Connection(Box::new(source)))
                }
                Err(error) if in_transaction => Err(error.uncommitted()),
                result => result,
            }
        })
    }
}
