//! Accessors of associations whose foreign key lies on the target: `has_many`, and `set` of `has_one`.

use super::create::first;
use super::create_associated::{DetachAll, detach_all};
use super::find::ByKey;
use crate::association::{Association, KeyOf};
use crate::error::{ByAssociation, Context, Error};
use crate::model::IntoKeys;
use crate::model::row::Strict;
use crate::model::{IntoKey, Key};
use crate::model::{Model, PrimaryKeyOf};
use crate::run::{ExecuteWith, Executor, LoadWith, atomically};
use crate::run::{Operation, RunOn};
use crate::statement::condition::{AllExist, And, KeyIn, KeyIs, Mine, Not, Where};
use crate::statement::select::{Count, CountIs, Query};
use crate::statement::write::{Attach, ClearKey, Returning, UpdateSet};
use crate::trace::Description;

type Target<A> = <A as Association>::Target;
type TargetKey<A> = <A as Association>::TargetKey;
type TargetId<A> = <Target<A> as Model>::PrimaryKey;
type TargetIdValue<A> = PrimaryKeyOf<Target<A>>;

/// The target belongs to the source, and is one of these.
type OneOfMine<A> = Where<And<Mine<A>, KeyIn<Target<A>, TargetId<A>>>>;
/// The target belongs to the source, and is none of these.
type NoneOfMine<A> = Where<And<Mine<A>, Not<KeyIn<Target<A>, TargetId<A>>>>>;

fn context<A: Association>() -> Context {
    let association = ByAssociation { name: A::NAME, key: A::TargetKey::NAMES, key_alone: true, links: false };
    Context::of(Target::<A>::DESCRIPTOR).by(association)
}

/// The primary keys of what was given, each once; `None` when one of them is NULL and so cannot exist.
fn keys<A: Association>(targets: impl IntoKeys<Target<A>, TargetId<A>>) -> Targets<A> {
    let mut seen = std::collections::BTreeSet::new();
    targets.into_keys().map(|keys| keys.into_iter().filter(|key| seen.insert(key.clone())).collect())
}

type Targets<A> = Option<Vec<TargetIdValue<A>>>;

/// The targets, if there are any.
fn some<A: Association>(targets: Option<&Vec<TargetIdValue<A>>>) -> Targets<A> {
    targets.filter(|targets| !targets.is_empty()).cloned()
}

/// Moves one row to the source, from wherever it was: `team.add_player(&karl)`. Sequelize's `addPlayer`.
///
/// One UPDATE. Yields the row as it is afterwards; a row that is there already stays. The row is given as `&Player` or
/// by its key.
///
/// # Errors
/// [`Error::NotFound`] when there is no such row; [`Error::ForeignKeyViolation`] when the source was deleted meanwhile;
/// [`Error::UniqueViolation`] when the key is unique and another row has it.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # struct Team { id: i32, name: String }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: Option<i32> }
/// # let team = Team { id: 1, name: "Jazz".to_owned() };
/// assert_sql!(
///     team.add_player(7),
///     r#"UPDATE "players" SET "team_id" = ?
///            WHERE "players"."id" = ?
///            RETURNING "players"."id", "players"."team_id" -- binds: [1, 7]"#
/// );
/// ```
#[must_use = "nothing is moved until `.exec(&mut conn)`"]
pub struct Add<A: Association> {
    key: Option<KeyOf<A>>,
    target: Option<TargetIdValue<A>>,
}

/// Moves rows to the source: `team.add_players([&karl, &john])`. Sequelize's `addPlayers`.
///
/// One UPDATE for all of them, and none for an empty list. Yields the rows as they are afterwards, in the order in
/// which they were given; one that was given twice comes once.
///
/// # Errors
/// [`Error::NotFound`] when one of the rows does not exist: then none is moved. Otherwise those of [`Add`].
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # struct Team { id: i32, name: String }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: Option<i32> }
/// # let team = Team { id: 1, name: "Jazz".to_owned() };
/// assert_sql!(
///     team.add_players([7, 8]),
///     r#"UPDATE "players" SET "team_id" = ?
///            WHERE "players"."id" IN (SELECT value FROM json_each(?))
///            AND (SELECT count(*) FROM "players"
///                WHERE "players"."id" IN (SELECT value FROM json_each(?))) = ?
///            RETURNING "players"."id", "players"."team_id" -- binds: [1, [7, 8], [7, 8], 2]"#
/// );
/// ```
#[must_use = "nothing is moved until `.exec(&mut conn)`"]
pub struct AddMany<A: Association> {
    key: Option<KeyOf<A>>,
    targets: Targets<A>,
}

