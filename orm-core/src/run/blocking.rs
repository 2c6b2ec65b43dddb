//! Diesel's own connections, and those of a pool.
//!
//! Owns how an operation runs on such a connection: each statement blocks, and one poll finishes the operation.

use std::future::{Future, ready};
use std::marker::PhantomData;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diesel::QueryResult;
use diesel::connection::{Connection, LoadConnection, TransactionManager};
use diesel::query_dsl::methods::{ExecuteDsl, LoadQuery};

use super::{ExecuteWith, Executor, LoadWith, Task};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::trace::{StatementText, statement};

/// Runs operations on a blocking connection: `SqliteConnection`, `PgConnection`, or one of a pool.
#[derive(Debug)]
pub struct Blocking<C>(PhantomData<fn() -> C>);

/// A blocking connection of Diesel on SQLite or PostgreSQL, or one of a pool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking connection",
    label = "expected a blocking Diesel connection: `SqliteConnection`, `PgConnection`, or one of a pool",
    note = "for connections of diesel-async: `use orm_core::nonblocking::prelude::*;` and `.exec(..).await`"
)]
pub trait BlockingConnection: Connection<Backend: Dialect> + LoadConnection + Send {}

#[diagnostic::do_not_recommend]
impl<C> BlockingConnection for C where C: Connection<Backend: Dialect> + LoadConnection + Send {}

impl<C: BlockingConnection> Executor for Blocking<C> {
    type Connection = C;
    type Backend = C::Backend;

    fn in_transaction(connection: &mut C) -> bool {
        let status = C::TransactionManager::transaction_manager_status_mut(connection);
        matches!(status.transaction_depth(), Ok(Some(_)))
    }

    fn begin(connection: &mut C) -> impl Future<Output = QueryResult<()>> + Send {
        ready(C::TransactionManager::begin_transaction(connection))
    }

    fn commit(connection: &mut C) -> impl Future<Output = QueryResult<()>> + Send {
        ready(C::TransactionManager::commit_transaction(connection))
    }

    fn rollback(connection: &mut C) -> impl Future<Output = QueryResult<()>> + Send {
        ready(C::TransactionManager::rollback_transaction(connection))
    }

    // Only a panic drops a blocking operation before its end.
    fn abandon(connection: &mut C) {
        let _ = C::TransactionManager::rollback_transaction(connection);
    }

    async fn both<A: Task<Self>, B: Task<Self>>(
        connection: &mut C,
        first: A,
        second: B,
    ) -> Result<(A::Output, B::Output), Error> {
        Ok((first.run(&mut *connection).await?, second.run(connection).await?))
    }
}

#[diagnostic::do_not_recommend]
impl<'q, C, Q, U> LoadWith<'q, Blocking<C>, U> for Q
where
    Blocking<C>: Executor<Connection = C>,
    C: BlockingConnection,
    Q: LoadQuery<'q, C, U> + StatementText<C::Backend>,
    U: Send,
{
    fn load_with(self, connection: &mut C) -> impl Future<Output = QueryResult<Vec<U>>> + Send {
        let running = statement::<C::Backend, Q>(&self);
        ready(running.returned(diesel::RunQueryDsl::load(self, connection)))
    }
}

#[diagnostic::do_not_recommend]
impl<C, Q> ExecuteWith<'_, Blocking<C>> for Q
where
    Blocking<C>: Executor<Connection = C>,
    C: BlockingConnection,
    Q: ExecuteDsl<C> + StatementText<C::Backend>,
{
    fn execute_with(self, connection: &mut C) -> impl Future<Output = QueryResult<usize>> + Send {
        let running = statement::<C::Backend, Q>(&self);
        ready(running.affected(Q::execute(self, connection)))
    }
}

/// Runs an operation on a blocking connection to its end: it never waits for anything, so one poll is enough.
pub(crate) fn complete<T>(operation: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match pin!(operation).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => unreachable!("an operation on a blocking connection waits for nothing"),
    }
}
