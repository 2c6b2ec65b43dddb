//! Changing rows.

use super::create::first;
use super::find::{ByKey, by_key};
use crate::error::{Context, Error};
use crate::model::Update;
use crate::model::given_names;
use crate::model::row::Strict;
use crate::model::{Model, PrimaryKeyOf};
use crate::run::{ExecuteWith, Executor, LoadWith};
use crate::run::{Operation, RunBuilt};
use crate::statement::condition::{Hopeless, KeyIs, Where};
use crate::statement::select::Query;
use crate::statement::write::{AssignValues, Returning, UpdateSet};
use crate::trace::Description;

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
    fn context(&self) -> Context {
        Context::of(M::DESCRIPTOR).updating(&given_names::<M>(&self.values))
    }

    /// The values, if any is given.
    fn changes(&self) -> Option<M::Values> {
        (!given_names::<M>(&self.values).is_empty()).then(|| self.values.clone())
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
