//! Accessors of `belongs_to_many` whose junction is a model: its columns are given in the call.
//!
//! Owns the plans of the junction's builder, and targets read together with their links. Must not know links without a
//! model (`link`).

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::LinkOf;
use super::create::{Insert, first, insert};
use super::create_many::{InsertSteps, insert_many};
use super::link::{LinksChanged, Targets, context, create_target, delete_others, targets};
use crate::association::{ManyToMany, SourceValue, TargetValue, Through};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::Complete;
use crate::model::Create;
use crate::model::IntoKeys;
use crate::model::Model;
use crate::model::Values;
use crate::model::row::Strict;
use crate::model::{IntoKey, Key};
use crate::run::{ExecuteWith, Executor, LoadWith, atomically};
use crate::run::{Operation, RunBuilt, RunOn};
use crate::statement::condition::{AddCondition, Hopeless, Parenthesized};
use crate::statement::expression::{Condition, Ordering};
use crate::statement::junction::{DeleteLinks, LinkedBy, WithJunction};
use crate::statement::order::AddOrder;
use crate::statement::select::Query;
use crate::statement::selection::Whole;
use crate::statement::window::Cut;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The state of a junction's builder to which a link gives both keys.
pub type LinkGiven<A> = <A as Through>::Given;

/// Links one target: `movie.add_actor(&keanu).role("Neo")`. What a [`Create`] of the junction's model does; both keys
/// are given. Sequelize's `addActor(keanu, { through: { .. } })`.
///
/// One INSERT; a link that is there already gets the values that are given. Yields the junction's row. With `unique =
/// false` there is no ON CONFLICT: another link is added.
///
/// # Errors
/// [`Error::ForeignKeyViolation`] when the target, or the source, does not exist, and the violations of the junction's
/// other constraints.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[belongs_to_many(Actor, through = Casting)]
/// # struct Movie { id: i32 }
/// # #[derive(Model)]
/// # struct Actor { id: i32, name: String }
/// # #[derive(Model)]
/// # struct Casting { #[column(primary_key)] movie_id: i32, #[column(primary_key)] actor_id: i32, role: String }
/// # let movie = Movie { id: 1 };
/// assert_sql!(
///     movie.add_actor(7).role("Neo"),
///     r#"INSERT INTO "castings" ("movie_id", "actor_id", "role") VALUES (?, ?, ?)
///            ON CONFLICT ("movie_id", "actor_id") DO UPDATE SET "role" = excluded."role"
///            RETURNING "castings"."movie_id", "castings"."actor_id", "castings"."role"
///            -- binds: [1, 7, "Neo"]"#
/// );
/// ```
pub struct LinkOne<A: Through> {
    source: Option<SourceValue<A>>,
    target: Option<TargetValue<A>>,
}

/// Links several targets with the same values: `movie.add_actors([&keanu, &carrie]).role("lead")`.
///
/// One INSERT, as that of [`LinkOne`]; none for an empty list, and several in one transaction only where the rows bind
/// more values than the database takes in one statement. Yields the junction's rows, in the order in which the
/// targets were given.
///
/// # Errors
/// Those of [`LinkOne`]: then nothing is linked.
pub struct LinkMany<A: Through> {
    source: Option<SourceValue<A>>,
    targets: Targets<A>,
}

/// Links these targets and no others: `movie.set_actors([&keanu]).role("lead")`.
///
/// One DELETE of the other links and one INSERT of the missing ones, in one transaction; the DELETE alone for an empty
/// list. Links that stay keep their values; new ones get those that are given, and so does a link that is there but out of
/// the association's scope: it comes into it. Yields [`LinksChanged`]. There is no such method with `unique = false`.
///
/// # Errors
/// Those of [`LinkOne`]: then nothing is changed.
pub struct LinkOnly<A: Through> {
    source: Option<SourceValue<A>>,
    targets: Targets<A>,
}

/// Makes a target and its link: `movie.create_actor(Casting::create().role("Neo")).name("Keanu")`. What a [`Create`]
/// does by a `belongs_to_many` whose junction is a model.
///
/// Two INSERTs in one transaction: the target, the junction's row. Yields the target. [`sql`](crate::PrintSql::sql)
/// tells the first only: the second takes its key from it.
pub struct LinkingThrough<A: Through> {
    source: Option<SourceValue<A>>,
    link: <A::Junction as Model>::Values,
}

macro_rules! debug {
    ($($plan:ident)*) => { $(
        impl<A: Through> std::fmt::Debug for $plan<A> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($plan), "({})"), A::NAME)
            }
        }
    )* };
}
debug! { LinkOne LinkMany LinkOnly LinkingThrough }

