//! Creating rows with the rows that belong to them:
//! `Team::create().name("Jazz").players([Player::create().name("Karl")])`.
//!
//! All in one transaction, with one INSERT for each association and level: the rows that others need first, parents
//! before their children. A plan is run for many rows at once, so that the children of all parents go out together.
//! Owns the plans and what may be given to them. Must not know how one INSERT becomes several where it binds too much
//! (`create_many`).

use super::create::{Insert, OfMany, Plain};
use super::create_associated::{DetachAll, Replacing, by};
use super::create_many::{InsertSteps, ManySteps, insert_many};
use crate::association::{Association, ManyToMany, SourceValue, TargetValue, Through};
use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::model::Create;
use crate::model::Key;
use crate::model::Model;
use crate::model::row::Strict;
use crate::model::{Complete, Merge};
use crate::run::{Builder, Operation, RunBuilt, RunOn};
use crate::run::{ExecuteWith, Executor, LoadWith, atomically};
use crate::statement::junction::InsertPairs;
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

/// New targets of a `has_many` or `has_one`: made after the row, with its key and the association's scope. One INSERT.
pub struct Children<A: Association, P>(Vec<New<A::Target, P>>);

/// The new target of a `belongs_to`: made before the row, whose foreign key it gives. One INSERT.
pub struct Parent<A: Association, P>(New<A::Target, P>);

/// New targets of a `belongs_to_many`: made after the row, then linked. Two INSERTs: the targets, the links.
pub struct Targets<A: ManyToMany, P>(Vec<New<A::Target, P>>);

/// New targets of a `belongs_to_many` with their rows of the junction. Two INSERTs: the targets, the rows of the
/// junction.
pub struct TargetsThrough<A: Through, P>(Vec<NewLinked<A, P>>);

/// A row of the junction and a target, both to be made.
type NewLinked<A, P> = (<<A as Through>::Junction as Model>::Values, New<<A as ManyToMany>::Target, P>);

/// A row to be made: its values, and what else is done.
type New<M, P> = (<M as Model>::Values, P);

macro_rules! debug {
    ($($nested:ident: $bound:ident)*) => { $(
        impl<A: $bound, P> std::fmt::Debug for $nested<A, P> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($nested), "({})"), A::NAME)
            }
        }
    )* };
}
debug! { Children: Association Parent: Association Targets: ManyToMany TargetsThrough: Through }

impl<M: Model, S, P> Create<M, S, P> {
    /// The same row with other rows that are created along with it.
    #[doc(hidden)]
    pub fn nest<T, N>(self, nested: N) -> Create<M, T, Nest<P, N>> {
        self.planned(|plan| Nest { plan, nested })
    }
}

/// A builder of a new row of `M`, complete or not.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of `{M}`",
    label = "expected a new row of `{M}`",
    note = "give the row's builder: `{M}::create()` with its columns"
)]
pub trait NewOf<M: Model> {
    /// Which mandatory columns are given.
    type State;
    /// What else is done.
    type Plan;
    /// The row's values and plan.
    fn into_new(self) -> (M::Values, Self::Plan);
}

#[diagnostic::do_not_recommend]
impl<M, B, S, P> NewOf<M> for B
where
    M: Model,
    B: Builder<Operation = Create<M, S, P>>,
    Create<M, S, P>: Operation,
{
    type State = S;
    type Plan = P;

    fn into_new(self) -> New<M, P> {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A builder of a new target of a `has_many` or `has_one`, complete but for its key to the row and the columns of the
/// association's scope: `Player::create().name("Karl")` in `Team::create().players([..])`. Its own nested rows count as
/// part of it.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of the model behind `{A}`",
    label = "expected a new row of the model behind `{A}`",
    note = "give builders of that model, `Model::create()`, with all mandatory columns but the foreign key"
)]
pub trait ChildOf<A: Association>: NewOf<A::Target> {}

// Recommended on purpose, as those below are: what a builder lacks is said by the bounds behind them.
impl<A, B> ChildOf<A> for B
where
    A: Association,
    B: NewOf<A::Target, State: Merge<A::Given, Output: Complete<A::Target>>>,
{
}

/// A complete builder of a new row of `M`.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of `{M}`",
    label = "expected a new row of `{M}`",
    note = "give the row's builder: `{M}::create()` with its columns"
)]
pub trait CompleteNew<M: Model>: NewOf<M> {}

