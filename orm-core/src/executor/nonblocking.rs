//! The connections of diesel-async.

use std::future::Future;
use std::marker::PhantomData;

use diesel::QueryResult;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, TransactionManager};

use super::{ExecuteWith, Executor, LoadWith};
use crate::dialect::Dialect;

/// Runs operations on a connection of diesel-async, `AsyncPgConnection` or `SyncConnectionWrapper<SqliteConnection>`, or
/// what a pool hands out for one.
#[derive(Debug)]
pub struct NonBlocking<C>(PhantomData<fn() -> C>);

/// A connection of diesel-async on a database that the ORM knows, or what a pool hands out for one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an async connection",
    label = "expected a connection of diesel-async: `AsyncPgConnection`, `SyncConnectionWrapper<SqliteConnection>`",
    note = "for blocking connections: `use orm_core::prelude::*;` and `.exec(..)` without `.await`"
)]
pub trait NonBlockingConnection: AsyncConnection<Backend: Dialect> {}

#[diagnostic::do_not_recommend]
impl<C> NonBlockingConnection for C where C: AsyncConnection<Backend: Dialect> {}

impl<C: NonBlockingConnection> Executor for NonBlocking<C> {
    type Connection = C;
    type Backend = C::Backend;

    fn begin(connection: &mut C) -> impl Future<Output = QueryResult<()>> + Send {
        C::TransactionManager::begin_transaction(connection)
    }

    fn commit(connection: &mut C) -> impl Future<Output = QueryResult<()>> + Send {
        C::TransactionManager::commit_transaction(connection)
    }

    fn rollback(connection: &mut C) -> impl Future<Output = QueryResult<()>> + Send {
        C::TransactionManager::rollback_transaction(connection)
    }
}

#[diagnostic::do_not_recommend]
impl<'q, C, Q, U> LoadWith<'q, NonBlocking<C>, U> for Q
where
    NonBlocking<C>: Executor<Connection = C>,
    C: AsyncConnection,
    Q: LoadQuery<'q, C, U> + Send + 'q,
    U: Send,
{
    fn load_with(self, connection: &mut C) -> impl Future<Output = QueryResult<Vec<U>>> + Send {
        diesel_async::RunQueryDsl::load(self, connection)
    }
}

#[diagnostic::do_not_recommend]
impl<'q, C, Q> ExecuteWith<'q, NonBlocking<C>> for Q
where
    NonBlocking<C>: Executor<Connection = C>,
    C: AsyncConnection,
    Q: ExecuteDsl<C> + Send + 'q,
{
    fn execute_with(self, connection: &mut C) -> impl Future<Output = QueryResult<usize>> + Send {
        let running: C::ExecuteFuture<'_, 'q> = Q::execute(self, connection);
        running
    }
}
