//! One page of a query's rows, with the count of all.

use std::marker::PhantomData;

use super::{Operation, RunOn};
use crate::error::Error;
use crate::executor::Executor;
use crate::model::Model;
use crate::statement::select::{Count, LimitOffset, Query, Selection};

/// One page of a query's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page, at most `size`.
    pub rows: Vec<T>,
    /// How many rows there are on all pages.
    pub total: i64,
    /// Which page it is, counted from 1.
    pub number: u32,
    /// How many rows a page has.
    pub size: u32,
}

impl<T> Page<T> {
    /// How many pages there are: `total / size`, rounded up.
    pub fn pages(&self) -> i64 {
        let size = i64::from(self.size).max(1);
        (self.total + size - 1) / size
    }
}

/// One page of a query, not yet read: [`Query::page`].
#[derive(Debug, Clone)]
#[must_use = "a page does nothing until `.exec(&mut conn)`"]
pub struct PageOf<Q> {
    pub(super) query: Q,
    pub(super) number: u32,
    pub(super) size: u32,
}

/// The statements of one page: its rows, and the count of all.
type PageStatements<M, F, O, S> = (Query<M, F, O, LimitOffset, S>, Count<Query<M, F, O, (), S>>);

impl<M: Model, F, O, L, S> PageOf<Query<M, F, O, L, S>>
where
    F: Clone,
    O: Clone,
    S: Clone,
{
    /// The statements: the page's rows, and the count of all.
    pub(crate) fn statements(&self) -> PageStatements<M, F, O, S> {
        let Query { filter, order, selection, .. } = &self.query;
        let (size, before) = (i64::from(self.size), i64::from(self.number) - 1);
        let cut = LimitOffset(size, before.saturating_mul(size));
        (
            Query {
                filter: filter.clone(),
                order: order.clone(),
                limit: cut,
                selection: selection.clone(),
                model: PhantomData,
            },
            Count(Query {
                filter: filter.clone(),
                order: order.clone(),
                limit: (),
                selection: selection.clone(),
                model: PhantomData,
            }),
        )
    }
}

impl<M: Model, F, O, S: Selection<M>> Operation for PageOf<Query<M, F, O, (), S>> {
    type Output = Page<S::Output>;
}

impl<'q, X, M, F, O, S> RunOn<'q, X> for PageOf<Query<M, F, O, (), S>>
where
    X: Executor,
    M: Model,
    F: Clone + Send,
    O: Clone + Send,
    S: Selection<M> + Clone + Send,
    Query<M, F, O, LimitOffset, S>: RunOn<'q, X, Output = Vec<S::Output>> + Send,
    Count<Query<M, F, O, (), S>>: RunOn<'q, X, Output = i64> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let (number, size) = (self.number, self.size);
        let (rows, count) = self.statements();
        let rows = rows.run(connection).await?;
        let total = count.run(connection).await?;
        Ok(Page { rows, total, number, size })
    }
}
