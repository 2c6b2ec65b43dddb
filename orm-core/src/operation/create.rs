//! Making rows: one, many, by an association, or unless they are there already.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use super::query::context;
use super::{Builder, Operation, RunBuilt, RunOn};
use crate::association::{Association, KeyOf};
use crate::dialect::Dialect;
use crate::error::{ByAssociation, Context, Error};
use crate::executor::{ExecuteWith, Executor, LoadWith, atomically};
use crate::key::Key;
use crate::model::{HasUnique, Mandatory, Model, Optional, PrimaryKeyOf};
use crate::row::Strict;
use crate::state::Complete;
use crate::statement::condition::{KeyIs, Mine, Where};
use crate::statement::write::{
    AssignKey, ClearKey, InsertInto, OnConflict, Returning, UpdateSet, given_names, given_places,
};
use crate::values::Values;

/// A new row, not yet made. The generated `TeamCreate` adds one setter per column, which takes an [`IntoValue`], and
/// `upsert`.
///
/// `S` is a tuple that says for each mandatory column whether it is given: `exec` of a row that is not complete does
/// not compile. Mandatory is what is no `Option`, has no default and is not generated. `P` says what is done:
///
/// | `P` | made by | statements |
/// |---|---|---|
/// | [`Plain`] | `Team::create()`, `team.create_player()`, `create_ship()` of a has one by a mandatory key | INSERT |
/// | [`Upsert`] | `Team::create().name("Jazz").upsert(teams::name)` | INSERT .. ON CONFLICT DO UPDATE |
/// | [`Replacing`] | `captain.create_ship()` of a has one by an optional key | UPDATE that detaches the old one, INSERT |
/// | [`Attaching`] | `player.create_team()` of a belongs to | INSERT, UPDATE of the player's key |
///
/// Two statements are one transaction. Yields the row with all that the database filled in.
/// [`sql`](crate::PrintSql::sql) of an [`Attaching`] tells the INSERT only: the UPDATE takes its value from the row
/// that is made.
///
/// # Errors
/// The violations of the table's constraints: [`Error::UniqueViolation`], [`Error::ForeignKeyViolation`],
/// [`Error::CheckViolation`].
///
/// # Example
/// ```
/// # use orm_core::diesel::sqlite::Sqlite;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// assert_eq!(
///     Team::create().name("Jazz").sql::<Sqlite>(),
///     r#"INSERT INTO "teams" ("name") VALUES (?) "#.to_owned()
///         + r#"RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz"]"#
/// );
/// assert_eq!(
///     Team::create().name("Jazz").wins(51).upsert(teams::name).sql::<Sqlite>(),
///     r#"INSERT INTO "teams" ("name", "wins") VALUES (?, ?) "#.to_owned()
///         + r#"ON CONFLICT ("name") DO UPDATE SET "wins" = excluded."wins" "#
///         + r#"RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz", Some(51)]"#
/// );
/// ```
///
/// [`IntoValue`]: crate::IntoValue
pub struct Create<M: Model, S, P> {
    pub(crate) values: M::Values,
    pub(crate) plan: P,
    given: PhantomData<fn() -> S>,
}

impl<M: Model, S, P> std::fmt::Debug for Create<M, S, P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Create({}: {})", M::TABLE, given_names::<M>(&self.values).join(", "))
    }
}

impl<M: Model, S, P> Create<M, S, P> {
    /// With these values and plan; the state is the caller's word.
    #[doc(hidden)]
    pub fn new(values: M::Values, plan: P) -> Self {
        Self { values, plan, given: PhantomData }
    }

    /// The values given so far, for the generated setters.
    #[doc(hidden)]
    pub fn values(&mut self) -> &mut M::Values {
        &mut self.values
    }

    /// The same row in another state; the generated setters call it after setting a mandatory column.
    #[doc(hidden)]
    pub fn state<T>(self) -> Create<M, T, P> {
        Create::new(self.values, self.plan)
    }
}

impl<M: Model, S> Create<M, S, Plain> {
    /// A row with these values, and nothing else done.
    #[doc(hidden)]
    pub fn plain(values: M::Values) -> Self {
        Self::new(values, Plain { association: None, keyless: false })
    }

