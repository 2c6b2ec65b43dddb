//! Accessors of associations to one row: `belongs_to` and `has_one`.

use crate::model::Cardinality;
use std::marker::PhantomData;

use diesel::QueryResult;

use super::Get;
use super::create_associated::{DetachAll, PointTo, point_to};
use super::find::ByKey;
use super::query::load_first;
use super::to_many::{DetachOthers, MoveMany, SetMany};
use crate::association::AssociatedOnce;
use crate::association::{Association, KeyOf};
use crate::error::{ByAssociation, Context, Error};
use crate::loading::{AddInclude, Alone, Includes, Including, LoadIncludes};
use crate::model::row::{Columns, Parts, Strict};
use crate::model::{IntoKey, IntoOptionalKey, Key, OptionalKey};
use crate::model::{Mandatory, Model, Optional, PrimaryKeyOf};
use crate::run::{ExecuteWith, Executor, LoadWith};
use crate::run::{Operation, RunOn};
use crate::sql_types::Natural;
use crate::statement::condition::{AddCondition, Hopeless, KeyIs, Mine, Parenthesized, Where};
use crate::statement::expression::{Condition, NaturallyChosen, Selectable};
use crate::statement::join::JoinedRows;
use crate::statement::select::Query;
use crate::statement::selection::{Selection, Whole};
use crate::statement::write::{ClearKey, UpdateSet};
use crate::trace::Description;

/// The target of an association to one row: `player.get_team()`, `captain.get_ship()`. Sequelize's `getTeam`.
///
/// One SELECT; none when the foreign key is NULL. `N` is [`Optional`], and then the output is an `Option`, or
/// [`Mandatory`], and then it is the row itself: `belongs_to` by a mandatory key, without a filter.
///
/// # Errors
/// [`Error::NotFound`] when the key is mandatory and there is no such row.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_one(Ship)]
/// # struct Captain { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Captain)]
/// # struct Ship { id: i32, captain_id: Option<i32> }
/// let captain = Captain { id: 1 };
/// assert_sql!(
///     captain.get_ship(),
///     r#"SELECT "ships"."id", "ships"."captain_id" FROM "ships"
///            WHERE "ships"."captain_id" = ? -- binds: [1]"#
/// );
///
/// let ship = Ship { id: 3, captain_id: None };
/// assert_sql!(ship.get_captain(), "");
/// ```
#[must_use = "a getter does nothing until `.exec(&mut conn)`"]
pub struct GetOne<Q, N> {
    pub(crate) query: Option<Q>,
    pub(super) association: &'static str,
    nullability: PhantomData<fn() -> N>,
}

impl<Q, N> std::fmt::Debug for GetOne<Q, N> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GetOne({})", self.association)
    }
}

impl<Q, N> GetOne<Q, N> {
    pub(super) fn map<R, P>(self, change: impl FnOnce(Q) -> R) -> GetOne<R, P> {
        GetOne { query: self.query.map(change), association: self.association, nullability: PhantomData }
    }
}

impl<M: Model, F, O, L, S, I, N> GetOne<Query<M, F, O, L, S, I>, N> {
    /// Only if the row meets the condition too: ` AND (condition)`. The output is then an `Option`.
    pub fn filter<E>(self, condition: E) -> GetOne<Query<M, F::Both, O, L, S, I>, Optional>
    where
        E: Condition<M>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.map(|query| query.filter(condition))
    }

    fn context(&self) -> Context {
        let association = ByAssociation { name: self.association, key: &[], key_alone: false, links: false };
        Context::of(M::DESCRIPTOR).by(association)
    }
}

impl<M: Model, F, O, L, S, I, N> GetOne<Query<M, F, O, L, S, I>, N> {
    /// Only these columns or expressions, read into the usual Rust types, as [`Query::select`] does.
    pub fn select<E>(self, expression: E) -> GetOne<Query<M, F, O, L, NaturallyChosen<E>>, N>
    where
        I: Alone,
        E: Selectable<M>,
        E::SqlType: Natural,
    {
        self.map(|query| query.select(expression))
    }
}

impl<Q, N> GetOne<Q, N> {
    /// With the row, the targets of an association of its own: as [`Query::include`]. Associations to one row are
    /// joined to the statement: one round trip.
    pub fn include<T, Included>(self, include: T) -> GetOne<Included, N>
    where
        Q: AddInclude<T, Output = Included>,
    {
        self.map(|query| query.add_include(include))
    }
}

impl<M: Model, F, O, L, I, N> GetOne<Query<M, F, O, L, Whole<M>, I>, N> {
    /// With the row, the targets of its one association to `T` without an alias: as [`Query::include_model`].
    pub fn include_model<T>(self) -> GetOne<Including<Query<M, F, O, L, Whole<M>, I>, M::Association>, N>
    where
        M: AssociatedOnce<T, Association: Default>,
        Query<M, F, O, L, Whole<M>, I>: AddInclude<M::Association>,
    {
        self.include(M::Association::default())
    }
}

