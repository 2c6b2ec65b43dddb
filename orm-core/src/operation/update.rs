//! Changing rows.

use super::create::first;
use super::find::{ByKey, by_key};
use super::{Operation, RunBuilt};
use crate::error::{Context, Error};
use crate::executor::{ExecuteWith, Executor, LoadWith};
use crate::model::{Model, PrimaryKeyOf};
use crate::row::Strict;
use crate::statement::condition::{Hopeless, KeyIs, Where};
use crate::statement::select::Query;
use crate::statement::write::{AssignValues, Returning, UpdateSet, given_names};
use crate::trace::Description;
use crate::values::Values;

/// Changes of rows, not yet made. The generated `TeamUpdate` adds one setter per column, which takes an [`IntoValue`].
///
/// Only the columns that are given are written. `W` says which rows: one (`team.update()`, `Team::find(7).update()`,
/// [`RowOf`]), which yields the row as it is afterwards, or those of a query ([`Query::update`], [`Changes`]), which
/// yields their number. One UPDATE; when no column is given, one SELECT for the one row, and no statement for a query's
/// rows. `team` itself is not changed.
///
/// # Errors
/// [`Error::NotFound`] when the one row is not there, and the violations of the columns' constraints:
/// [`Error::UniqueViolation`], [`Error::ForeignKeyViolation`], [`Error::NotNullViolation`], [`Error::CheckViolation`];
/// [`Error::StillReferenced`] when other rows hold on to a key that is to change.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// let team = Team { id: 7, name: "Jazz".to_owned(), wins: None };
/// assert_sql!(
///     team.update().wins(51),
///     r#"UPDATE "teams" SET "wins" = ?
///            WHERE "teams"."id" = ?
///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: [Some(51), 7]"#
/// );
/// assert_sql!(
///     Team::query().filter(teams::wins.is_null()).update().wins(0),
///     r#"UPDATE "teams" SET "wins" = ? WHERE "teams"."wins" IS NULL -- binds: [Some(0)]"#
/// );
/// ```
///
/// [`IntoValue`]: crate::IntoValue
pub struct Update<M: Model, W> {
    /// The values given so far.
    pub(crate) values: M::Values,
    /// Which rows.
    pub(crate) rows: W,
}

impl<M: Model, W> std::fmt::Debug for Update<M, W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Update({}: {})", M::TABLE, given_names::<M>(&self.values).join(", "))
    }
}

/// The rows of a query with the condition `F`.
#[derive(Debug, Clone)]
pub struct Changes<F>(pub(crate) F);

/// The one row with this key; none without one.
#[derive(Debug, Clone)]
pub struct OneRow<K>(pub(crate) Option<K>);

/// Which row `team.update()` and `Team::find(7).update()` change.
pub type RowOf<M> = OneRow<PrimaryKeyOf<M>>;

/// The builder behind `update()`; the derive calls it.
#[doc(hidden)]
pub fn update<M: Model>(row: &M) -> M::Update<RowOf<M>> {
    Update::new(OneRow(Some(row.key()))).into()
}

impl<M: Model, W> Update<M, W> {
    pub(crate) fn new(rows: W) -> Self {
        Self { values: M::Values::none(), rows }
    }

    fn context(&self) -> Context {
        Context::of(M::DESCRIPTOR).updating(&given_names::<M>(&self.values))
    }

    /// The values, if any is given.
    fn changes(&self) -> Option<M::Values> {
        (!given_names::<M>(&self.values).is_empty()).then(|| self.values.clone())
    }

    /// The values given so far, for the generated setters.
    #[doc(hidden)]
    pub fn values(&mut self) -> &mut M::Values {
        &mut self.values
    }
}

pub(crate) type UpdateOne<M> = Returning<M, UpdateSet<M, AssignValues<M>, ByKey<M>>>;

impl<M: Model> Update<M, RowOf<M>> {
    /// The UPDATE, when there is anything to change.
    pub(crate) fn statement(&self) -> Option<UpdateOne<M>> {
        let filter = Where(KeyIs::new(self.rows.0.clone()));
        self.changes().map(|values| Returning::new(UpdateSet::new(AssignValues(values), filter)))
    }

    /// The SELECT that reads the row when there is nothing to change.
    pub(crate) fn read_instead(&self) -> Option<Query<M, ByKey<M>>> {
        self.changes().is_none().then(|| by_key::<M>(self.rows.0.clone()))
    }
}

impl<M: Model> Operation for Update<M, RowOf<M>> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("update")
    }
}

impl<X, M> RunBuilt<'_, X> for Update<M, RowOf<M>>
where
    X: Executor,
    M: Model,
    UpdateOne<M>: LoadWith<'static, X, Strict<M>> + Send,
    Query<M, ByKey<M>>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = self.context();
        if self.rows.0.is_none() {
            return Err(context.not_found());
        }
        let rows = match self.statement() {
            Some(update) => update.load_with(connection).await,
            None => by_key::<M>(self.rows.0).load_with(connection).await,
        };
        let rows = rows.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}

pub(crate) type UpdateAll<M, F> = UpdateSet<M, AssignValues<M>, F>;

impl<M: Model, F: Clone> Update<M, Changes<F>> {
    /// The UPDATE, when there is anything to change.
    pub(crate) fn statement(&self) -> Option<UpdateAll<M, F>> {
        self.changes().map(|values| UpdateSet::new(AssignValues(values), self.rows.0.clone()))
    }
}

impl<M: Model, F> Operation for Update<M, Changes<F>> {
    type Output = usize;

    fn description(&self) -> Description {
        Description::of::<M>("update")
    }
}

impl<'q, X, M, F> RunBuilt<'q, X> for Update<M, Changes<F>>
where
    X: Executor,
    M: Model,
    F: Hopeless + Clone + Send,
    UpdateAll<M, F>: ExecuteWith<'q, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<usize, Error> {
        let context = self.context();
        match self.statement().filter(|update| !update.filter.is_hopeless()) {
            Some(update) => update.execute_with(connection).await.map_err(|error| context.error(error)),
            None => Ok(0),
        }
    }
}
