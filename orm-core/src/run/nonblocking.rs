//! The connections of diesel-async, and those of a pool.
//!
//! Owns how `exec` finds the connection in the value that the user passes. `pipelined` runs an operation on PostgreSQL,
//! `whole` on SQLite.

use std::ops::DerefMut;

use super::{Dereferenced, Direct, Operation, Running, explained};
use crate::trace::Call;

/// A connection of diesel-async on SQLite or PostgreSQL, or a value that dereferences to one, such as a connection of a
/// pool. The compiler infers `Via`: `Direct`, or `Dereferenced`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an async connection",
    label = "expected a connection of diesel-async: `AsyncPgConnection`, `SyncConnectionWrapper<SqliteConnection>`",
    note = "a pool hands them out: `let mut conn = pool.get().await?;` and `.exec(&mut conn)`",
    note = "for blocking connections: `use orm_core::prelude::*;` and `.exec(..)` without `.await`"
)]
pub trait NonBlockingConnection<Via>: Send {
    /// The connection of diesel-async.
    type Connection: Send + 'static;
    /// The connection of diesel-async.
    fn connection(&mut self) -> &mut Self::Connection;
}

#[diagnostic::do_not_recommend]
impl<P, Via> NonBlockingConnection<Dereferenced<Via>> for P
where
    P: DerefMut<Target: NonBlockingConnection<Via>> + Send,
{
    type Connection = <P::Target as NonBlockingConnection<Via>>::Connection;

    fn connection(&mut self) -> &mut Self::Connection {
        self.deref_mut().connection()
    }
}

#[cfg(feature = "postgres")]
#[diagnostic::do_not_recommend]
impl NonBlockingConnection<Direct> for diesel_async::AsyncPgConnection {
    type Connection = Self;

    fn connection(&mut self) -> &mut Self {
        self
    }
}

#[cfg(feature = "sqlite")]
#[diagnostic::do_not_recommend]
impl<S: Send + 'static> NonBlockingConnection<Direct>
    for diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection, S>
{
    type Connection = Self;

    fn connection(&mut self) -> &mut Self {
        self
    }
}

explained! {
    /// An operation that can run on the connection `C` of diesel-async. A function that returns an operation names this
    /// trait as its return type.
    ///
    /// # Example
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # mod example {
    /// use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
    /// use orm_core::RunAsync;
    /// use orm_core::nonblocking::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String }
    ///
    /// type Connection = SyncConnectionWrapper<orm_core::diesel::SqliteConnection>;
    ///
    /// fn by_name() -> impl for<'c> RunAsync<'c, Connection, Output = Vec<Team>> {
    ///     Team::query().order(teams::name.asc())
    /// }
    ///
    /// async fn names(db: &mut Connection) -> Result<Vec<String>, orm_core::Error> {
    ///     Ok(by_name().exec(db).await?.into_iter().map(|team| team.name).collect())
    /// }
    /// # }
    /// ```
    pub trait RunAsync<'c, C>: Operation {
        #[doc(hidden)]
        fn run_async(self, connection: &'c mut C, call: Call) -> Running<'c, Self::Output>;
    }
}

impl<'c, O: Operation, C: Runs<'c, O>> RunAsync<'c, C> for O {
    fn run_async(self, connection: &'c mut C, call: Call) -> Running<'c, O::Output> {
        connection.run(self, call)
    }
}

/// A connection of diesel-async on which the operation `O` can run.
pub trait Runs<'c, O: Operation> {
    /// Runs the operation.
    #[doc(hidden)]
    fn run(&'c mut self, operation: O, call: Call) -> Running<'c, O::Output>;
}
