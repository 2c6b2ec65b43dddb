//! Accessors of `belongs_to_many`: links made and undone in a junction.
//!
//! Where the junction has no model, a link is its pair of keys. Where it is a model, a link is one of its rows: making
//! one is the junction's own builder with both keys given (see `through`). Owns what both have in common, and links
//! without a model.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use super::create::{Insert, first, insert};
use crate::association::{ManyToMany, SourceValue, TargetValue};
use crate::dialect::KeyList;
use crate::error::{ByAssociation, Context, Error};
use crate::model::Complete;
use crate::model::Create;
use crate::model::IntoKeys;
use crate::model::Key;
use crate::model::Model;
use crate::model::Values;
use crate::model::row::Strict;
use crate::run::{ExecuteWith, Executor, LoadWith, atomically};
use crate::run::{Operation, RunBuilt, RunOn};
use crate::statement::condition::{And, KeyIn, Where};
use crate::statement::junction::{DeleteLinks, InsertLinks, Linked, Which};
use crate::statement::select::{Count, CountIs, Query};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The query behind a getter of `belongs_to_many`, `movie.get_actors()`: the targets linked to one source, each once.
/// One SELECT; none where the source's key is NULL, and then there are no targets.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[belongs_to_many(Actor, through = "actor_movies")]
/// # struct Movie { id: i32 }
/// # #[derive(Model)]
/// # struct Actor { id: i32, name: String }
/// # let movie = Movie { id: 1 };
/// assert_sql!(
///     movie.get_actors(),
///     r#"SELECT "actors"."id", "actors"."name" FROM "actors"
///            WHERE "actors"."id" IN (SELECT "actor_movies"."actor_id" FROM "actor_movies"
///                WHERE "actor_movies"."movie_id" = ?) -- binds: [1]"#
/// );
/// ```
pub type GetLinked<A> = Query<<A as ManyToMany>::Target, Where<Linked<A>>>;

/// The keys of targets, each once; `None` when one of them is NULL and so cannot be linked.
pub(crate) type Targets<A> = Option<Vec<TargetValue<A>>>;

pub(crate) fn context<A: ManyToMany>() -> Context {
    let association = ByAssociation { name: A::NAME, key: &[], key_alone: false, links: true };
    Context::of(A::Source::DESCRIPTOR).by(association)
}

pub(crate) fn targets<A: ManyToMany>(targets: impl IntoKeys<A::Target, A::TargetKey>) -> Targets<A> {
    let mut seen = BTreeSet::new();
    targets.into_keys().map(|keys| keys.into_iter().filter(|key| seen.insert(key.clone())).collect())
}

/// The query behind the getters of `belongs_to_many`; the derive calls it.
#[doc(hidden)]
pub fn get_linked<A: ManyToMany>(source: &A::Source) -> GetLinked<A> {
    Query::only(Linked::of(source))
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $accessor:ident;)*) => { $(
        $(#[$doc])*
        #[must_use = "does nothing until `.exec(&mut conn)`"]
        pub struct $accessor<A: ManyToMany> {
            source: Option<SourceValue<A>>,
            targets: Targets<A>,
        }

        impl<A: ManyToMany> std::fmt::Debug for $accessor<A> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($accessor), "({})"), A::NAME)
            }
        }

        impl<A: ManyToMany> $accessor<A> {
            #[doc(hidden)]
            pub fn new(source: &A::Source, given: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
                Self { source: A::SourceKey::of(source), targets: targets::<A>(given) }
            }
        }
    )* };
}