impl<M, B> CompleteNew<M> for B
where
    M: Model,
    B: NewOf<M, State: Complete<M>>,
{
}

/// A builder of a junction's row, complete but for its two keys.
#[diagnostic::on_unimplemented(
    message = "this is not a new row of the junction of `{A}`",
    label = "expected a new row of the junction's model",
    note = "give a builder of that model, `Model::create()`, with all mandatory columns but the two keys"
)]
pub trait LinkOf<A: Through>: NewOf<A::Junction, Plan = Plain> {}

impl<A, B> LinkOf<A> for B
where
    A: Through,
    B: NewOf<A::Junction, Plan = Plain, State: Merge<A::Given, Output: Complete<A::Junction>>>,
{
}

/// A link and its target, both to be made: `(Casting::create().role("Neo"), Actor::create().name("Keanu"))`.
#[diagnostic::on_unimplemented(
    message = "a new `{Target}` comes with its link, a new `{Junction}`",
    label = "expected pairs of a new `{Junction}` and a new `{Target}`",
    note = "give a pair for each: `({Junction}::create(), {Target}::create())`, each with its columns but the link's two keys"
)]
pub trait NewLinkedOf<A: Through, Junction, Target> {
    /// What else is done for the target.
    type Plan;
    /// The values of both, and the plan.
    fn into_linked(self) -> NewLinked<A, Self::Plan>;
}

impl<A, L, B> NewLinkedOf<A, A::Junction, A::Target> for (L, B)
where
    A: Through,
    L: LinkOf<A>,
    B: CompleteNew<A::Target>,
{
    type Plan = B::Plan;

    fn into_linked(self) -> NewLinked<A, B::Plan> {
        (self.0.into_new().0, self.1.into_new())
    }
}

impl<A: Association, P> Children<A, P> {
    /// New targets of a `has_many` or `has_one`; the derive calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: ChildOf<A, Plan = P>>) -> Self {
        Self(builders.into_iter().map(NewOf::into_new).collect())
    }
}

impl<A: Association, P> Parent<A, P> {
    /// The new target of a `belongs_to`; the derive calls it.
    #[doc(hidden)]
    pub fn new(builder: impl CompleteNew<A::Target, Plan = P>) -> Self {
        Self(builder.into_new())
    }
}

impl<A: ManyToMany, P> Targets<A, P> {
    /// New targets of a `belongs_to_many`; the derive calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: CompleteNew<A::Target, Plan = P>>) -> Self {
        Self(builders.into_iter().map(NewOf::into_new).collect())
    }
}

impl<A: Through, P> TargetsThrough<A, P> {
    /// New targets of a `belongs_to_many` with their rows of the junction; the derive calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: NewLinkedOf<A, A::Junction, A::Target, Plan = P>>) -> Self {
        Self(builders.into_iter().map(NewLinkedOf::into_linked).collect())
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
        rows: Vec<New<M, Self>>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Vec<M>, Error>> + Send;
}

impl<X, M> CreatePlan<X, M> for Plain
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn create(rows: Vec<New<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        ManySteps::new(rows, X::Backend::MAX_BINDS)?.run(connection).await
    }
}

