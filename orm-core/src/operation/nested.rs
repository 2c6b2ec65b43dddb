//! Creating rows with the rows that belong to them: `Team::create().name("Jazz").players([Player::create().name("Karl")])`.
//!
//! All in one transaction, with one INSERT for each association and level: the rows that others need first, parents before
//! their children. A plan is run for many rows at once, so that the children of all parents go out together.

use std::marker::PhantomData;

use super::create::{Create, DetachAll, Insert, InsertSteps, ManySteps, Plain, Replacing, by, insert_many};
use super::{Builder, Operation, RunBuilt, RunOn};
use crate::association::{Association, ManyToMany, SourceValue, TargetValue, Through};
use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::executor::{ExecuteWith, Executor, LoadWith, atomically};
use crate::key::Key;
use crate::model::Model;
use crate::row::Strict;
use crate::state::{Complete, Merge};
use crate::statement::junction::InsertPairs;
use crate::statement::write::OnConflict;

/// A plan with rows that are created along with the row.
#[derive(Debug)]
pub struct Nest<P, N> {
    plan: P,
    nested: N,
}

/// New targets of a `has_many` or `has_one`: made after the row.
pub struct Children<A: Association, P>(Vec<New<A::Target, P>>);

/// The new target of a `belongs_to`: made before the row.
pub struct Parent<A: Association, P>(New<A::Target, P>);

/// New targets of a `belongs_to_many`: made after the row, then linked.
pub struct Targets<A: ManyToMany, P>(Vec<New<A::Target, P>>);

/// New targets of a `belongs_to_many` with their rows of the junction.
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
        let (values, plan) = (self.values, self.plan);
        Create::new(values, Nest { plan, nested })
    }
}

/// A builder of a new target of a `has_many` or `has_one`, complete but for its key to the row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created as one of `{A}`",
    label = "not a complete new row for `{A}`",
    note = "give builders of the associated model, with all mandatory columns but the foreign key"
)]
pub trait ChildOf<A: Association> {
    /// What else is done.
    type Plan;
    /// The row's values and plan.
    fn into_child(self) -> (<A::Target as Model>::Values, Self::Plan);
}

#[diagnostic::do_not_recommend]
impl<A, B, S, P> ChildOf<A> for B
where
    A: Association,
    B: Builder<Operation = Create<A::Target, S, P>>,
    S: Merge<A::Given, Output: Complete<A::Target>>,
    Create<A::Target, S, P>: Operation,
{
    type Plan = P;

    fn into_child(self) -> New<A::Target, P> {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A complete builder of a new row of `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complete new `{M}`",
    label = "expected a builder of `{M}`",
    note = "give a builder, `{M}::create()`, with all mandatory columns"
)]
pub trait CompleteNew<M: Model> {
    /// What else is done.
    type Plan;
    /// The row's values and plan.
    fn into_new(self) -> (M::Values, Self::Plan);
}

#[diagnostic::do_not_recommend]
impl<M, B, S, P> CompleteNew<M> for B
where
    M: Model,
    B: Builder<Operation = Create<M, S, P>>,
    S: Complete<M>,
    Create<M, S, P>: Operation,
{
    type Plan = P;

    fn into_new(self) -> New<M, P> {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A builder of a junction's row, complete but for its two keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created as a link of `{A}`",
    label = "not a complete new row of the junction",
    note = "give a builder of the junction's model, with all mandatory columns but the two keys"
)]
pub trait LinkOf<A: Through> {
    /// The row's values.
    fn into_link(self) -> <A::Junction as Model>::Values;
}

#[diagnostic::do_not_recommend]
impl<A, B, S> LinkOf<A> for B
where
    A: Through,
    B: Builder<Operation = Create<A::Junction, S, Plain>>,
    S: Merge<A::Given, Output: Complete<A::Junction>>,
{
    fn into_link(self) -> <A::Junction as Model>::Values {
        self.into_operation().values
    }
}

impl<A: Association, P> Children<A, P> {
    /// New targets of a `has_many` or `has_one`; the derive calls it.
    #[doc(hidden)]
    pub fn new(builders: impl IntoIterator<Item: ChildOf<A, Plan = P>>) -> Self {
        Self(builders.into_iter().map(ChildOf::into_child).collect())
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
        Self(builders.into_iter().map(CompleteNew::into_new).collect())
    }
}

impl<A: Through, P> TargetsThrough<A, P> {
    /// New targets of a `belongs_to_many` with their rows of the junction; the derive calls it.
    #[doc(hidden)]
    pub fn new<L: LinkOf<A>, B: CompleteNew<A::Target, Plan = P>>(builders: impl IntoIterator<Item = (L, B)>) -> Self {
        Self(builders.into_iter().map(|(link, target)| (link.into_link(), target.into_new())).collect())
    }
}

/// A plan that can be run for many rows at once.
#[diagnostic::on_unimplemented(
    message = "no rows can be created along with one that is made in this way",
    label = "give the rows to a builder made by `{M}::create()`",
    note = "make the `{M}` first, and the rows by its own accessors, in one transaction"
)]
pub trait CreatePlan<X: Executor, M: Model>: Sized {
    /// Makes the rows, and what their plans ask for; yields the rows in the order in which they were given.
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
        if let Some((_, keyless)) = rows.iter().find(|(_, plan)| plan.keyless) {
            return Err(Context { association: keyless.association, ..Context::of(M::DESCRIPTOR) }.not_found());
        }
        let rows = rows.into_iter().map(|(values, _)| values).collect();
        ManySteps::new(rows, X::Backend::MAX_BINDS).run(connection).await
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
}

impl<X, M, S, P, N> RunBuilt<'_, X> for Create<M, S, Nest<P, N>>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Nest<P, N>: CreatePlan<X, M> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let steps = NestedSteps { row: (self.values, self.plan), model: PhantomData };
        atomically::<X, _>(connection, Context::of(M::DESCRIPTOR), steps).await
    }
}

/// A nested create, to be run in one transaction.
struct NestedSteps<M: Model, P> {
    row: New<M, P>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, P> Operation for NestedSteps<M, P> {
    type Output = M;
}

impl<X, M, P> RunOn<'_, X> for NestedSteps<M, P>
where
    X: Executor,
    M: Model,
    P: CreatePlan<X, M> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let rows = P::create(vec![self.row], connection).await?;
        let context = Context::of(M::DESCRIPTOR);
        rows.into_iter().next().ok_or_else(|| context.not_found())
    }
}
