//! `exec` runs an operation, on a blocking connection or on one of diesel-async.
//!
//! Owns the traits `Exec` and `ExecAsync`. The modules `blocking`, `pipelined` and `whole` run an operation on their
//! kind of connection.

#[cfg(feature = "async")]
use std::future::Future;

use diesel::connection::CacheSize;

use super::{Blocking, BlockingConnection, Executor, Operation, RunOn, blocking::complete};
#[cfg(feature = "async")]
use super::{NonBlockingConnection, RunAsync};
use crate::error::Error;
use crate::trace::Call;

/// Runs operations on a blocking connection. In the [`prelude`](crate::prelude).
pub trait Exec: Operation {
    /// Runs the operation and waits for it.
    ///
    /// `connection` is any blocking Diesel connection, or one of a pool. An operation with several writing statements
    /// runs in a transaction, or in a savepoint where a transaction is open already.
    ///
    /// # Errors
    /// When the database refuses a statement, or a row is missing or cannot be read, see [`Error`]. The data are then
    /// as they were before the call.
    ///
    /// # Example
    /// ```
    /// use orm_core::Transaction;
    /// use orm_core::diesel::SqliteConnection;
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String }
    ///
    /// fn rename(db: &mut SqliteConnection, id: i32, name: &str) -> Result<Team, orm_core::Error> {
    ///     Transaction::new().run(db, |db| {
    ///         let team = Team::find(id).exec(db)?;
    ///         team.update().name(name).exec(db)
    ///     })
    /// }
    /// ```
    #[track_caller]
    fn exec<'q, C>(self, connection: &mut C) -> Result<Self::Output, Error>
    where
        Self: RunOn<'q, Blocking<C>>,
        C: BlockingConnection,
    {
        let trace = Call::here().begin::<C::Backend>(&self.description())?;
        let in_transaction = Blocking::<C>::in_transaction(connection);
        trace.blocking(|| complete(self.run(connection)).map_err(|error| failed(connection, in_transaction, error)))
    }
}

impl<O: Operation> Exec for O {}

/// The error of an operation. Where it says that a prepared statement is stale, the connection prepares its statements
/// anew.
fn failed<C: BlockingConnection>(connection: &mut C, in_transaction: bool, error: Error) -> Error {
    if error.is_stale() {
        connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        connection.set_prepared_statement_cache_size(CacheSize::Unbounded);
    }
    if in_transaction { error.uncommitted() } else { error }
}

/// Runs operations on a connection of diesel-async. The [prelude for async connections](crate::nonblocking::prelude)
/// exports this trait as `Exec`.
#[cfg(feature = "async")]
pub trait ExecAsync: Operation {
    /// Returns a future that runs the operation. It is `Send`, so that it can be spawned.
    ///
    /// `connection` is any connection of diesel-async, or one of a pool. An operation with several writing statements
    /// runs in a transaction, or in a savepoint where a transaction is open already. `orm_sqlite::nonblocking` has an
    /// example.
    ///
    /// # Errors
    /// When the database refuses a statement, or a row is missing or cannot be read, see [`Error`]. The data are then
    /// as they were before the call.
    #[track_caller]
    fn exec<'c, C, Via>(self, connection: &'c mut C) -> Running<'c, Self::Output>
    where
        Self: 'c,
        C: NonBlockingConnection<Via>,
        Self: RunAsync<'c, C::Connection>,
    {
        self.run_async(connection.connection(), Call::here())
    }
}

/// The future that `exec` returns on an async connection. Awaiting it runs the operation.
///
/// The future is boxed, so that a mistake gives one compile error: for an unnamed future, the compiler checks one bound
/// three times.
#[cfg(feature = "async")]
pub type Running<'c, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

#[cfg(feature = "async")]
impl<O: Operation> ExecAsync for O {}