/// The junction's builder for one link.
pub type LinkOneOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkOne<A>>;
/// The junction's builder for several links.
pub type LinkManyOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkMany<A>>;
/// The junction's builder for the only links.
pub type LinkOnlyOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkOnly<A>>;
/// The builder of a new target with its link.
pub type CreateThroughOf<A> =
    <<A as ManyToMany>::Target as Model>::Create<<<A as ManyToMany>::Target as Model>::NothingGiven, LinkingThrough<A>>;

/// The builder behind `add_*(&x)`; the derive calls it.
#[doc(hidden)]
pub fn link_one<A: Through>(source: &A::Source, target: impl IntoKey<A::Target, A::TargetKey>) -> LinkOneOf<A> {
    let plan = LinkOne { source: A::SourceKey::of(source), target: target.into_key() };
    Create::new(<A::Junction as Model>::Values::none(), plan).into()
}

/// The builder behind `add_*([..])`; the derive calls it.
#[doc(hidden)]
pub fn link_many<A: Through>(source: &A::Source, given: impl IntoKeys<A::Target, A::TargetKey>) -> LinkManyOf<A> {
    let plan = LinkMany { source: A::SourceKey::of(source), targets: targets::<A>(given) };
    Create::new(<A::Junction as Model>::Values::none(), plan).into()
}

/// The builder behind `set_*([..])`; the derive calls it.
#[doc(hidden)]
pub fn link_only<A: Through>(source: &A::Source, given: impl IntoKeys<A::Target, A::TargetKey>) -> LinkOnlyOf<A> {
    let plan = LinkOnly { source: A::SourceKey::of(source), targets: targets::<A>(given) };
    Create::new(<A::Junction as Model>::Values::none(), plan).into()
}

/// The builder behind `create_*(link)`; the derive calls it.
#[doc(hidden)]
pub fn create_through_of<A: Through>(source: &A::Source, link: impl LinkOf<A>) -> CreateThroughOf<A> {
    let plan = LinkingThrough { source: A::SourceKey::of(source), link: link.into_new().0 };
    Create::new(<A::Target as Model>::Values::none(), plan).into()
}

/// The row of the junction for a link.
fn row<A: Through>(
    values: &<A::Junction as Model>::Values,
    source: &SourceValue<A>,
    target: TargetValue<A>,
) -> <A::Junction as Model>::Values {
    let mut row = values.clone();
    A::link(&mut row, source.clone(), target);
    row
}

/// The rows of the junction for these links, in one order, whatever the order that is given: two connections that make the
/// same links would otherwise wait for each other.
fn rows<A: Through>(
    values: &<A::Junction as Model>::Values,
    source: &SourceValue<A>,
    mut targets: Vec<TargetValue<A>>,
) -> Vec<<A::Junction as Model>::Values> {
    targets.sort();
    targets.into_iter().map(|target| row::<A>(values, source, target)).collect()
}

/// What making a link does when the pair is linked already.
pub(crate) fn update_link<A: ManyToMany>() -> OnConflict {
    if A::UNIQUE { OnConflict::Update(pair::<A>()) } else { OnConflict::Fail }
}

/// What keeping a link does: one that is out of the association's scope comes into it.
fn keep_link<A: ManyToMany>() -> OnConflict {
    match A::SCOPE.strip_prefix(" AND ") {
        Some(scope) => OnConflict::UpdateUnless(pair::<A>(), scope),
        None => OnConflict::Keep(pair::<A>()),
    }
}