/// The getter of `A`; the derive calls it.
#[doc(hidden)]
pub fn get_one<A: Association, N>(source: &A::Source) -> GetOne<Get<A>, N> {
    let query = A::key_of(source).map(|_| Query::only(Mine::of(source)));
    GetOne { query, association: A::NAME, nullability: PhantomData }
}

impl<M, F, O, L, S, I, N> Operation for GetOne<Query<M, F, O, L, S, I>, N>
where
    M: Model,
    F: Hopeless,
    S: Selection<M>,
    I: Includes<S::Output, Loaded: Send + Sync>,
    N: Cardinality,
{
    type Output = N::Output<I::Loaded>;

    fn description(&self) -> Description {
        let lazily = self.query.as_ref().and_then(|query| query.filter.lazily());
        Description::of::<M>("get").by(Some(self.association)).lazily(lazily)
    }
}

impl<'q, X, M, F, O, L, S, I, N> RunOn<'q, X> for GetOne<Query<M, F, O, L, S, I>, N>
where
    X: Executor,
    M: Model,
    F: Hopeless + Send,
    O: Send,
    L: Send,
    S: Selection<M> + Send,
    I: LoadIncludes<'q, X, S::Output>,
    I::Loaded: Send + Sync,
    N: Cardinality,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>:
        LoadWith<'q, X, Parts<I::JoinedRow<Columns<S::Row, S::SqlType>>>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let context = self.context();
        let found = match self.query {
            None => None,
            Some(query) => load_first::<X, M, F, O, L, S, I>(query, context, connection).await?,
        };
        N::output(found, || context.not_found())
    }
}

/// Makes a row the source's only one: `captain.set_ship(&ship)`, or none: `captain.set_ship(None)`. Sequelize's
/// `setShip` of has one.
///
/// Two UPDATEs in one transaction, the first detaches the row that was there, the second moves this one; one for
/// `None`. Yields the row as it is afterwards. There is no such method where the foreign key is mandatory.
///
/// # Errors
/// [`Error::NotFound`] when there is no such row: then nothing is changed.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_one(Ship)]
/// # struct Captain { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Captain)]
/// # struct Ship { id: i32, captain_id: Option<i32> }
/// let captain = Captain { id: 1 };
/// assert_sql!(
///     captain.set_ship(3),
///     r#"UPDATE "ships" SET "captain_id" = NULL
///            WHERE "ships"."captain_id" = ?
///            AND NOT ("ships"."id" IN (SELECT value FROM json_each(?))); -- binds: [1, [3]]
///        UPDATE "ships" SET "captain_id" = ?
///            WHERE "ships"."id" IN (SELECT value FROM json_each(?))
///            AND (SELECT count(*) FROM "ships"
///                WHERE "ships"."id" IN (SELECT value FROM json_each(?))) = ?
///            RETURNING "ships"."id", "ships"."captain_id" -- binds: [1, [3], [3], 1]"#
/// );
/// ```
#[must_use = "nothing is set until `.exec(&mut conn)`"]
pub struct SetOne<A: Association>(pub(crate) SetMany<A>);

impl<A: Association> std::fmt::Debug for SetOne<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SetOne({})", A::NAME)
    }
}

impl<A: Association> SetOne<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, target: impl IntoOptionalKey<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self(SetMany::of(A::key_of(source), target.into_optional_key().into_iter().collect()))
    }
}

impl<A: Association> Operation for SetOne<A> {
    type Output = Option<A::Target>;

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for SetOne<A>
where
    X: Executor,
    A: Association,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    DetachOthers<A>: ExecuteWith<'static, X> + Send,
    MoveMany<A>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Option<A::Target>, Error> {
        Ok(self.0.run(connection).await?.into_iter().next())
    }
}

/// Points the source's foreign key to another row: `player.set_team(&team)`, or, where it may be NULL, to none:
/// `player.set_team(None)`. Sequelize's `setTeam` of belongs to.
///
/// One UPDATE; when it succeeds, the field of the struct in memory follows. Yields `()`.
///
/// # Errors
/// [`Error::NotFound`] when the source's own row is gone; [`Error::ForeignKeyViolation`] when there is no row of that
/// key to point to.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_one(Ship)]
/// # struct Captain { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Captain)]
/// # struct Ship { id: i32, captain_id: Option<i32> }
/// let mut ship = Ship { id: 3, captain_id: None };
/// assert_sql!(
///     ship.set_captain(1),
///     r#"UPDATE "ships" SET "captain_id" = ? WHERE "ships"."id" = ? -- binds: [1, 3]"#
/// );
/// assert_sql!(
///     ship.set_captain(None),
///     r#"UPDATE "ships" SET "captain_id" = NULL WHERE "ships"."id" = ? -- binds: [3]"#
/// );
/// ```
#[must_use = "nothing is set until `.exec(&mut conn)`"]
pub struct SetParent<'a, A: Association, N> {
    pub(super) source: &'a mut A::Source,
    pub(crate) steps: PointSteps<A, N>,
}