impl<X, M, A> CreatePlan<X, M> for Replacing<A>
where
    X: Executor,
    M: Model,
    A: Association<Target = M>,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn create(rows: Vec<New<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let mut created = Vec::new();
        for (values, plan) in rows {
            created.push(plan.steps(values)?.run(connection).await?);
        }
        Ok(created)
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, Children<A, C>>
where
    X: Executor,
    M: Model,
    A: Association<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
{
    async fn create(rows: Vec<New<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = Context::of(A::Target::DESCRIPTOR).by(by::<A>());
        let (rows, children) = split(rows);
        let rows = P::create(rows, connection).await?;
        let mut all = Vec::new();
        for (row, children) in rows.iter().zip(children) {
            let key = A::key_of(row);
            for (mut values, plan) in children.0 {
                let key = key.clone().ok_or_else(|| context.not_found())?;
                A::TargetKey::give(&mut values, key);
                A::give_scope(&mut values);
                all.push((values, plan));
            }
        }
        C::create(all, connection).await?;
        Ok(rows)
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, Parent<A, C>>
where
    X: Executor,
    M: Model,
    A: Association<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
{
    async fn create(rows: Vec<New<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = Context::of(A::Target::DESCRIPTOR);
        let (mut rows, parents) = split(rows);
        let parents = parents.into_iter().map(|parent| parent.0).collect();
        let parents = C::create(parents, connection).await?;
        for ((values, _), parent) in rows.iter_mut().zip(&parents) {
            let key = A::TargetKey::of(parent).ok_or_else(|| context.not_found())?;
            A::SourceKey::give(values, A::source_value(key));
        }
        P::create(rows, connection).await
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, Targets<A, C>>
where
    X: Executor,
    M: Model,
    A: ManyToMany<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
    InsertPairs<A>: ExecuteWith<'static, X> + Send,
{
    async fn create(rows: Vec<New<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = super::link::context::<A>();
        let (rows, targets) = split(rows);
        let rows = P::create(rows, connection).await?;
        let counts: Vec<usize> = targets.iter().map(|targets| targets.0.len()).collect();
        let targets = C::create(targets.into_iter().flat_map(|targets| targets.0).collect(), connection).await?;
        let pairs = pairs::<A>(&rows, &counts, &targets).ok_or_else(|| context.not_found())?;
        let columns = A::SOURCE_NAMES.len() + A::TARGET_NAMES.len();
        let chunks = pairs.chunks(X::Backend::MAX_BINDS / columns);
        let inserts: Vec<_> = chunks.map(|pairs| InsertPairs::<A> { pairs: pairs.to_vec() }).collect();
        for insert in inserts {
            insert.execute_with(connection).await.map_err(|error| context.error(error))?;
        }
        Ok(rows)
    }
}

#[diagnostic::do_not_recommend]
impl<X, M, A, P, C> CreatePlan<X, M> for Nest<P, TargetsThrough<A, C>>
where
    X: Executor,
    M: Model,
    A: Through<Source = M>,
    P: CreatePlan<X, M> + Send,
    C: CreatePlan<X, A::Target> + Send,
    Insert<A::Junction>: LoadWith<'static, X, Strict<A::Junction>> + Send,
{
    async fn create(rows: Vec<New<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = super::link::context::<A>();
        let (rows, targets) = split(rows);
        let rows = P::create(rows, connection).await?;
        let counts: Vec<usize> = targets.iter().map(|targets| targets.0.len()).collect();
        let (mut links, targets): (Vec<_>, Vec<_>) = targets.into_iter().flat_map(|targets| targets.0).unzip();
        let targets = C::create(targets, connection).await?;
        let pairs = pairs::<A>(&rows, &counts, &targets).ok_or_else(|| context.not_found())?;
        for (link, (source, target)) in links.iter_mut().zip(pairs) {
            A::link(link, source, target);
        }
        let inserts = insert_many::<A::Junction>(&links, X::Backend::MAX_BINDS, &OnConflict::Fail);
        InsertSteps(inserts, context).run(connection).await?;
        Ok(rows)
    }
}

/// The rows with their inner plans, and what is nested in each.
fn split<V, P, N>(rows: Vec<(V, Nest<P, N>)>) -> (Vec<(V, P)>, Vec<N>) {
    rows.into_iter().map(|(values, nest)| ((values, nest.plan), nest.nested)).unzip()
}

/// The pairs to link: `counts` says how many of the targets, in order, belong to each row.
fn pairs<A: ManyToMany>(
    rows: &[A::Source],
    counts: &[usize],
    targets: &[A::Target],
) -> Option<Vec<(SourceValue<A>, TargetValue<A>)>> {
    let sources = rows.iter().zip(counts).flat_map(|(row, count)| std::iter::repeat_n(row, *count));
    sources.zip(targets).map(|(row, target)| Some((A::SourceKey::of(row)?, A::TargetKey::of(target)?))).collect()
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
        let context = Context::of(M::DESCRIPTOR);
        let steps = NestedSteps { rows: vec![(self.values, self.plan)] };
        let rows = atomically::<X, _>(connection, context, steps).await?;
        rows.into_iter().next().ok_or_else(|| context.not_found())
    }
}

/// A nested create, to be run in one transaction.
pub(super) struct NestedSteps<M: Model, P> {
    pub(super) rows: Vec<New<M, P>>,
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
