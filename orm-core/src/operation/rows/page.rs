//! `Team::query().page(3, 20)`.
//!
//! Owns the operation, which reads the rows of one page and counts all rows, and `Page`, which it yields.

use std::future::Future;
use std::marker::PhantomData;

use diesel::query_builder::QueryFragment;

use crate::association::AssociatedOnce;
use crate::dialect::Dialect;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::loading::{AddInclude, Includes, Including};
use crate::model::Model;
use crate::operation::declare::offload;
use crate::run::{Executor, Operation, Print, RunOn, Task};
use crate::statement::known_empty::FromGetter;
use crate::statement::select::{Count, Query};
use crate::statement::selection::{AllColumns, RowsOfTable, Selection};
use crate::statement::text;
use crate::statement::window::{LimitOffset, Unlimited};
use crate::trace::Description;

/// One page of a query's rows.
///
/// With the feature `serde` a page serializes if its rows do. Its JSON has the fields and [`pages`](Self::pages):
/// `{"rows": [..], "total": 41, "pages": 3, "number": 1, "size": 20}`. There is a next page when `number < pages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page, at most `size`.
    pub rows: Vec<T>,
    /// The number of rows on all pages together.
    pub total: i64,
    /// The number of this page. The first page is 1.
    pub number: u32,
    /// The number of rows of a full page.
    pub size: u32,
}

impl<T> Page<T> {
    /// The number of pages: `total / size`, rounded up.
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

/// Reads one page of a query: `Team::query().page(3, 20)`, see [`Query::page`].
#[derive(Debug, Clone)]
#[must_use = "a page does nothing until `.exec(&mut conn)`"]
pub struct PageOf<Q> {
    query: Q,
    number: u32,
    size: u32,
}

/// The statements of one page: the SELECT of its rows, and the count of all rows.
type PageStatements<M, F, O, S, I> = (Query<M, F, O, LimitOffset, S, I>, Count<Query<M, F>>);

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Reads one page of the rows and counts all rows: two statements, which yield a [`Page`](crate::Page).
    ///
    /// The first page is 1; 0 is taken for 1. Give the query an order: without one, the database may put a row on two
    /// pages or on none. When other connections write meanwhile, rows and count agree only inside a transaction that
    /// keeps one view of the data (REPEATABLE READ on PostgreSQL).
    ///
    /// A query that has a limit or an offset has no method `page`. On a [`BoxedQuery`](crate::BoxedQuery) the page
    /// replaces its limit and its offset.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(
    ///     Team::query().order(teams::id.asc()).select(teams::name).page(3, 20),
    ///     r#"SELECT "teams"."name" FROM "teams"
    ///            ORDER BY "teams"."id" ASC LIMIT ? OFFSET ?; -- binds: [20, 40]
    ///        SELECT count(*) FROM "teams" -- binds: []"#
    /// );
    /// ```
    pub fn page(self, number: u32, size: u32) -> PageOf<Self>
    where
        L: Unlimited,
        S: RowsOfTable,
    {
        PageOf { query: self, number: number.max(1), size }
    }
}

impl<M: Model, F: Clone, O, L, S, I> PageOf<Query<M, F, O, L, S, I>> {
    /// Makes the two statements: the SELECT of the page's rows, and the count of all rows.
    fn into_statements(self) -> PageStatements<M, F, O, S, I> {
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
    /// Loads the targets of an association with each row of the page, as [`Query::include`] does.
    pub fn include<N, Included>(self, include: N) -> PageOf<Included>
    where
        Q: AddInclude<N, Output = Included>,
    {
        PageOf { query: self.query.add_include(include), number: self.number, size: self.size }
    }
}

impl<M: Model, F, O, L, I> PageOf<Query<M, F, O, L, AllColumns<M>, I>> {
    /// Loads the targets of each row's only association to the model `T`, as [`Query::include_model`] does.
    pub fn include_model<T>(self) -> PageOf<Including<Query<M, F, O, L, AllColumns<M>, I>, M::Association>>
    where
        M: AssociatedOnce<T, Association: Default>,
        Query<M, F, O, L, AllColumns<M>, I>: AddInclude<M::Association>,
    {
        self.include(M::Association::default())
    }
}

impl<M, F, O, L, S, I> Operation for PageOf<Query<M, F, O, L, S, I>>
where
    M: Model,
    F: FromGetter,
    S: Selection<M>,
    I: Includes<S::Output>,
{
    type Output = Page<I::Loaded>;

    fn description(&self) -> Description {
        self.query.described("page")
    }
}

/// Runs an operation that reads, as one of several operations that may run at the same time.
struct ReadTask<'q, O>(O, PhantomData<fn(&'q ())>);

impl<'q, X, O> Task<X> for ReadTask<'q, O>
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

impl<'q, X, M, F, O, L, S, I> RunOn<'q, X> for PageOf<Query<M, F, O, L, S, I>>
where
    X: Executor,
    M: Model,
    F: FromGetter + Clone + Send,
    O: Send,
    L: Send,
    S: Selection<M> + Send,
    I: Includes<S::Output>,
    Query<M, F, O, LimitOffset, S, I>: RunOn<'q, X, Output = Vec<I::Loaded>> + Send,
    Count<Query<M, F>>: RunOn<'q, X, Output = i64> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let (number, size) = (self.number, self.size);
        let (rows, count) = self.into_statements();
        let both = X::both(connection, ReadTask(rows, PhantomData), ReadTask(count, PhantomData));
        let (rows, total) = both.await?;
        Ok(Page { rows, total, number, size })
    }
}

impl<DB, M, F, O, L, S, I> Print<DB> for PageOf<Query<M, F, O, L, S, I>>
where
    DB: Dialect,
    M: Model,
    F: Clone,
    S: Selection<M>,
    I: Includes<S::Output>,
    Self: Clone,
    Query<M, F, O, LimitOffset, S, I>: Print<DB>,
    Count<Query<M, F>>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        let (rows, count) = self.clone().into_statements();
        rows.statements().into_iter().chain([text::<DB, _>(&count)]).collect()
    }
}

offload! {
    impl[Q: FixQuery] PageOf<Q>
    where [Self: Operation, PageOf<Q::Fixed>: Operation<Output = <Self as Operation>::Output>]
    => PageOf<Q::Fixed>, |page| PageOf { query: page.query.fixed(), number: page.number, size: page.size }
}
