//! Who runs a statement: a blocking Diesel connection, or one of diesel-async.
//!
//! Operations are written once, as `async fn` over an [`Executor`]. Nothing but the executor is ever awaited, so that a
//! blocking connection finishes any operation at the first poll. Owns the traits of that. Must not know operations or
//! models.

use std::future::Future;

use diesel::QueryResult;

use crate::dialect::Dialect;
use crate::error::Error;

/// A way to run statements on a kind of connection: [`Blocking`], or `Pipelined` for PostgreSQL on diesel-async.
pub trait Executor: Send {
    /// The connection.
    type Connection: Send;
    /// The connection's backend.
    type Backend: Dialect;

    /// Whether a transaction is open.
    fn in_transaction(connection: &mut Self::Connection) -> bool;

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
