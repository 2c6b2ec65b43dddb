//! Creates a row together with rows that are associated with it:
//! `Team::create().name("Jazz").players([Player::create().name("Karl")])`.
//!
//! One transaction has one INSERT for each association and level. A row is inserted before the rows that reference it.
//! A plan runs for many rows at once, so that the children of all parents go into one INSERT. Owns `Nest`, the plan of
//! a row with nested rows, and the operation. Each kind of association has a file of its own; `inserts` divides an
//! INSERT that binds too many values.

mod children;
mod inserts;
mod new_row;
mod parent;
mod targets;
mod targets_through;

pub use children::{ChildOf, NewChildren};
pub(super) use inserts::{InsertSteps, Inserts, ManySteps, all_made};
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

/// The plan of a new row with nested rows: `Team::create().name("Jazz").players([Player::create().name("Karl")])`. The
/// setter of an association, here `players`, makes it of the builder's plan `P` and the nested rows `N`.
///
/// All rows are inserted in one transaction: the target of a `belongs_to` before the row that references it, all other
/// nested rows after the outer row. There is one INSERT for each association and level, for any number of rows, and one
/// more for the links of a `belongs_to_many`. Only when the rows bind more values than one statement may bind are there
/// several. Setters of several associations may be called, and the setter of one association may be called again: the
/// rows add up. Nested builders may have nested rows of their own. Yields the outer row.
///
/// [`sql`](crate::PrintSql::sql) shows the INSERT of the outer row only, since the others need the keys that it
/// returns.
///
/// # Errors
/// The errors of [`Create`], for any of the rows. Then no row is inserted.
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
    /// Adds nested rows to the builder of a new row; the generated setters call it.
    #[doc(hidden)]
    pub fn nest<T, N>(self, nested: N) -> Create<M, T, Nest<P, N>> {
        self.planned(|plan| Nest { plan, nested })
    }
}

/// A plan that can run for many rows at once: [`Plain`], [`Replacing`](crate::associate::Replacing), and every [`Nest`]
/// around such a plan.
#[diagnostic::on_unimplemented(
    message = "this builder of a new `{M}` does not take nested rows",
    label = "give the rows to a builder made by `{M}::create()`",
    note = "make the `{M}` first, and the rows by its own accessors, in one transaction"
)]
pub trait CreatePlan<X: Executor, M: Model>: Sized {
    /// Inserts the rows and their nested rows. Yields the outer rows in the order in which they were given. The caller
    /// opens the transaction.
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
        ManySteps::new::<X::Backend>(rows)?.run(connection).await
    }
}

/// Separates the rows, with their inner plans, from the rows that are nested in each.
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

/// The statements of many rows with nested rows.
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
