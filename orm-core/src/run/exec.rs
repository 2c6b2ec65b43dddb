//! `exec`: an operation is run, on a blocking connection or on one of diesel-async.
//!
//! Owns the two traits of that name. How each kind of connection runs an operation is said beside it.

#[cfg(feature = "async")]
use std::future::Future;

use super::{Blocking, BlockingConnection, Executor, Operation, RunOn, blocking::complete, ended};
#[cfg(feature = "async")]
use super::{NonBlockingConnection, RunAsync};
use crate::error::Error;
use crate::trace::Call;

/// Runs operations on a blocking connection; in the [`prelude`](crate::prelude).
pub trait Exec: Operation {
    /// Runs the operation and waits for it.
    ///
    /// `connection` is any blocking Diesel connection, or what a pool hands out for one. An operation of several
    /// statements that write is one transaction, and a savepoint inside a transaction of Diesel's.
    ///
    /// # Errors
    /// See [`Error`]; the data are then as they were before.
    ///
    /// # Example
    /// ```
    /// use orm_core::diesel::SqliteConnection;
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String }
    ///
    /// fn rename(db: &mut SqliteConnection, id: i32, name: &str) -> Result<Team, orm_core::Error> {
    ///     db.transaction(|db| {
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
        trace.blocking(|| ended(in_transaction, complete(self.run(connection))))
    }
}

impl<O: Operation> Exec for O {}

/// Runs operations on a connection of diesel-async; as `Exec` in the
/// [prelude for those](crate::nonblocking::prelude).
#[cfg(feature = "async")]
pub trait ExecAsync: Operation {
    /// Runs the operation; the future is `Send` and can be spawned.
    ///
    /// `connection` is any connection of diesel-async, or what a pool hands out for one. An operation of several
    /// statements that write is one transaction, and a savepoint inside a transaction. `orm_sqlite::nonblocking` has an
    /// example.
    ///
    /// # Errors
    /// See [`Error`]; the data are then as they were before.
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

/// An operation that runs on an async connection: what its `exec` gives, to be awaited.
///
/// It is a box, so that a mistake is one error: of a future without a name the compiler asks the same thing three times.
#[cfg(feature = "async")]
pub type Running<'c, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

#[cfg(feature = "async")]
impl<O: Operation> ExecAsync for O {}
