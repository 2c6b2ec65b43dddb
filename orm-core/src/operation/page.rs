//! One page of a query's rows, with the count of all.

use std::future::Future;
use std::marker::PhantomData;

use crate::association::AssociatedOnce;
use crate::error::Error;
use crate::loading::{AddInclude, Includes, Including};
use crate::model::Model;
use crate::run::{Executor, Task};
use crate::run::{Operation, RunOn};
use crate::statement::condition::Hopeless;
use crate::statement::select::{Count, Query};
use crate::statement::selection::{Selection, Whole};
use crate::statement::window::LimitOffset;
use crate::trace::Description;

/// One page of a query's rows.
///
/// With the feature `serde` it is JSON where its rows are, with its fields and [`pages`](Self::pages):
/// `{"rows": [..], "total": 41, "pages": 3, "number": 1, "size": 20}`. There is a page behind it where `number` is less
/// than `pages`.
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

#[cfg(feature = "serde")]
impl<T: serde::Serialize> serde::Serialize for Page<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let Self { rows, total, number, size } = self;
        let mut fields = serializer.serialize_struct("Page", 5)?;
        fields.serialize_field("rows", rows)?;
        fields.serialize_field("total", total)?;
        fields.serialize_field("pages", &self.pages())?;
        fields.serialize_field("number", number)?;
        fields.serialize_field("size", size)?;
        fields.end()
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
type PageStatements<M, F, O, S, I> = (Query<M, F, O, LimitOffset, S, I>, Count<Query<M, F>>);

impl<M: Model, F: Clone, O, L, S, I> PageOf<Query<M, F, O, L, S, I>> {
    /// The statements: the page's rows, and the count of all.
    pub(crate) fn into_statements(self) -> PageStatements<M, F, O, S, I> {
        let Query { filter, order, selection, includes, model, .. } = self.query;
        let (size, before) = (i64::from(self.size), i64::from(self.number) - 1);
        let limit = LimitOffset(size, before.saturating_mul(size));
        let Query { order: unordered, limit: all, selection: whole, includes: alone, .. } = Query::<M>::all();
        let count =
            Query { filter: filter.clone(), order: unordered, limit: all, selection: whole, includes: alone, model };
        (Query { filter, order, limit, selection, includes, model }, Count(count))
    }
}

impl<Q> PageOf<Q> {
    /// With each row of the page, the targets of an association: as [`Query::include`].
    pub fn include<N, Included>(self, include: N) -> PageOf<Included>
    where
        Q: AddInclude<N, Output = Included>,
    {
        PageOf { query: self.query.add_include(include), number: self.number, size: self.size }
    }
}

impl<M: Model, F, O, L, I> PageOf<Query<M, F, O, L, Whole<M>, I>> {
    /// With each row of the page, the targets of its one association to `T` without an alias: as [`Query::include_model`].
    pub fn include_model<T>(self) -> PageOf<Including<Query<M, F, O, L, Whole<M>, I>, M::Association>>
    where
        M: AssociatedOnce<T, Association: Default>,
        Query<M, F, O, L, Whole<M>, I>: AddInclude<M::Association>,
    {
        self.include(M::Association::default())
    }
}

impl<M: Model, F: Hopeless, O, S: Selection<M>, I: Includes<S::Output>> Operation for PageOf<Query<M, F, O, (), S, I>> {
    type Output = Page<I::Loaded>;

    fn description(&self) -> Description {
        self.query.described("page")
    }
}

/// An operation that reads, as one of several that do not need each other.
struct Reading<'q, O>(O, PhantomData<fn(&'q ())>);

impl<'q, X, O> Task<X> for Reading<'q, O>
where
    X: Executor,
    O: RunOn<'q, X> + Send,
    O::Output: Send,
{
    type Output = O::Output;

    fn run(self, connection: &mut X::Connection) -> impl Future<Output = Result<O::Output, Error>> + Send {
        self.0.run(connection)
    }
}

impl<'q, X, M, F, O, S, I> RunOn<'q, X> for PageOf<Query<M, F, O, (), S, I>>
where
    X: Executor,
    M: Model,
    F: Hopeless + Clone + Send,
    O: Send,
    S: Selection<M> + Send,
    I: Includes<S::Output>,
    Query<M, F, O, LimitOffset, S, I>: RunOn<'q, X, Output = Vec<I::Loaded>> + Send,
    Count<Query<M, F>>: RunOn<'q, X, Output = i64> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let (number, size) = (self.number, self.size);
        let (rows, count) = self.into_statements();
        let both = X::both(connection, Reading(rows, PhantomData), Reading(count, PhantomData));
        let (rows, total) = both.await?;
        Ok(Page { rows, total, number, size })
    }
}