accessors! {
    /// Links targets to the source: `movie.add_actor(&keanu)`, `movie.add_actors([&keanu, &carrie])`. Sequelize's
    /// `addActor` and `addActors`.
    ///
    /// One INSERT, and none for an empty list; safe when two connections add the same link. Yields the number of links
    /// that were not there before. A target is given as `&Actor` or by its key.
    ///
    /// # Errors
    /// [`Error::ForeignKeyViolation`] when a target, or the source, does not exist: then nothing is linked.
    /// [`Error::NotFound`] when the key of one of them is NULL.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # #[belongs_to_many(Actor, through = "actor_movies")]
    /// # struct Movie { id: i32 }
    /// # #[derive(Model)]
    /// # struct Actor { id: i32, name: String }
    /// # let movie = Movie { id: 1 };
    /// assert_sql!(
    ///     movie.add_actors([7, 8]),
    ///     r#"INSERT INTO "actor_movies" ("movie_id", "actor_id")
    ///            SELECT ?, value FROM json_each(?) WHERE TRUE
    ///            ON CONFLICT DO NOTHING -- binds: [1, [7, 8]]"#
    /// );
    /// ```
    AddLinks;
    /// Undoes links of the source: `movie.remove_actor(&keanu)`, `movie.remove_actors([&keanu, &carrie])`. Sequelize's
    /// `removeActor` and `removeActors`.
    ///
    /// One DELETE, and none for an empty list; links of other sources stay, and so do the targets. Yields the number of
    /// links undone.
    ///
    /// # Errors
    /// None of its own; see [`Error`].
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # #[belongs_to_many(Actor, through = "actor_movies")]
    /// # struct Movie { id: i32 }
    /// # #[derive(Model)]
    /// # struct Actor { id: i32, name: String }
    /// # let movie = Movie { id: 1 };
    /// assert_sql!(
    ///     movie.remove_actor(7),
    ///     r#"DELETE FROM "actor_movies"
    ///            WHERE "actor_movies"."movie_id" = ?
    ///            AND "actor_movies"."actor_id" IN (SELECT value FROM json_each(?))
    ///            -- binds: [1, [7]]"#
    /// );
    /// ```
    RemoveLinks;
    /// Whether all of the targets are linked to the source: `movie.has_actor(&keanu)`, `movie.has_actors([&keanu])`.
    /// Sequelize's `hasActor` and `hasActors`.
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
    /// # #[belongs_to_many(Actor, through = "actor_movies")]
    /// # struct Movie { id: i32 }
    /// # #[derive(Model)]
    /// # struct Actor { id: i32, name: String }
    /// # let movie = Movie { id: 1 };
    /// assert_sql!(
    ///     movie.has_actors([7, 8]),
    ///     r#"SELECT (SELECT count(*) FROM "actors"
    ///            WHERE "actors"."id" IN (SELECT "actor_movies"."actor_id" FROM "actor_movies"
    ///                WHERE "actor_movies"."movie_id" = ?)
    ///            AND "actors"."id" IN (SELECT value FROM json_each(?))) = ? -- binds: [1, [7, 8], 2]"#
    /// );
    /// ```
    HasLinks;
    /// Links the source to these targets and to no others: `movie.set_actors([&keanu])`. Sequelize's `setActors`.
    ///
    /// One DELETE of the other links and one INSERT of the missing ones, in one transaction; the DELETE alone for an
    /// empty list. Links that stay are not touched. Yields [`LinksChanged`].
    ///
    /// # Errors
    /// Those of [`AddLinks`]: then nothing is changed. Of two connections that set other links of one source at the same
    /// time, PostgreSQL may refuse one because each waits for the other ([`Error::Contention`], `deadlock detected`): run
    /// that one again.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # #[belongs_to_many(Actor, through = "actor_movies")]
    /// # struct Movie { id: i32 }
    /// # #[derive(Model)]
    /// # struct Actor { id: i32, name: String }
    /// # let movie = Movie { id: 1 };
    /// assert_sql!(
    ///     movie.set_actors([7]),
    ///     r#"DELETE FROM "actor_movies"
    ///            WHERE "actor_movies"."movie_id" = ?
    ///            AND NOT ("actor_movies"."actor_id" IN (SELECT value FROM json_each(?)));
    ///            -- binds: [1, [7]]
    ///        INSERT INTO "actor_movies" ("movie_id", "actor_id")
    ///            SELECT ?, value FROM json_each(?) WHERE TRUE
    ///            ON CONFLICT DO NOTHING -- binds: [1, [7]]"#
    /// );
    /// ```
    SetLinks;
}

/// What a `set_*` of `belongs_to_many` changed; links that stayed are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinksChanged {
    /// How many links were made.
    pub added: usize,
    /// How many links were undone.
    pub removed: usize,
}

pub(crate) type HasLinked<A> = CountIs<
    Query<
        <A as ManyToMany>::Target,
        Where<And<Linked<A>, KeyIn<<A as ManyToMany>::Target, <A as ManyToMany>::TargetKey>>>,
    >,
>;