fn pair<A: ManyToMany>() -> Vec<&'static str> {
    A::SOURCE_NAMES.iter().chain(A::TARGET_NAMES).copied().collect()
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkOne<A>> {
    pub(crate) fn link(&self) -> Option<Insert<J>> {
        let (source, target) = (self.plan.source.as_ref()?, self.plan.target.clone()?);
        Some(insert(vec![row::<A>(&self.values, source, target)], update_link::<A>()))
    }
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkMany<A>> {
    pub(crate) fn links(&self, max_binds: usize) -> Option<Vec<Insert<J>>> {
        let rows = rows::<A>(&self.values, self.plan.source.as_ref()?, self.plan.targets.clone()?);
        Some(insert_many::<J>(&rows, max_binds, &update_link::<A>()))
    }

    /// Puts the links into the order in which their targets were given.
    fn in_order(self, mut links: Vec<J>) -> Vec<J> {
        let LinkMany { source: Some(source), targets: Some(targets) } = self.plan else { return links };
        let key = |target| A::TargetLink::given(&mut row::<A>(&self.values, &source, target));
        let places: BTreeMap<_, usize> = targets.into_iter().map(key).zip(0..).collect();
        links.sort_by_key(|link| places.get(&A::TargetLink::of(link)).copied());
        links
    }
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkOnly<A>> {
    pub(crate) fn delete(&self) -> Option<DeleteLinks<A>> {
        Some(delete_others(self.plan.source.clone()?, self.plan.targets.clone()?))
    }

    pub(crate) fn missing(&self, max_binds: usize) -> Option<Vec<Insert<J>>> {
        let rows = rows::<A>(&self.values, self.plan.source.as_ref()?, self.plan.targets.clone()?);
        Some(insert_many::<J>(&rows, max_binds, &keep_link::<A>()))
    }
}

impl<J: Model, S, A: Through<Junction = J>> Operation for Create<J, S, LinkOne<A>> {
    type Output = J;

    fn description(&self) -> Description {
        Description::of::<A::Target>("add").by(Some(A::NAME))
    }
}

impl<X, J, S, A> RunBuilt<'_, X> for Create<J, S, LinkOne<A>>
where
    X: Executor,
    J: Model,
    A: Through<Junction = J>,
    S: Complete<J>,
    Insert<J>: LoadWith<'static, X, Strict<J>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<J, Error> {
        let context = context::<A>();
        let insert = self.link().ok_or_else(|| context.not_found())?;
        first(insert.load_with(connection).await.map_err(|error| context.error(error))?, context)
    }
}

impl<J: Model, S, A: Through<Junction = J>> Operation for Create<J, S, LinkMany<A>> {
    type Output = Vec<J>;

    fn description(&self) -> Description {
        Description::of::<A::Target>("add").by(Some(A::NAME))
    }
}

impl<X, J, S, A> RunBuilt<'_, X> for Create<J, S, LinkMany<A>>
where
    X: Executor,
    J: Model,
    A: Through<Junction = J>,
    S: Complete<J>,
    Insert<J>: LoadWith<'static, X, Strict<J>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<J>, Error> {
        let context = context::<A>();
        let inserts = self.links(X::Backend::MAX_BINDS).ok_or_else(|| context.not_found())?;
        let several = inserts.len() > 1;
        let steps = InsertSteps(inserts, context);
        let links =
            if several { atomically::<X, _>(connection, context, steps).await? } else { steps.run(connection).await? };
        Ok(self.in_order(links))
    }
}

impl<J: Model, S, A: Through<Junction = J>> Operation for Create<J, S, LinkOnly<A>> {
    type Output = LinksChanged;

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<X, J, S, A> RunBuilt<'_, X> for Create<J, S, LinkOnly<A>>
where
    X: Executor,
    J: Model,
    A: Through<Junction = J>,
    S: Complete<J>,
    DeleteLinks<A>: ExecuteWith<'static, X> + Send,
    Insert<J>: LoadWith<'static, X, Strict<J>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<LinksChanged, Error> {
        let context = context::<A>();
        let delete = self.delete().ok_or_else(|| context.not_found())?;
        let inserts = self.missing(X::Backend::MAX_BINDS).ok_or_else(|| context.not_found())?;
        atomically::<X, _>(connection, context, SetSteps { delete, inserts: InsertSteps(inserts, context) }).await
    }
}

/// The statements of [`LinkOnly`], to be run in one transaction.
struct SetSteps<A: Through> {
    delete: DeleteLinks<A>,
    inserts: InsertSteps<A::Junction>,
}

impl<A: Through> Operation for SetSteps<A> {
    type Output = LinksChanged;
}

impl<X, A> RunOn<'_, X> for SetSteps<A>
where
    X: Executor,
    A: Through,
    DeleteLinks<A>: ExecuteWith<'static, X> + Send,
    Insert<A::Junction>: LoadWith<'static, X, Strict<A::Junction>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<LinksChanged, Error> {
        let deleted = self.delete.execute_with(connection).await;
        let removed = deleted.map_err(|error| context::<A>().deleting().error(error))?;
        let added = self.inserts.run(connection).await?.len();
        Ok(LinksChanged { added, removed })
    }
}

impl<M: Model, S, A: Through<Target = M>> Operation for Create<M, S, LinkingThrough<A>> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create").by(Some(A::NAME))
    }
}

impl<X, M, S, A> RunBuilt<'_, X> for Create<M, S, LinkingThrough<A>>
where
    X: Executor,
    M: Model,
    A: Through<Target = M>,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
    Insert<A::Junction>: LoadWith<'static, X, Strict<A::Junction>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let source = self.plan.source.ok_or_else(|| context::<A>().not_found())?;
        let steps = CreateSteps::<A> { values: self.values, link: self.plan.link, source };
        atomically::<X, _>(connection, context::<A>(), steps).await
    }
}