    /// Updates the row that has the same unique columns, if there is one.
    #[doc(hidden)]
    pub fn upsert<C>(self) -> Create<M, S, Upsert>
    where
        M: HasUnique<C>,
    {
        Create::new(self.values, Upsert { unique: M::NAMES })
    }
}

/// Makes the row and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Plain {
    pub(crate) association: Option<ByAssociation>,
    /// Whether the association has no key to give, as the source's is NULL: then nothing is made.
    pub(crate) keyless: bool,
}

/// Makes the row, or updates the one that has the same unique columns (its other columns, so far as they are given).
#[derive(Debug, Clone, Copy)]
pub struct Upsert {
    unique: &'static [&'static str],
}

impl Upsert {
    pub(crate) fn conflict(self) -> OnConflict {
        OnConflict::Update(self.unique.to_vec())
    }
}

/// Makes the row in place of the one that the association led to, which is detached: `captain.create_ship()`.
pub struct Replacing<A: Association> {
    key: Option<KeyOf<A>>,
}

/// Makes the row and points the source's foreign key to it: `player.create_team()`.
pub struct Attaching<'a, A: Association> {
    source: &'a mut A::Source,
}

impl<A: Association> std::fmt::Debug for Replacing<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Replacing({})", A::NAME)
    }
}

impl<A: Association> std::fmt::Debug for Attaching<'_, A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Attaching({})", A::NAME)
    }
}

/// What a create through an association to one row does, by whether the foreign key may be NULL: it replaces the row
/// there is, or, where that row could not do without the key, is a plain insert that a unique key refuses.
pub trait AssociatedPlan<A: Association> {
    /// The plan.
    type Plan;
    /// The plan for a source with this key.
    fn plan(key: Option<KeyOf<A>>) -> Self::Plan;
}

impl<A: Association> AssociatedPlan<A> for Optional {
    type Plan = Replacing<A>;

    fn plan(key: Option<KeyOf<A>>) -> Replacing<A> {
        Replacing { key }
    }
}

impl<A: Association> AssociatedPlan<A> for Mandatory {
    type Plan = Plain;

    fn plan(key: Option<KeyOf<A>>) -> Plain {
        Plain { association: Some(by::<A>()), keyless: key.is_none() }
    }
}

/// What a new target is made by.
pub(crate) fn by<A: Association>() -> ByAssociation {
    ByAssociation { name: A::NAME, key: A::TargetKey::NAMES, key_alone: false, links: false }
}

/// A builder of a new row: the generated `TeamCreate`, when it is complete, and `TeamInsert` of the feature `serde`.
pub trait NewRow<M: Model> {
    /// The row's values.
    fn into_values(self) -> M::Values;
}

// Recommended on purpose: what the row lacks is said by `Complete`.
impl<M, S, B> NewRow<M> for B
where
    M: Model,
    S: Complete<M>,
    B: Builder<Operation = Create<M, S, Plain>>,
{
    fn into_values(self) -> M::Values {
        self.into_operation().values
    }
}

/// The builder behind `create()`; the derive calls it.
#[doc(hidden)]
pub fn create<M: Model>() -> M::Create<M::NothingGiven, Plain> {
    Create::plain(M::Values::none()).into()
}

/// A new target of a source: the association's key is given already.
fn associated<A: Association>(source: &A::Source) -> (<A::Target as Model>::Values, Option<KeyOf<A>>) {
    let mut values = <A::Target as Model>::Values::none();
    let key = A::key_of(source);
    if let Some(key) = &key {
        A::TargetKey::give(&mut values, key.clone());
    }
    A::give_scope(&mut values);
    (values, key)
}

/// The state of a builder to which an association gives its key.
pub type GivenBy<A> = <A as Association>::Given;

/// The builder of a new target of a `has_many`.
pub type CreateOf<A> = <<A as Association>::Target as Model>::Create<GivenBy<A>, Plain>;

/// What a create through a `has_one` does.
pub type PlanOf<A> =
    <<<A as Association>::TargetKey as Key<<A as Association>::Target>>::Nullability as AssociatedPlan<A>>::Plan;

/// The builder of a new target of a `has_one`.
pub type CreateOneOf<A> = <<A as Association>::Target as Model>::Create<GivenBy<A>, PlanOf<A>>;