/// Detaches rows from the source: `team.remove_player(&karl)`, `team.remove_players([&karl, &john])`. Sequelize's
/// `removePlayer` and `removePlayers`.
///
/// One UPDATE, and none for an empty list. Yields the number of rows detached: rows of other sources, and rows that do
/// not exist, are not counted and not touched. There is no such method where the foreign key is mandatory.
///
/// # Errors
/// None of its own; see [`Error`].
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # struct Team { id: i32, name: String }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: Option<i32> }
/// # let team = Team { id: 1, name: "Jazz".to_owned() };
/// assert_sql!(
///     team.remove_player(7),
///     r#"UPDATE "players" SET "team_id" = NULL
///            WHERE "players"."team_id" = ?
///            AND "players"."id" IN (SELECT value FROM json_each(?)) -- binds: [1, [7]]"#
/// );
/// ```
#[must_use = "nothing is detached until `.exec(&mut conn)`"]
pub struct Remove<A: Association> {
    key: Option<KeyOf<A>>,
    targets: Targets<A>,
}

/// Whether all of the rows belong to the source: `team.has_player(&karl)`, `team.has_players([&karl, &john])`.
/// Sequelize's `hasPlayer` and `hasPlayers`.
///
/// One SELECT that yields one `bool`; none for an empty list, which is always there.
///
/// # Errors
/// None of its own; see [`Error`].
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # struct Team { id: i32, name: String }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: Option<i32> }
/// # let team = Team { id: 1, name: "Jazz".to_owned() };
/// assert_sql!(
///     team.has_players([7, 8]),
///     r#"SELECT (SELECT count(*) FROM "players"
///            WHERE "players"."team_id" = ?
///            AND "players"."id" IN (SELECT value FROM json_each(?))) = ? -- binds: [1, [7, 8], 2]"#
/// );
/// ```
#[must_use = "nothing is asked until `.exec(&mut conn)`"]
pub struct Has<A: Association> {
    key: Option<KeyOf<A>>,
    targets: Targets<A>,
}

/// Makes these rows the source's only ones: `team.set_players([&karl, &john])`. Sequelize's `setPlayers`.
///
/// Two UPDATEs in one transaction, the first detaches the others, the second moves these; one for an empty list. Yields
/// the rows as they are afterwards, in the order in which they were given. There is no such method where the foreign
/// key is mandatory: the others could not be detached.
///
/// # Errors
/// [`Error::NotFound`] when one of the rows does not exist: then nothing is changed. Otherwise those of [`Add`].
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # struct Team { id: i32, name: String }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: Option<i32> }
/// # let team = Team { id: 1, name: "Jazz".to_owned() };
/// assert_sql!(
///     team.set_players([7]),
///     r#"UPDATE "players" SET "team_id" = NULL
///            WHERE "players"."team_id" = ?
///            AND NOT ("players"."id" IN (SELECT value FROM json_each(?))); -- binds: [1, [7]]
///        UPDATE "players" SET "team_id" = ?
///            WHERE "players"."id" IN (SELECT value FROM json_each(?))
///            AND (SELECT count(*) FROM "players"
///                WHERE "players"."id" IN (SELECT value FROM json_each(?))) = ?
///            RETURNING "players"."id", "players"."team_id" -- binds: [1, [7], [7], 1]"#
/// );
///
/// assert_sql!(
///     team.set_players([]),
///     r#"UPDATE "players" SET "team_id" = NULL WHERE "players"."team_id" = ? -- binds: [1]"#
/// );
/// ```
#[must_use = "nothing is set until `.exec(&mut conn)`"]
pub struct SetMany<A: Association> {
    key: Option<KeyOf<A>>,
    targets: Targets<A>,
}

