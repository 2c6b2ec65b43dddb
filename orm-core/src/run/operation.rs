//! Operations: values that say what is to be done, and do it when they are run on a connection.
//!
//! Owns the traits that every operation implements. Must not know any operation.

use std::future::Future;

use super::{Executor, explained};
use crate::error::Error;
use crate::trace::Description;

/// Something to be done on a database. It does nothing until it is run.
///
/// An operation is a value: it can be made in one place and run in another. A function that makes one says on which
/// connections it can run: [`RunOn`], or for those of diesel-async `RunAsync`.
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
    /// What the operation yields.
    type Output;

    /// What the operation is, for `tracing`.
    #[doc(hidden)]
    fn description(&self) -> Description {
        Description::default()
    }
}

explained! {
    /// An operation that can run on the connections of `X`.
    pub trait RunOn<'q, X: Executor>: Operation {
        /// Runs the operation.
        fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
    }
}

/// What a generated builder builds, run by [`RunOn`] of the builder.
///
/// A trait of its own, so that one implementation alone comes into question, and the compiler reports what that one
/// lacks: the column that is not given.
pub trait RunBuilt<'q, X: Executor>: Operation {
    /// Runs the operation.
    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// A generated builder, which stands for the operation that it builds: `TeamCreate`, `TeamUpdate`.
pub trait Builder {
    /// The operation.
    type Operation: Operation;
    /// The operation, with all that was given to the builder so far.
    fn operation(&self) -> &Self::Operation;
    /// The same by value.
    fn into_operation(self) -> Self::Operation;
}

#[diagnostic::do_not_recommend]
impl<B: Builder> Operation for B {
    type Output = <B::Operation as Operation>::Output;

    fn description(&self) -> Description {
        self.operation().description()
    }
}

// Recommended on purpose, as `RunBuilt` is: what a builder lacks is said by the bounds behind them.
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
