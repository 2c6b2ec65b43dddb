//! Operations: values that say what is to be done, and do it when they are run on a connection.
//!
//! Owns the operations' types and how each is run, once for blocking and non-blocking connections. An operation builds
//! statements and decides in what order they go out; SQL is the statements' part, SQL text is written nowhere here.

mod chunks;
mod create;
mod create_associated;
mod create_many;
mod delete;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod detach;
mod expression;
mod find;
mod link;
mod load;
mod nested;
mod page;
mod print;
mod query;
mod through;
mod to_many;
mod to_one;
mod update;

use std::future::Future;

use crate::error::Error;
use crate::executor::{Blocking, BlockingConnection, Executor};
#[cfg(feature = "async")]
use crate::executor::{NonBlockingConnection, RunAsync};
use crate::trace::{Call, Description};

pub use chunks::{Chunks, NextChunk};
pub use create::{Create, NewRow, OfMany, Plain, Upsert, create};
pub use create_associated::{
    AssociatedPlan, Attach, Attaching, CreateOf, CreateOneOf, CreateParentOf, GivenBy, PlanOf, Replacing, create_of,
    create_one_of, create_parent_of,
};
pub use create_many::{CreateMany, create_many};
pub use delete::{Delete, DeleteRows, delete};
#[cfg(all(feature = "async", feature = "sqlite"))]
pub(crate) use detach::FixedQuery;
#[cfg(all(feature = "async", feature = "sqlite"))]
pub use detach::{Detach, DetachBuilt};
pub use expression::{Condition, Natural, NaturallyChosen, Ordering, Selectable};
pub use find::{Find, First, Reload, find};
pub use link::{
    AddLinks, CreateLinkedOf, GetLinked, HasLinks, Linking, LinksChanged, RemoveLinks, SetLinks, create_linked_of,
    get_linked,
};
pub use load::{Load, LoadDsl, Rows};
pub use nested::{
    ChildOf, Children, CompleteNew, CreatePlan, LinkOf, Nest, NewLinkedOf, NewOf, Parent, Targets, TargetsThrough,
};
pub use page::{Page, PageOf};
pub(crate) use print::PrintIncludes;
pub use print::{Print, PrintSql};
pub(crate) use query::ids;
pub use query::{Get, get, query};
pub use through::{
    CreateThroughOf, LinkGiven, LinkMany, LinkManyOf, LinkOne, LinkOneOf, LinkOnly, LinkOnlyOf, LinkingThrough,
    create_through_of, link_many, link_one, link_only,
};
pub use to_many::{Add, AddMany, Has, Remove, SetMany};
pub use to_one::{Cardinality, GetOne, SetOne, SetParent, get_one};
pub use update::{Changes, OneRow, RowOf, Update, update};

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

/// An operation that can run on the connections of `X`.
#[diagnostic::on_unimplemented(
    message = "this operation cannot run on this connection",
    label = "this `exec` cannot run the operation here",
    note = "the `exec` of `orm_core::prelude` runs on blocking Diesel connections (`SqliteConnection`, `PgConnection`, or one of \
            a pool), that of `orm_core::nonblocking::prelude` on connections of diesel-async",
    note = "the database must know the type of each column and expression in the operation",
    note = "a function that makes an operation says where it can run: `impl RunOn<..>`, or `impl RunAsync<..>` for connections \
            of diesel-async, where `impl Operation<..>` says nothing"
)]
pub trait RunOn<'q, X: Executor>: Operation {
    /// Runs the operation.
    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

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
        let trace = Call::here().begin::<C::Backend, _>(&self)?;
        trace.blocking(|| crate::executor::complete(self.run(connection)))
    }
}

impl<O: Operation> Exec for O {}

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