fn not_empty<A: ManyToMany>(targets: Option<&Vec<TargetValue<A>>>) -> Option<Vec<TargetValue<A>>> {
    targets.filter(|targets| !targets.is_empty()).cloned()
}

/// The keys go in one order, whatever the order that is given: two connections that make the same links would otherwise
/// wait for each other.
pub(crate) fn insert_links<A: ManyToMany>(source: SourceValue<A>, mut targets: Vec<TargetValue<A>>) -> InsertLinks<A> {
    targets.sort();
    InsertLinks { source, targets: KeyList(targets) }
}

impl<A: ManyToMany> AddLinks<A> {
    pub(crate) fn statement(&self) -> Option<InsertLinks<A>> {
        Some(insert_links(self.source.clone()?, not_empty::<A>(self.targets.as_ref())?))
    }
}

impl<A: ManyToMany> RemoveLinks<A> {
    pub(crate) fn statement(&self) -> Option<DeleteLinks<A>> {
        let targets = KeyList(not_empty::<A>(self.targets.as_ref())?);
        Some(DeleteLinks { source: self.source.clone()?, targets, which: Which::Listed })
    }
}

impl<A: ManyToMany> HasLinks<A> {
    pub(crate) fn statement(&self) -> Option<HasLinked<A>> {
        let targets = not_empty::<A>(self.targets.as_ref())?;
        let expected = i64::try_from(targets.len()).unwrap_or(i64::MAX);
        let linked = And(Linked { source: Some(self.source.clone()?), row: None }, KeyIn::new(targets));
        Some(CountIs { count: Count(Query::only(linked)), expected })
    }
}

pub(crate) fn delete_others<A: ManyToMany>(source: SourceValue<A>, targets: Vec<TargetValue<A>>) -> DeleteLinks<A> {
    DeleteLinks { source, targets: KeyList(targets), which: Which::Others }
}

impl<A: ManyToMany> SetLinks<A> {
    pub(crate) fn delete(&self) -> Option<DeleteLinks<A>> {
        Some(delete_others(self.source.clone()?, self.targets.clone()?))
    }

    pub(crate) fn insert(&self) -> Option<InsertLinks<A>> {
        Some(insert_links(self.source.clone()?, not_empty::<A>(self.targets.as_ref())?))
    }
}

impl<A: ManyToMany> Operation for AddLinks<A> {
    type Output = usize;

    fn description(&self) -> Description {
        Description::of::<A::Target>("add").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for AddLinks<A>
where
    X: Executor,
    A: ManyToMany,
    InsertLinks<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<usize, Error> {
        let context = context::<A>();
        if self.targets.as_ref().is_some_and(Vec::is_empty) {
            return Ok(0);
        }
        let insert = self.statement().ok_or_else(|| context.not_found())?;
        insert.execute_with(connection).await.map_err(|error| context.error(error))
    }
}

impl<A: ManyToMany> Operation for RemoveLinks<A> {
    type Output = usize;

    fn description(&self) -> Description {
        Description::of::<A::Target>("remove").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for RemoveLinks<A>
where
    X: Executor,
    A: ManyToMany,
    DeleteLinks<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<usize, Error> {
        match self.statement() {
            Some(delete) => {
                delete.execute_with(connection).await.map_err(|error| context::<A>().deleting().error(error))
            }
            None => Ok(0),
        }
    }
}

impl<A: ManyToMany> Operation for HasLinks<A> {
    type Output = bool;