macro_rules! accessors {
    ($($accessor:ident)*) => { $(
        impl<A: Association> std::fmt::Debug for $accessor<A> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($accessor), "({})"), A::NAME)
            }
        }
    )* };
    (lists: $($accessor:ident)*) => { $(
        impl<A: Association> $accessor<A> {
            #[doc(hidden)]
            pub fn new(
                source: &A::Source,
                targets: impl IntoKeys<A::Target, <A::Target as Model>::PrimaryKey>,
            ) -> Self {
                Self { key: A::key_of(source), targets: keys::<A>(targets) }
            }
        }
    )* };
}
accessors! { Add AddMany Remove Has SetMany }
accessors! { lists: AddMany Remove Has SetMany }

impl<A: Association> Add<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, target: impl IntoKey<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self { key: A::key_of(source), target: target.into_key() }
    }
}

pub(crate) type MoveOne<A> = Returning<Target<A>, UpdateSet<Target<A>, Attach<A>, ByKey<Target<A>>>>;
pub(crate) type MoveMany<A> = Returning<
    Target<A>,
    UpdateSet<Target<A>, Attach<A>, Where<And<KeyIn<Target<A>, TargetId<A>>, AllExist<Target<A>, TargetId<A>>>>>,
>;
pub(crate) type Detach<A> = UpdateSet<Target<A>, ClearKey<Target<A>, TargetKey<A>>, OneOfMine<A>>;
pub(crate) type DetachOthers<A> = UpdateSet<Target<A>, ClearKey<Target<A>, TargetKey<A>>, NoneOfMine<A>>;
pub(crate) type HasAll<A> = CountIs<Query<Target<A>, OneOfMine<A>>>;

impl<A: Association> Add<A> {
    pub(crate) fn statement(&self) -> Option<MoveOne<A>> {
        let filter = Where(KeyIs::new(self.target.clone()?));
        Some(Returning::new(UpdateSet::new(Attach(self.key.clone()?), filter)))
    }
}

fn move_many<A: Association>(key: KeyOf<A>, targets: Vec<TargetIdValue<A>>) -> MoveMany<A> {
    let filter = Where(And(KeyIn::new(targets.clone()), AllExist::new(targets)));
    Returning::new(UpdateSet::new(Attach(key), filter))
}

impl<A: Association> AddMany<A> {
    pub(crate) fn statement(&self) -> Option<MoveMany<A>> {
        Some(move_many::<A>(self.key.clone()?, some::<A>(self.targets.as_ref())?))
    }
}

impl<A: Association> Remove<A> {
    pub(crate) fn statement(&self) -> Option<Detach<A>> {
        let (key, targets) = (self.key.clone()?, some::<A>(self.targets.as_ref())?);
        Some(UpdateSet::new(ClearKey::new(), Where(And(Mine::new(Some(key)), KeyIn::new(targets)))))
    }
}

impl<A: Association> Has<A> {
    pub(crate) fn statement(&self) -> Option<HasAll<A>> {
        let (key, targets) = (self.key.clone()?, some::<A>(self.targets.as_ref())?);
        let expected = i64::try_from(targets.len()).unwrap_or(i64::MAX);
        let mine = And(Mine::new(Some(key)), KeyIn::new(targets));
        Some(CountIs { count: Count(Query::only(mine)), expected })
    }
}

impl<A: Association> SetMany<A> {
    /// With these keys, which must not repeat one.
    pub(crate) fn of(key: Option<KeyOf<A>>, targets: Vec<TargetIdValue<A>>) -> Self {
        Self { key, targets: Some(targets) }
    }

    fn is_empty(&self) -> bool {
        self.targets.as_ref().is_some_and(Vec::is_empty)
    }

    /// The statement, when no row is to be left.
    pub(crate) fn detach_all(&self) -> Option<DetachAll<A>> {
        self.key.clone().filter(|_| self.is_empty()).map(detach_all::<A>)
    }

    /// The first statement otherwise.
    pub(crate) fn detach_others(&self) -> Option<DetachOthers<A>> {
        let (key, targets) = (self.key.clone()?, some::<A>(self.targets.as_ref())?);
        Some(UpdateSet::new(ClearKey::new(), Where(And(Mine::new(Some(key)), Not(KeyIn::new(targets))))))
    }

