//! `Team::find(7)`, `team.reload()`.
//!
//! Owns the operation and its includes. `Team::find(7).update()` and `Team::find(7).delete()` stand in `update` and
//! `delete`.

use super::{WherePrimaryKey, by_key, context};
use crate::association::AssociatedOnce;
use crate::dialect::Dialect;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixIncludes;
use crate::loading::{AddInclude, Append, Includes, IntoInclude};
use crate::model::{IntoKey, Model};
use crate::operation::declare::offload;
use crate::operation::read_one::{PrintOne, ReadOne};
use crate::run::{Executor, Operation, Print, RunOn};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::FixCondition;
use crate::statement::select::Query;
use crate::statement::selection::AllColumns;
use crate::trace::Description;

/// Reads the row with a primary key: `Team::find(7)`. A primary key of several columns is a tuple.
///
/// Sends one SELECT and yields the model. [`update`](Self::update) and [`delete`](Self::delete) change and delete the
/// row without reading it.
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
pub struct Find<M: Model, I = (), F = WherePrimaryKey<M>>(pub(in super::super) FindQuery<M, I, F>);

/// The query that a [`Find`] runs.
type FindQuery<M, I, F> = Query<M, F, (), (), AllColumns<M>, I>;

/// Reads a row again, as the database has it now: `team.reload()`. It is a [`Find`] by the row's primary key.
pub type Reload<M> = Find<M>;

/// Makes the operation of `Team::find(7)` and `team.reload()`; generated code calls it.
#[doc(hidden)]
pub fn find<M: Model>(key: impl IntoKey<M, M::PrimaryKey>) -> Find<M> {
    Find(by_key(key.into_key()))
}

impl<M: Model, I, F> Find<M, I, F> {
    /// Loads the targets of an association with the row, as [`Query::include`] does. Associations to one row are joined
    /// to the row's own statement, so they cost no round trip of their own. With `required()`, a row without a target is
    /// not found.
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
    pub fn include<N, J, G>(self, include: N) -> Find<M, J, G>
    where
        FindQuery<M, I, F>: AddInclude<N, Output = FindQuery<M, J, G>>,
    {
        Find(self.0.add_include(include))
    }

    /// Loads the targets of the row's only association to the model `T`, as [`Query::include_model`] does.
    pub fn include_model<T>(self) -> Find<M, I::Output, F>
    where
        M: AssociatedOnce<T, Association: IntoInclude<Condition = ()> + Default>,
        I: Append<<M::Association as IntoInclude>::Include>,
        FindQuery<M, I, F>: AddInclude<M::Association, Output = FindQuery<M, I::Output, F>>,
    {
        Find(self.0.add_include(M::Association::default()))
    }
}

impl<M: Model, I: Includes<M>, F> Operation for Find<M, I, F> {
    type Output = I::Loaded;

    fn description(&self) -> Description {
        Description::of::<M>("find")
    }
}

impl<'q, X, M, I, F> RunOn<'q, X> for Find<M, I, F>
where
    X: Executor,
    M: Model,
    I: Includes<M>,
    FindQuery<M, I, F>: ReadOne<'q, X, Loaded = I::Loaded> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<I::Loaded, Error> {
        let found = self.0.read_one(None, connection).await?;
        found.ok_or_else(|| context::<M>().not_found())
    }
}

impl<DB: Dialect, M: Model, I, F> Print<DB> for Find<M, I, F>
where
    FindQuery<M, I, F>: PrintOne<DB>,
{
    fn statements(&self) -> Vec<String> {
        self.0.statements_for_one()
    }
}

offload! {
    impl[M: Model, I: FixIncludes<M>, F: FixCondition] Find<M, I, F> => Find<M, I::Fixed, F::Fixed>, |find| {
        let Query { filter, order, limit, selection, includes, model } = find.0;
        Find(Query { filter: filter.fix(), order, limit, selection, includes: includes.fix(), model })
    }
}
