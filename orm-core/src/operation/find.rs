//! Reading one row: `find`, `first`, `reload`.

use std::marker::PhantomData;

use super::query::{context, load_first};
use super::{Delete, OneRow, RowOf};
use crate::association::AssociatedOnce;
use crate::error::Error;
use crate::loading::{AddInclude, Append, Includes, Including, IntoInclude, LoadIncludes};
use crate::model::IntoKey;
use crate::model::Update;
use crate::model::row::{Columns, Parts, Strict};
use crate::model::{Model, PrimaryKeyOf};
use crate::run::{Executor, LoadWith};
use crate::run::{Operation, RunOn};
use crate::statement::condition::{Hopeless, KeyIs, Where};
use crate::statement::join::JoinedRows;
use crate::statement::select::Query;
use crate::statement::selection::{Selection, Whole};
use crate::statement::write::DeleteFrom;
use crate::trace::Description;

/// The condition that the primary key has a value.
pub(crate) type ByKey<M> = Where<KeyIs<M, <M as Model>::PrimaryKey>>;

/// The rows with that primary key: one or none.
pub(crate) fn by_key<M: Model>(key: Option<PrimaryKeyOf<M>>) -> Query<M, ByKey<M>> {
    Query::only(KeyIs::new(key))
}

/// The row with a primary key: `Team::find(7)`; with a tuple where the key has several columns.
///
/// One SELECT; yields the model. [`update`](Self::update) and [`delete`](Self::delete) change and delete the row
/// without reading it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such row.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// assert_sql!(
///     Team::find(7),
///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
///            WHERE "teams"."id" = ? -- binds: [7]"#
/// );
/// ```
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct Find<M: Model, I = ()>(pub(crate) Query<M, ByKey<M>, (), (), Whole<M>, I>);

/// The row as the database has it now: `team.reload()`. As [`Find`].
pub type Reload<M> = Find<M>;

/// The operation behind `Model::find()` and `reload()`; the derive calls it.
#[doc(hidden)]
pub fn find<M: Model>(key: impl IntoKey<M, M::PrimaryKey>) -> Find<M> {
    Find(by_key(key.into_key()))
}

/// The first row of a query: `Team::query().first()`. One SELECT with `LIMIT 1`; yields `Some` of it, or `None`.
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct First<Q>(pub(crate) Q);

/// The query behind a [`Find`].
pub(crate) type FindQuery<M, I = ()> = Query<M, ByKey<M>, (), (), Whole<M>, I>;

impl<M: Model, I> Find<M, I> {
    /// With the row, the targets of an association: as [`Query::include`]. Associations to one row are joined to the
    /// statement: one round trip.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::SqliteConnection;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String }
    /// # #[derive(Model)]
    /// # #[belongs_to(Team)]
    /// # struct Player { id: i32, team_id: Option<i32> }
    /// fn club(db: &mut SqliteConnection) -> Result<String, orm_core::Error> {
    ///     let player = Player::find(7).include(players::team).exec(db)?;
    ///     Ok(player.team().map_or_else(String::new, |team| team.name.clone()))
    /// }
    /// # let _ = club;
    /// ```
    pub fn include<N, J>(self, include: N) -> Find<M, J>
    where
        FindQuery<M, I>: AddInclude<N, Output = FindQuery<M, J>>,
    {
        Find(self.0.add_include(include))
    }

    /// With the row, the targets of its one association to `T` without an alias: as [`Query::include_model`].
    pub fn include_model<T>(self) -> Find<M, I::Output>
    where
        M: AssociatedOnce<T, Association: IntoInclude<Condition = ()> + Default>,
        I: Append<<M::Association as IntoInclude>::Include>,
        FindQuery<M, I>: AddInclude<M::Association, Output = FindQuery<M, I::Output>>,
    {
        Find(self.0.add_include(M::Association::default()))
    }
}

impl<M: Model> Find<M> {
    /// Changes the row, without reading it before: one UPDATE, which yields the row as it is afterwards. When no column
    /// is given, one SELECT.
    ///
    /// There is no `update` behind an include.
    ///
    /// # Errors
    /// Those of [`Update`]: [`Error::NotFound`] when there is no such row.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
    /// assert_sql!(
    ///     Team::find(7).update().wins(51),
    ///     r#"UPDATE "teams" SET "wins" = ?
    ///            WHERE "teams"."id" = ?
    ///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: [Some(51), 7]"#
    /// );
    /// ```
    pub fn update(self) -> M::Update<RowOf<M>> {
        let Where(KeyIs { value, .. }) = self.0.filter;
        Update::new(OneRow(value)).into()
    }

    /// Deletes the row, without reading it before: one DELETE, which yields `()`.
    ///
    /// There is no `delete` behind an include.
    ///
    /// # Errors
    /// Those of [`Delete`]: [`Error::NotFound`] when there is no such row.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
    /// assert_sql!(
    ///     Team::find(7).delete(),
    ///     r#"DELETE FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#
    /// );
    /// ```
    pub fn delete(self) -> Delete<M> {
        Delete(DeleteFrom { filter: self.0.filter, model: PhantomData })
    }
}

impl<Q> First<Q> {
    /// With the row, the targets of an association: as [`Query::include`]. Associations to one row are joined to the
    /// statement: one round trip.
    pub fn include<N, Included>(self, include: N) -> First<Included>
    where
        Q: AddInclude<N, Output = Included>,
    {
        First(self.0.add_include(include))
    }
}

impl<M: Model, F, O, L, I> First<Query<M, F, O, L, Whole<M>, I>> {
    /// With the row, the targets of its one association to `T` without an alias: as [`Query::include_model`].
    pub fn include_model<T>(self) -> First<Including<Query<M, F, O, L, Whole<M>, I>, M::Association>>
    where
        M: AssociatedOnce<T, Association: Default>,
        Query<M, F, O, L, Whole<M>, I>: AddInclude<M::Association>,
    {
        self.include(M::Association::default())
    }
}

impl<M: Model, I: Includes<M>> Operation for Find<M, I> {
    type Output = I::Loaded;

    fn description(&self) -> Description {
        Description::of::<M>("find")
    }
}

impl<'q, X, M, I> RunOn<'q, X> for Find<M, I>
where
    X: Executor,
    M: Model,
    I: LoadIncludes<'q, X, M>,
    JoinedRows<FindQuery<M>, I::Joins>: LoadWith<'q, X, Parts<I::JoinedRow<Columns<Strict<M>, M::SqlType>>>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<I::Loaded, Error> {
        let found = load_first::<X, M, _, _, _, _, _>(self.0, context::<M>(), connection).await?;
        found.ok_or_else(|| context::<M>().not_found())
    }
}

impl<M: Model, F: Hopeless, O, L, S: Selection<M>, I: Includes<S::Output>> Operation
    for First<Query<M, F, O, L, S, I>>
{
    type Output = Option<I::Loaded>;

    fn description(&self) -> Description {
        self.0.described("first")
    }
}

impl<'q, X, M, F, O, L, S, I> RunOn<'q, X> for First<Query<M, F, O, L, S, I>>
where
    X: Executor,
    M: Model,
    F: Hopeless + Send,
    O: Send,
    L: Send,
    S: Selection<M> + Send,
    I: LoadIncludes<'q, X, S::Output>,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>:
        LoadWith<'q, X, Parts<I::JoinedRow<Columns<S::Row, S::SqlType>>>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Option<I::Loaded>, Error> {
        load_first::<X, M, F, O, L, S, I>(self.0, context::<M>(), connection).await
    }
}