    fn description(&self) -> Description {
        Description::of::<A::Target>("has").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for HasLinks<A>
where
    X: Executor,
    A: ManyToMany,
    HasLinked<A>: LoadWith<'static, X, bool> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<bool, Error> {
        let Some(has_linked) = self.statement() else {
            // Of no targets, all are linked; to a source without a key none is.
            return Ok(self.targets.is_some_and(|targets| targets.is_empty()));
        };
        let rows = has_linked.load_with(connection).await.map_err(|error| context::<A>().error(error))?;
        Ok(rows.first().copied().unwrap_or_default())
    }
}

impl<A: ManyToMany> Operation for SetLinks<A> {
    type Output = LinksChanged;

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<X, A> RunOn<'_, X> for SetLinks<A>
where
    X: Executor,
    A: ManyToMany,
    DeleteLinks<A>: ExecuteWith<'static, X> + Send,
    InsertLinks<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<LinksChanged, Error> {
        atomically::<X, _>(connection, context::<A>(), SetSteps(self)).await
    }
}

/// The statements of [`SetLinks`], to be run in one transaction.
struct SetSteps<A: ManyToMany>(SetLinks<A>);

impl<A: ManyToMany> Operation for SetSteps<A> {
    type Output = LinksChanged;
}

impl<X, A> RunOn<'_, X> for SetSteps<A>
where
    X: Executor,
    A: ManyToMany,
    DeleteLinks<A>: ExecuteWith<'static, X> + Send,
    InsertLinks<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<LinksChanged, Error> {
        let context = context::<A>();
        // In the other order, two connections could each find its own links there and then undo those of the other.
        let delete = self.0.delete().ok_or_else(|| context.not_found())?;
        let removed = delete.execute_with(connection).await.map_err(|error| context.deleting().error(error))?;
        let added = match self.0.insert() {
            Some(insert) => insert.execute_with(connection).await.map_err(|error| context.error(error))?,
            None => 0,
        };
        Ok(LinksChanged { added, removed })
    }
}

/// Makes the row and links it to the source: `movie.create_actor().name("Keanu")`. What a [`Create`] does by a
/// `belongs_to_many` whose junction has no model. Sequelize's `createActor`.
///
/// Two INSERTs in one transaction: the row, the link. Yields the row. [`sql`](crate::PrintSql::sql) tells the first
/// only: the second takes its key from it.
pub struct Linking<A: ManyToMany> {
    source: Option<SourceValue<A>>,
}

impl<A: ManyToMany> std::fmt::Debug for Linking<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Linking({})", A::NAME)
    }
}

/// The builder of a new target of a `belongs_to_many` without a junction model.
pub type CreateLinkedOf<A> =
    <<A as ManyToMany>::Target as Model>::Create<<<A as ManyToMany>::Target as Model>::NothingGiven, Linking<A>>;

/// The builder behind `create_*()` of `belongs_to_many`; the derive calls it.
#[doc(hidden)]
pub fn create_linked_of<A: ManyToMany>(source: &A::Source) -> CreateLinkedOf<A> {
    Create::new(<A::Target as Model>::Values::none(), Linking { source: A::SourceKey::of(source) }).into()
}

impl<M: Model, S, A: ManyToMany<Target = M>> Operation for Create<M, S, Linking<A>> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create").by(Some(A::NAME))
    }
}

impl<X, M, S, A> RunBuilt<'_, X> for Create<M, S, Linking<A>>
where
    X: Executor,
    M: Model,
    A: ManyToMany<Target = M>,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
    InsertLinks<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let source = self.plan.source.ok_or_else(|| context::<A>().not_found())?;
        let steps = CreateSteps::<A> { values: self.values, source, association: PhantomData };
        atomically::<X, _>(connection, context::<A>(), steps).await
    }
}

/// The statements of [`Linking`], to be run in one transaction.
struct CreateSteps<A: ManyToMany> {
    values: <A::Target as Model>::Values,
    source: SourceValue<A>,
    association: PhantomData<fn() -> A>,
}

impl<A: ManyToMany> Operation for CreateSteps<A> {
    type Output = A::Target;
}

impl<X, A> RunOn<'_, X> for CreateSteps<A>
where
    X: Executor,
    A: ManyToMany,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
    InsertLinks<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<A::Target, Error> {
        let target = create_target::<X, A>(connection, self.values).await?;
        let context = context::<A>();
        let key = A::TargetKey::of(&target).ok_or_else(|| context.not_found())?;
        let link = insert_links::<A>(self.source, vec![key]);
        link.execute_with(connection).await.map_err(|error| context.error(error))?;
        Ok(target)
    }
}

/// Makes the target of a new link.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
pub(crate) fn create_target<X, A>(
    connection: &mut X::Connection,
    values: <A::Target as Model>::Values,
) -> impl Future<Output = Result<A::Target, Error>> + Send
where
    X: Executor,
    A: ManyToMany,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async move {
        let context = Context::of(A::Target::DESCRIPTOR);
        let statement = insert(vec![values], OnConflict::Fail);
        first(statement.load_with(connection).await.map_err(|error| context.error(error))?, context)
    }
}
