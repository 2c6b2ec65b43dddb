//! Operations: values that describe work on a database, and do it when they run on a connection.
//!
//! Owns the traits that every operation implements. Must not know any operation.

use std::future::Future;

use super::{Executor, explained};
use crate::error::Error;
use crate::trace::Description;

/// A value that describes work on a database, such as `Team::find(7)`. It does nothing until it runs: `.exec(&mut
/// conn)`.
///
/// An operation can be made in one place and run in another. A function that returns one names the connections on which
/// it runs: [`RunOn`], or `RunAsync` for connections of diesel-async.
///
/// # Example
/// ```
/// # #[cfg(feature = "sqlite")]
/// # mod example {
/// use orm_core::diesel::SqliteConnection;
/// use orm_core::prelude::*;
/// use orm_core::{Blocking, RunOn};
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String }
///
/// fn by_name() -> impl for<'q> RunOn<'q, Blocking<SqliteConnection>, Output = Vec<Team>> {
///     Team::query().order(teams::name.asc())
/// }
///
/// fn names(db: &mut SqliteConnection) -> Result<Vec<String>, orm_core::Error> {
///     Ok(by_name().exec(db)?.into_iter().map(|team| team.name).collect())
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operation",
    label = "this cannot be run on a connection",
    note = "operations come from a model: `Team::query()`, `team.get_players()`, `Team::create()`"
)]
pub trait Operation: Sized {
    /// The value that the operation yields.
    type Output;

    /// Describes the operation for `tracing`.
    #[doc(hidden)]
    fn description(&self) -> Description {
        Description::default()
    }
}

explained! {
    /// An operation that can run on the connections of the executor `X`, such as `Blocking<SqliteConnection>`. A
    /// function that returns an operation names this trait as its return type.
    pub trait RunOn<'q, X: Executor>: Operation {
        /// Runs the operation.
        fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
    }
}

/// An operation that a generated builder such as `TeamCreate` builds. The builder's [`RunOn`] runs it.
///
/// This trait is separate from [`RunOn`], so that the compiler considers a single implementation and reports the bound
/// that is not met: a column without a value.
pub trait RunBuilt<'q, X: Executor>: Operation {
    /// Runs the operation.
    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// A generated builder, such as `TeamCreate` or `TeamUpdate`. It runs as the operation that it builds.
pub trait Builder {
    /// The operation that the builder builds.
    type Operation: Operation;
    /// The operation with the values that the builder has so far.
    fn operation(&self) -> &Self::Operation;
    /// Turns the builder into its operation.
    fn into_operation(self) -> Self::Operation;
}

#[diagnostic::do_not_recommend]
impl<B: Builder> Operation for B {
    type Output = <B::Operation as Operation>::Output;

    fn description(&self) -> Description {
        self.operation().description()
    }
}

// No `do_not_recommend` here: rustc must look through this impl to reach the message of `IsGiven`.
impl<'q, X, B> RunOn<'q, X> for B
where
    X: Executor,
    B: Builder,
    B::Operation: RunBuilt<'q, X>,
{
    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send {
        self.into_operation().run(connection)
    }
}