/// The statements of [`LinkingThrough`], to be run in one transaction.
struct CreateSteps<A: Through> {
    values: <A::Target as Model>::Values,
    link: <A::Junction as Model>::Values,
    source: SourceValue<A>,
}

impl<A: Through> Operation for CreateSteps<A> {
    type Output = A::Target;
}

impl<X, A> RunOn<'_, X> for CreateSteps<A>
where
    X: Executor,
    A: Through,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
    Insert<A::Junction>: LoadWith<'static, X, Strict<A::Junction>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<A::Target, Error> {
        let target = create_target::<X, A>(connection, self.values).await?;
        let context = context::<A>();
        let key = A::TargetKey::of(&target).ok_or_else(|| context.not_found())?;
        let link: Insert<A::Junction> = insert(vec![row::<A>(&self.link, &self.source, key)], OnConflict::Fail);
        link.load_with(connection).await.map_err(|error| context.error(error))?;
        Ok(target)
    }
}

impl<M: Model, F, O, L> Query<M, F, O, L, Whole<M>>
where
    F: LinkedBy,
{
    /// The targets together with the rows of the junction that link them: `Vec<(Actor, Casting)>`. One SELECT.
    ///
    /// It keeps the filters, orders and limits given before. [`WithJunction`] has an example.
    pub fn with_junction(self) -> WithJunction<F::Association, F, O, L>
    where
        F::Association: Through<Target = M>,
    {
        let source = self.filter.source();
        let Self { filter, order, limit, .. } = self;
        WithJunction { source, filter, order, limit, association: PhantomData }
    }
}

impl<A: Through, F, O, L> WithJunction<A, F, O, L> {
    /// Only targets that meet the condition too: it is about the target's columns.
    pub fn filter<E>(self, condition: E) -> WithJunction<A, F::Both, O, L>
    where
        E: Condition<A::Target>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.with_condition(condition)
    }

    /// Only links that meet the condition too: it is about the junction's columns.
    pub fn filter_junction<E>(self, condition: E) -> WithJunction<A, F::Both, O, L>
    where
        E: Condition<A::Junction>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.with_condition(condition)
    }

    fn with_condition<E>(self, condition: E) -> WithJunction<A, F::Both, O, L>
    where
        F: AddCondition<Parenthesized<E>>,
    {
        let Self { source, filter, order, limit, association } = self;
        WithJunction { source, filter: filter.and(Parenthesized(condition)), order, limit, association }
    }

    /// In this order of the targets, behind the orders given before.
    pub fn order<E>(self, order: E) -> WithJunction<A, F, O::Both, L>
    where
        E: Ordering<A::Target>,
        O: AddOrder<E>,
    {
        self.with_order(order)
    }

    /// In this order of the junction's columns, behind the orders given before.
    pub fn order_junction<E>(self, order: E) -> WithJunction<A, F, O::Both, L>
    where
        E: Ordering<A::Junction>,
        O: AddOrder<E>,
    {
        self.with_order(order)
    }

    fn with_order<E>(self, order: E) -> WithJunction<A, F, O::Both, L>
    where
        O: AddOrder<E>,
    {
        let Self { source, filter, order: before, limit, association } = self;
        WithJunction { source, filter, order: before.then(order), limit, association }
    }

    /// At most so many pairs.
    pub fn limit(self, rows: i64) -> WithJunction<A, F, O, L::Limited>
    where
        L: Cut,
    {
        let Self { source, filter, order, limit, association } = self;
        WithJunction { source, filter, order, limit: limit.limited(rows), association }
    }

    /// Without the first so many pairs.
    pub fn offset(self, rows: i64) -> WithJunction<A, F, O, L::Moved>
    where
        L: Cut,
    {
        let Self { source, filter, order, limit, association } = self;
        WithJunction { source, filter, order, limit: limit.moved(rows), association }
    }
}

impl<A: Through, F: Hopeless, O, L> Operation for WithJunction<A, F, O, L> {
    type Output = Vec<(A::Target, A::Junction)>;

    fn description(&self) -> Description {
        Description::of::<A::Target>("get").by(Some(A::NAME)).lazily(self.filter.lazily())
    }
}

impl<'q, X, A, F, O, L> RunOn<'q, X> for WithJunction<A, F, O, L>
where
    X: Executor,
    A: Through,
    F: Hopeless,
    Self: LoadWith<'q, X, (Strict<A::Target>, Strict<A::Junction>)> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        if self.source.is_none() {
            return Ok(Vec::new());
        }
        let rows = self.load_with(connection).await.map_err(|error| context::<A>().error(error))?;
        Ok(rows.into_iter().map(|(target, link)| (target.0, link.0)).collect())
    }
}