    /// The second statement.
    pub(crate) fn attach(&self) -> Option<MoveMany<A>> {
        Some(move_many::<A>(self.key.clone()?, some::<A>(self.targets.as_ref())?))
    }
}

impl<A: Association> Operation for Add<A> {
    type Output = A::Target;

    fn description(&self) -> Description {
        Description::of::<A::Target>("add").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for Add<A>
where
    X: Executor,
    A: Association,
    MoveOne<A>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<A::Target, Error> {
        let context = context::<A>();
        let statement = self.statement().ok_or_else(|| context.not_found())?;
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}

impl<A: Association> Operation for AddMany<A> {
    type Output = Vec<A::Target>;

    fn description(&self) -> Description {
        Description::of::<A::Target>("add").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for AddMany<A>
where
    X: Executor,
    A: Association,
    MoveMany<A>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<A::Target>, Error> {
        let context = context::<A>();
        let targets = self.targets.ok_or_else(|| context.not_found())?;
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.key.ok_or_else(|| context.not_found())?;
        let statement = move_many::<A>(key, targets.clone());
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        in_order::<A>(&targets, rows)
    }
}

/// The moved rows in the order of the keys; none came back when one of them does not exist.
fn in_order<A: Association>(
    targets: &[TargetIdValue<A>],
    rows: Vec<Strict<A::Target>>,
) -> Result<Vec<A::Target>, Error> {
    let keyed = rows.into_iter().filter_map(|row| Some((TargetId::<A>::of(&row.0)?, row.0)));
    let mut by_key: std::collections::BTreeMap<_, _> = keyed.collect();
    targets.iter().map(|key| by_key.remove(key).ok_or_else(|| context::<A>().not_found())).collect()
}

impl<A: Association> Operation for Remove<A> {
    type Output = usize;

    fn description(&self) -> Description {
        Description::of::<A::Target>("remove").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for Remove<A>
where
    X: Executor,
    A: Association,
    Detach<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<usize, Error> {
        match self.statement() {
            Some(detach) => detach.execute_with(connection).await.map_err(|error| context::<A>().error(error)),
            None => Ok(0),
        }
    }
}

impl<A: Association> Operation for Has<A> {
    type Output = bool;

    fn description(&self) -> Description {
        Description::of::<A::Target>("has").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for Has<A>
where
    X: Executor,
    A: Association,
    HasAll<A>: LoadWith<'static, X, bool> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<bool, Error> {
        let Some(has_all) = self.statement() else {
            // Of no rows, all are there; of a source without a key none is, nor is a row without one.
            return Ok(self.targets.is_some_and(|targets| targets.is_empty()));
        };
        let rows = has_all.load_with(connection).await.map_err(|error| context::<A>().error(error))?;
        Ok(rows.first().copied().unwrap_or_default())
    }
}

impl<A: Association> Operation for SetMany<A> {
    type Output = Vec<A::Target>;

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for SetMany<A>
where
    X: Executor,
    A: Association,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    DetachOthers<A>: ExecuteWith<'static, X> + Send,
    MoveMany<A>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<A::Target>, Error> {
        if let Some(detach_all) = self.detach_all() {
            detach_all.execute_with(connection).await.map_err(|error| context::<A>().error(error))?;
        }
        if self.is_empty() {
            return Ok(Vec::new());
        }
        if self.targets.is_none() || self.key.is_none() {
            return Err(context::<A>().not_found());
        }
        atomically::<X, _>(connection, context::<A>(), SetSteps(self)).await
    }
}

/// The two statements of [`SetMany`], to be run in one transaction.
struct SetSteps<A: Association>(SetMany<A>);

impl<A: Association> Operation for SetSteps<A> {
    type Output = Vec<A::Target>;
}

impl<X, A> RunOn<'_, X> for SetSteps<A>
where
    X: Executor,
    A: Association,
    DetachOthers<A>: ExecuteWith<'static, X> + Send,
    MoveMany<A>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<A::Target>, Error> {
        let context = context::<A>();
        if let Some(detach) = self.0.detach_others() {
            detach.execute_with(connection).await.map_err(|error| context.error(error))?;
        }
        AddMany::<A> { key: self.0.key, targets: self.0.targets }.run(connection).await
    }
}
