//! Executors: how a blocking Diesel connection or one of diesel-async runs a statement.
//!
//! Each operation is written once, as an `async fn` over an [`Executor`]. It awaits nothing but the executor, so a
//! blocking connection finishes it at the first poll. Owns the traits of executors and of the statements that they run.
//! Must not know operations or models.

use std::future::Future;

use diesel::QueryResult;

use crate::dialect::Dialect;
use crate::error::Error;

/// Runs statements on one kind of connection: [`Blocking`](crate::Blocking), or `Pipelined` for PostgreSQL on
/// diesel-async.
pub trait Executor: Send {
    /// The connection on which statements run.
    type Connection: Send;
    /// The connection's backend.
    type Backend: Dialect;

    /// Whether a transaction is open on the connection.
    fn in_transaction(connection: &mut Self::Connection) -> bool;

    /// Begins a transaction, or a savepoint inside one.
    fn begin(connection: &mut Self::Connection) -> impl Future<Output = QueryResult<()>> + Send;

    /// Commits the transaction or releases the savepoint.
    fn commit(connection: &mut Self::Connection) -> impl Future<Output = QueryResult<()>> + Send;

    /// Rolls the transaction back, or back to the savepoint.
    fn rollback(connection: &mut Self::Connection) -> impl Future<Output = QueryResult<()>> + Send;

    /// Rolls the transaction back, or back to the savepoint, without waiting for a reply: the future of the operation
    /// inside it was dropped.
    fn abandon(connection: &mut Self::Connection);

    /// Runs two independent tasks: at the same time where the connection can, one after the other elsewhere.
    fn both<A: Task<Self>, B: Task<Self>>(
        connection: &mut Self::Connection,
        first: A,
        second: B,
    ) -> impl Future<Output = Result<(A::Output, B::Output), Error>> + Send
    where
        Self: Sized;
}

/// A task that reads from a connection of the executor `X`.
pub trait Task<X: Executor>: Send {
    /// The value that the task yields.
    type Output: Send;
    /// Runs the task.
    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// Two tasks that run as one.
#[derive(Debug)]
pub struct Pair<A, B>(pub(crate) A, pub(crate) B);

impl<X: Executor, A: Task<X>, B: Task<X>> Task<X> for Pair<A, B> {
    type Output = (A::Output, B::Output);

    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send {
        X::both(connection, self.0, self.1)
    }
}

/// A statement that runs on the connections of the executor `X` and yields rows, each read into `U`.
pub trait LoadWith<'q, X: Executor, U>: Sized {
    /// Runs the statement.
    fn load_with(self, connection: &mut X::Connection) -> impl Future<Output = QueryResult<Vec<U>>> + Send;
}

/// A statement that runs on the connections of the executor `X` and yields the number of rows it touched.
pub trait ExecuteWith<'q, X: Executor>: Sized {
    /// Runs the statement.
    fn execute_with(self, connection: &mut X::Connection) -> impl Future<Output = QueryResult<usize>> + Send;
}
