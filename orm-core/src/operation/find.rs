//! Reading one row: `find`, `first`, `reload`.

use super::query::context;
use super::{Operation, RunOn};
use crate::error::Error;
use crate::executor::Executor;
use crate::key::IntoKey;
use crate::model::{Model, PrimaryKeyOf};
use crate::statement::condition::{KeyIs, Where};
use crate::statement::select::{Query, Selection};

/// The condition that the primary key has a value.
pub(crate) type ByKey<M> = Where<KeyIs<M, <M as Model>::PrimaryKey>>;

/// The rows with that primary key: one or none.
pub(crate) fn by_key<M: Model>(key: Option<PrimaryKeyOf<M>>) -> Query<M, ByKey<M>> {
    Query::only(KeyIs::new(key))
}

/// The row with a primary key: `Team::find(7)`; with a tuple where the key has several columns.
///
/// One SELECT; yields the model.
///
/// # Errors
/// [`Error::NotFound`] when there is no such row.
///
/// # Example
/// ```
/// # use orm_core::diesel::sqlite::Sqlite;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// assert_eq!(
///     Team::find(7).sql::<Sqlite>(),
///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#
/// );
/// ```
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct Find<M: Model>(pub(crate) Query<M, ByKey<M>>);

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

impl<M: Model> Operation for Find<M> {
    type Output = M;
}

impl<X, M> RunOn<'_, X> for Find<M>
where
    X: Executor,
    M: Model,
    Query<M, ByKey<M>>: RunOn<'static, X, Output = Vec<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let rows = self.0.run(connection).await?;
        rows.into_iter().next().ok_or_else(|| context::<M>().not_found())
    }
}

impl<M: Model, F, O, L, S: Selection<M>> Operation for First<Query<M, F, O, L, S>> {
    type Output = Option<S::Output>;
}

impl<'q, X, M, F, O, L, S> RunOn<'q, X> for First<Query<M, F, O, L, S>>
where
    X: Executor,
    M: Model,
    S: Selection<M>,
    Query<M, F, O, L, S>: RunOn<'q, X, Output = Vec<S::Output>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Option<S::Output>, Error> {
        Ok(self.0.run(connection).await?.into_iter().next())
    }
}