/// The statement of [`SetParent`].
pub struct PointSteps<A: Association, N> {
    pub(super) key: Option<KeyOf<A>>,
    own_key: PrimaryKeyOf<A::Source>,
    nullability: PhantomData<fn() -> N>,
}

impl<A: Association, N> Clone for PointSteps<A, N> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), own_key: self.own_key.clone(), nullability: PhantomData }
    }
}

impl<A: Association, N> std::fmt::Debug for PointSteps<A, N> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PointSteps({})", A::NAME)
    }
}

impl<A: Association, N> std::fmt::Debug for SetParent<'_, A, N> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SetParent({})", A::NAME)
    }
}

impl<'a, A: Association, N> SetParent<'a, A, N> {
    fn new(source: &'a mut A::Source, key: Option<KeyOf<A>>) -> Self {
        let own_key = source.key();
        Self { source, steps: PointSteps { key, own_key, nullability: PhantomData } }
    }
}

impl<'a, A: Association> SetParent<'a, A, Optional> {
    #[doc(hidden)]
    pub fn optional(source: &'a mut A::Source, target: impl IntoOptionalKey<A::Target, A::TargetKey>) -> Self {
        Self::new(source, target.into_optional_key())
    }
}

impl<'a, A: Association> SetParent<'a, A, Mandatory> {
    #[doc(hidden)]
    pub fn mandatory(source: &'a mut A::Source, target: impl IntoKey<A::Target, A::TargetKey>) -> Self {
        Self::new(source, target.into_key())
    }
}

pub(crate) type PointToNone<A> = UpdateSet<
    <A as Association>::Source,
    ClearKey<<A as Association>::Source, <A as Association>::SourceKey>,
    ByKey<<A as Association>::Source>,
>;

impl<A: Association, N> PointSteps<A, N> {
    fn context() -> Context {
        let association = ByAssociation { name: A::NAME, key: A::SourceKey::NAMES, key_alone: true, links: false };
        Context::of(A::Source::DESCRIPTOR).by(association)
    }

    /// The statement for a row, when there is one.
    pub(crate) fn point(&self) -> Option<PointTo<A>> {
        Some(point_to::<A>(self.key.clone()?, self.own_key.clone()))
    }

    /// The statement for none.
    pub(crate) fn point_to_none(&self) -> Option<PointToNone<A>> {
        self.key.is_none().then(|| UpdateSet::new(ClearKey::new(), Where(KeyIs::new(self.own_key.clone()))))
    }

    /// What the number of rows that the statement touched says.
    fn touched(rows: QueryResult<usize>) -> Result<(), Error> {
        match rows.map_err(|error| Self::context().error(error))? {
            0 => Err(Self::context().not_found()),
            _ => Ok(()),
        }
    }
}

impl<A: Association, N> Operation for PointSteps<A, N> {
    type Output = ();
}

impl<X, A> RunOn<'_, X> for PointSteps<A, Mandatory>
where
    X: Executor,
    A: Association,
    PointTo<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<(), Error> {
        let statement = self.point().ok_or_else(|| Self::context().not_found())?;
        Self::touched(statement.execute_with(connection).await)
    }
}

impl<X, A> RunOn<'_, X> for PointSteps<A, Optional>
where
    X: Executor,
    A: Association<SourceKey: OptionalKey<<A as Association>::Source>>,
    PointTo<A>: ExecuteWith<'static, X> + Send,
    PointToNone<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<(), Error> {
        Self::touched(match (self.point(), self.point_to_none()) {
            (Some(statement), _) => statement.execute_with(connection).await,
            (_, Some(statement)) => statement.execute_with(connection).await,
            _ => Ok(0),
        })
    }
}

/// Whether the key that a [`SetParent`] sets may be NULL.
pub trait Follow<A: Association>: Sized {
    /// Lets the field of the struct in memory follow.
    #[doc(hidden)]
    fn follow(source: &mut A::Source, key: Option<KeyOf<A>>);
}

impl<A: Association> Follow<A> for Mandatory {
    fn follow(source: &mut A::Source, key: Option<KeyOf<A>>) {
        if let Some(key) = key {
            A::SourceKey::write(source, A::source_value(key));
        }
    }
}

impl<A: Association<SourceKey: OptionalKey<<A as Association>::Source>>> Follow<A> for Optional {
    fn follow(source: &mut A::Source, key: Option<KeyOf<A>>) {
        match key {
            Some(key) => A::SourceKey::write(source, A::source_value(key)),
            None => A::SourceKey::clear(source),
        }
    }
}

impl<A: Association, N> Operation for SetParent<'_, A, N> {
    type Output = ();

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<X, A, N> RunOn<'_, X> for SetParent<'_, A, N>
where
    X: Executor,
    A: Association,
    N: Follow<A>,
    PointSteps<A, N>: RunOn<'static, X, Output = ()> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<(), Error> {
        let key = self.steps.key.clone();
        self.steps.run(connection).await?;
        N::follow(self.source, key);
        Ok(())
    }
}