/// The builder of a new target of a `belongs_to`.
pub type CreateParentOf<'a, A> = <<A as Association>::Target as Model>::Create<
    <<A as Association>::Target as Model>::NothingGiven,
    Attaching<'a, A>,
>;

/// The builder behind `create_*()` of `has_many`; the derive calls it.
#[doc(hidden)]
pub fn create_of<A: Association>(source: &A::Source) -> CreateOf<A> {
    let (values, key) = associated::<A>(source);
    Create::new(values, Plain { association: Some(by::<A>()), keyless: key.is_none() }).into()
}

/// The builder behind `create_*()` of `has_one`; the derive calls it.
#[doc(hidden)]
pub fn create_one_of<A>(source: &A::Source) -> CreateOneOf<A>
where
    A: Association<TargetKey: Key<<A as Association>::Target, Nullability: AssociatedPlan<A>>>,
{
    let (values, key) = associated::<A>(source);
    Create::new(values, <A::TargetKey as Key<A::Target>>::Nullability::plan(key)).into()
}

/// The builder behind `create_*()` of `belongs_to`; the derive calls it.
#[doc(hidden)]
pub fn create_parent_of<A: Association>(source: &mut A::Source) -> CreateParentOf<'_, A> {
    Create::new(<A::Target as Model>::Values::none(), Attaching { source }).into()
}

/// Many new rows: `Team::create_many([..])`, of builders or, with the feature `serde`, of `TeamInsert`s.
///
/// One INSERT; several in one transaction when the rows bind more values than the database takes in one statement
/// (PostgreSQL 65,535, SQLite 32,766); none for no rows. A column that one row gives and another leaves out gets its
/// default there. Yields the rows in the order in which they were given, which RETURNING promises on neither database:
/// they are put into it by their keys. Keys that the database makes in another way than by counting leave the order
/// open.
///
/// # Errors
/// Those of [`Create`]: then no row is made.
///
/// # Example
/// ```
/// # use orm_core::diesel::sqlite::Sqlite;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// let teams = ["Jazz", "Bulls"].map(|name| Team::create().name(name));
/// assert_eq!(
///     Team::create_many(teams).sql::<Sqlite>(),
///     r#"INSERT INTO "teams" ("name") VALUES (?), (?) "#.to_owned()
///         + r#"RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz", "Bulls"]"#
/// );
/// ```
#[must_use = "nothing is inserted until `.exec(&mut conn)`"]
pub struct CreateMany<M: Model> {
    pub(crate) rows: Vec<M::Values>,
}

impl<M: Model> std::fmt::Debug for CreateMany<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CreateMany({}, {} rows)", M::TABLE, self.rows.len())
    }
}

/// The operation behind `create_many()`; the derive calls it.
#[doc(hidden)]
pub fn create_many<M: Model>(rows: impl IntoIterator<Item: NewRow<M>>) -> CreateMany<M> {
    CreateMany { rows: rows.into_iter().map(NewRow::into_values).collect() }
}

pub(crate) type Insert<M> = Returning<M, InsertInto<M>>;

pub(crate) fn insert<M: Model>(rows: Vec<M::Values>, conflict: OnConflict) -> Insert<M> {
    Returning::new(InsertInto { rows, conflict })
}

impl<M: Model, S, P> Create<M, S, P> {
    /// The INSERT.
    pub(crate) fn statement(&self, conflict: OnConflict) -> Insert<M> {
        insert(vec![self.values.clone()], conflict)
    }
}

pub(crate) fn first<M: Model>(rows: Vec<Strict<M>>, context: Context) -> Result<M, Error> {
    rows.into_iter().next().map(|row| row.0).ok_or_else(|| context.not_found())
}

impl<M: Model, S> Operation for Create<M, S, Plain> {
    type Output = M;
}

impl<X, M, S> RunBuilt<'_, X> for Create<M, S, Plain>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = Context { association: self.plan.association, ..context::<M>() };
        if self.plan.keyless {
            return Err(context.not_found());
        }
        let statement = insert(vec![self.values], OnConflict::Fail);
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}

impl<M: Model, S> Operation for Create<M, S, Upsert> {
    type Output = M;
}

