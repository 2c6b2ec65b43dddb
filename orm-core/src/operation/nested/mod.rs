//! Rows that are created with the rows that belong to them:
//! `Team::create().name("Jazz").players([Player::create().name("Karl")])`.
//!
//! All in one transaction, with one INSERT for each association and level: the rows that others need first, parents
//! before their children. A plan is run for many rows at once, so that the children of all parents go out together.
//! Owns the plan around a plan, and the operation. Each kind of association has a file of its own; how one INSERT becomes
//! several where it binds too much is said in `inserts`.

mod children;
mod inserts;
mod new_row;
mod parent;
mod targets;
mod targets_through;

pub use children::{ChildOf, NewChildren};
pub(super) use inserts::{InsertSteps, ManySteps, insert_many};
pub(super) use new_row::NewValues;
pub use new_row::{CompleteNew, LinkOf, NewLinkedOf, NewOf};
pub use parent::NewParent;
pub use targets::NewTargets;
pub use targets_through::NewLinkedTargets;

use diesel::query_builder::QueryFragment;

use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model};
use crate::operation::declare::offload;
use crate::operation::rows::{Insert, OfMany, Plain, context};
use crate::run::{Executor, LoadWith, Operation, Print, RunBuilt, RunOn, atomically};
use crate::statement::text;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// A plan with rows that are created along with the row: what a setter of an association makes of the plan `P`.
///
/// All rows are made in one transaction, those that a `belongs_to` asks for before the row and the others after it. One
/// INSERT for each association and level, however many rows it has, and one more for the links of a `belongs_to_many`;
/// more only where the rows bind more values than the database takes in one statement. Several setters, of several
/// associations or of one twice, add up; those of the nested builders nest deeper. Yields the outer row.
///
/// [`sql`](crate::PrintSql::sql) tells the row's own INSERT only: the others take their values from it.
///
/// # Errors
/// Those of [`Create`], of any of the rows: then none is made.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[has_many(Player)]
/// struct Team { id: i32, name: String }
///
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, name: String, team_id: i32 }
///
/// # use orm_core::diesel::SqliteConnection;
/// fn make(db: &mut SqliteConnection) -> Result<(), orm_core::Error> {
///     // Two INSERTs. The association gives each player the `team_id`.
///     let players = ["Karl", "John"].map(|name| Player::create().name(name));
///     let _jazz: Team = Team::create().name("Jazz").players(players).exec(db)?;
///
///     // Two INSERTs, the team's first. The player's mandatory `team_id` is then given.
///     let bulls = Team::create().name("Bulls");
///     let _michael: Player = Player::create().name("Michael").team(bulls).exec(db)?;
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct Nest<P, N> {
    plan: P,
    nested: N,
}

impl<P, N> OfMany for Nest<P, N> {}

impl<M: Model, S, P> Create<M, S, P> {
    /// The same row with other rows that are created along with it.
    #[doc(hidden)]
    pub fn nest<T, N>(self, nested: N) -> Create<M, T, Nest<P, N>> {
        self.planned(|plan| Nest { plan, nested })
    }
}

/// A plan that can be run for many rows at once: [`Plain`], [`Replacing`], and every [`Nest`] around one.
#[diagnostic::on_unimplemented(
    message = "no rows can be created along with one that is made in this way",
    label = "give the rows to a builder made by `{M}::create()`",
    note = "make the `{M}` first, and the rows by its own accessors, in one transaction"
)]
pub trait CreatePlan<X: Executor, M: Model>: Sized {
    /// Makes the rows, and what their plans ask for; yields the rows in the order in which they were given. Not a
    /// transaction by itself.
    fn create(
        rows: Vec<NewValues<M, Self>>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Vec<M>, Error>> + Send;
}

impl<X, M> CreatePlan<X, M> for Plain
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, ModelRow<M>> + Send,
{
    async fn create(rows: Vec<NewValues<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        ManySteps::new(rows, X::Backend::MAX_BINDS)?.run(connection).await
    }
}

/// Parts the rows with their inner plans from what is nested in each.
fn split<V, P, N>(rows: Vec<(V, Nest<P, N>)>) -> (Vec<(V, P)>, Vec<N>) {
    rows.into_iter().map(|(values, nest)| ((values, nest.plan), nest.nested)).unzip()
}

impl<M: Model, S, P, N> Operation for Create<M, S, Nest<P, N>> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create")
    }
}

impl<X, M, S, P, N> RunBuilt<'_, X> for Create<M, S, Nest<P, N>>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Nest<P, N>: CreatePlan<X, M> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = context::<M>();
        let steps = NestedSteps { rows: vec![(self.values, self.plan)] };
        let rows = atomically::<X, _>(connection, context, steps).await?;
        rows.into_iter().next().ok_or_else(|| context.not_found())
    }
}

impl<DB: Dialect, M: Model, S, P, N> Print<DB> for Create<M, S, Nest<P, N>>
where
    Insert<M>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        vec![text::<DB, _>(&self.statement(OnConflict::Fail))]
    }
}

offload! { built impl[M: Model, S, P, N] Create<M, S, Nest<P, N>> => crate::run::Built<Self>, |create| crate::run::Built(create) }

/// The statements of rows with nested rows.
pub(super) struct NestedSteps<M: Model, P> {
    pub(super) rows: Vec<NewValues<M, P>>,
}

impl<M: Model, P> Operation for NestedSteps<M, P> {
    type Output = Vec<M>;
}

impl<X, M, P> RunOn<'_, X> for NestedSteps<M, P>
where
    X: Executor,
    M: Model,
    P: CreatePlan<X, M> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        P::create(self.rows, connection).await
    }
}