impl<X, M, S> RunBuilt<'_, X> for Create<M, S, Upsert>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = context::<M>();
        let statement = insert(vec![self.values], self.plan.conflict());
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}

/// `UPDATE target SET key = NULL WHERE key = ..`: detaches all targets of a source.
pub(crate) type DetachAll<A> = UpdateSet<
    <A as Association>::Target,
    ClearKey<<A as Association>::Target, <A as Association>::TargetKey>,
    Where<Mine<A>>,
>;

pub(crate) fn detach_all<A: Association>(key: KeyOf<A>) -> DetachAll<A> {
    UpdateSet::new(ClearKey::new(), Where(Mine::new(Some(key))))
}

impl<A: Association> Replacing<A> {
    /// Nothing, when the source has no key: then nothing is made either.
    pub(crate) fn detach(&self) -> Option<DetachAll<A>> {
        Some(detach_all::<A>(self.key.clone()?))
    }

    /// An error, when the source has no key.
    pub(crate) fn steps(self, values: <A::Target as Model>::Values) -> Result<ReplaceSteps<A>, Error> {
        let key = self.key.ok_or_else(|| ReplaceSteps::<A>::context().not_found())?;
        Ok(ReplaceSteps { values, key, association: PhantomData })
    }
}

impl<M: Model, S, A: Association<Target = M>> Operation for Create<M, S, Replacing<A>> {
    type Output = M;
}

impl<X, M, S, A> RunBuilt<'_, X> for Create<M, S, Replacing<A>>
where
    X: Executor,
    M: Model,
    A: Association<Target = M>,
    S: Complete<M>,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let steps = self.plan.steps(self.values)?;
        atomically::<X, _>(connection, ReplaceSteps::<A>::context(), steps).await
    }
}

/// The statements of [`Replacing`], to be run in one transaction.
pub(crate) struct ReplaceSteps<A: Association> {
    values: <A::Target as Model>::Values,
    key: KeyOf<A>,
    association: PhantomData<fn() -> A>,
}

impl<A: Association> ReplaceSteps<A> {
    fn context() -> Context {
        context::<A::Target>().by(by::<A>())
    }
}

impl<A: Association> Operation for ReplaceSteps<A> {
    type Output = A::Target;
}

impl<X, A> RunOn<'_, X> for ReplaceSteps<A>
where
    X: Executor,
    A: Association,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<A::Target, Error> {
        let context = Self::context();
        detach_all::<A>(self.key).execute_with(connection).await.map_err(|error| context.error(error))?;
        let statement = insert(vec![self.values], OnConflict::Fail);
        first(statement.load_with(connection).await.map_err(|error| context.error(error))?, context)
    }
}

/// `UPDATE source SET key = .. WHERE primary key = ..`: points a source to another target.
pub(crate) type PointTo<A> = UpdateSet<
    <A as Association>::Source,
    AssignKey<<A as Association>::Source, <A as Association>::SourceKey>,
    super::find::ByKey<<A as Association>::Source>,
>;

pub(crate) fn point_to<A: Association>(key: KeyOf<A>, own_key: PrimaryKeyOf<A::Source>) -> PointTo<A> {
    UpdateSet::new(AssignKey(A::source_value(key)), Where(KeyIs::new(own_key)))
}

impl<M: Model, S, A: Association<Target = M>> Operation for Create<M, S, Attaching<'_, A>> {
    type Output = M;
}

impl<X, M, S, A> RunBuilt<'_, X> for Create<M, S, Attaching<'_, A>>
where
    X: Executor,
    M: Model,
    A: Association<Target = M>,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
    PointTo<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let source = self.plan.source;
        let own_key = source.key();
        let steps = AttachSteps::<A> { values: self.values, own_key };
        let (target, key) = atomically::<X, _>(connection, context::<M>(), steps).await?;
        A::SourceKey::write(source, A::source_value(key));
        Ok(target)
    }
}

/// The statements of [`Attaching`], to be run in one transaction.
struct AttachSteps<A: Association> {
    values: <A::Target as Model>::Values,
    own_key: PrimaryKeyOf<A::Source>,
}

impl<A: Association> Operation for AttachSteps<A> {
    type Output = (A::Target, KeyOf<A>);
}

impl<X, A> RunOn<'_, X> for AttachSteps<A>
where
    X: Executor,
    A: Association,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
    PointTo<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let context = context::<A::Target>();
        let statement = insert(vec![self.values], OnConflict::Fail);
        let target = first(statement.load_with(connection).await.map_err(|error| context.error(error))?, context)?;
        let key = A::TargetKey::of(&target).ok_or_else(|| context.not_found())?;

        let association = ByAssociation { name: A::NAME, key: A::SourceKey::NAMES, key_alone: true, links: false };
        let context = Context::of(A::Source::DESCRIPTOR).by(association);
        let point = point_to::<A>(key.clone(), self.own_key);
        match point.execute_with(connection).await.map_err(|error| context.error(error))? {
            0 => Err(context.not_found()),
            _ => Ok((target, key)),
        }
    }
}

/// The INSERTs of many rows: as few as the number of values that one statement may bind allows.
pub(crate) fn insert_many<M: Model>(rows: &[M::Values], max_binds: usize, conflict: &OnConflict) -> Vec<Insert<M>> {
    let columns = given_places::<M>(rows).len().max(1);
    rows.chunks((max_binds / columns).max(1)).map(|rows| insert(rows.to_vec(), conflict.clone())).collect()
}

impl<M: Model> Operation for CreateMany<M> {
    type Output = Vec<M>;
}

impl<X, M> RunOn<'_, X> for CreateMany<M>
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let steps = ManySteps::new(self.rows, X::Backend::MAX_BINDS);
        if steps.inserts.len() > 1 {
            atomically::<X, _>(connection, context::<M>(), steps).await
        } else {
            steps.run(connection).await
        }
    }
}

/// The statements of [`CreateMany`]; several are to be run in one transaction.
pub(crate) struct ManySteps<M: Model> {
    inserts: Vec<Insert<M>>,
    keys: Vec<Option<PrimaryKeyOf<M>>>,
}

impl<M: Model> ManySteps<M> {
    pub(crate) fn new(mut rows: Vec<M::Values>, max_binds: usize) -> Self {
        let inserts = insert_many::<M>(&rows, max_binds, &OnConflict::Fail);
        Self { inserts, keys: rows.iter_mut().map(M::PrimaryKey::given).collect() }
    }
}

impl<M: Model> Operation for ManySteps<M> {
    type Output = Vec<M>;
}

impl<X, M> RunOn<'_, X> for ManySteps<M>
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let rows = InsertSteps(self.inserts, context::<M>()).run(connection).await?;
        Ok(in_order(self.keys, rows))
    }
}

/// INSERTs, one after the other.
pub(crate) struct InsertSteps<M: Model>(pub(crate) Vec<Insert<M>>, pub(crate) Context);

impl<M: Model> Operation for InsertSteps<M> {
    type Output = Vec<M>;
}

impl<X, M> RunOn<'_, X> for InsertSteps<M>
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = self.1;
        let mut rows = Vec::new();
        for statement in self.0 {
            let inserted = statement.load_with(connection).await.map_err(|error| context.error(error))?;
            rows.extend(inserted.into_iter().map(|row| row.0));
        }
        Ok(rows)
    }
}

/// Puts inserted rows into the order in which they were given; neither database promises an order for RETURNING.
///
/// A row whose key was given is found by it. The others got their keys from the database, which counts upwards in the
/// order of the VALUES list, so ascending keys are the given order.
///
/// Where the database makes the key up in any other way there is nothing to go by: such rows stay as they came.
fn in_order<M: Model>(keys: Vec<Option<PrimaryKeyOf<M>>>, rows: Vec<M>) -> Vec<M> {
    let (mut by_key, mut others) = (BTreeMap::new(), Vec::new());
    let given: BTreeSet<_> = keys.iter().flatten().cloned().collect();
    for row in rows {
        match M::PrimaryKey::of(&row) {
            Some(key) if given.contains(&key) => drop(by_key.insert(key, row)),
            _ => others.push(row),
        }
    }
    if M::DESCRIPTOR.columns.iter().any(|column| column.generated) {
        others.sort_by_key(M::PrimaryKey::of);
    }
    let mut others = others.into_iter();
    keys.into_iter().filter_map(|key| key.and_then(|key| by_key.remove(&key)).or_else(|| others.next())).collect()
}
