//! `Team::query().first()`.
//!
//! Owns the operation and its includes.

use crate::association::AssociatedOnce;
use crate::dialect::Dialect;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::loading::{AddInclude, Includes, Including};
use crate::model::Model;
use crate::operation::declare::offload;
use crate::operation::read_one::{PrintOne, ReadOne};
use crate::run::{Executor, Operation, Print, RunOn};
use crate::statement::known_empty::FromGetter;
use crate::statement::select::Query;
use crate::statement::selection::{AllColumns, Selection};
use crate::statement::window::Window;
use crate::trace::Description;

/// Reads the first row of a query: `Team::query().first()`. Sends one SELECT with `LIMIT 1`. Yields `Some(row)`, or
/// `None` when the query finds no row.
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct First<Q>(pub(in super::super) Q);

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Reads the first row: ` LIMIT 1`. Yields an `Option`, `None` when the query finds no row. Without an order the
    /// database may choose any of the rows.
    pub fn first(self) -> First<Query<M, F, O, L::Limited, S, I>>
    where
        L: Window,
    {
        First(self.limit(1))
    }
}

impl<Q> First<Q> {
    /// Loads the targets of an association with the row, as [`Query::include`] does. Associations to one row are joined
    /// to the row's own statement, so they cost no round trip of their own.
    pub fn include<N, Included>(self, include: N) -> First<Included>
    where
        Q: AddInclude<N, Output = Included>,
    {
        First(self.0.add_include(include))
    }
}

impl<M: Model, F, O, L, I> First<Query<M, F, O, L, AllColumns<M>, I>> {
    /// Loads the targets of the row's only association to the model `T`, as [`Query::include_model`] does.
    pub fn include_model<T>(self) -> First<Including<Query<M, F, O, L, AllColumns<M>, I>, M::Association>>
    where
        M: AssociatedOnce<T, Association: Default>,
        Query<M, F, O, L, AllColumns<M>, I>: AddInclude<M::Association>,
    {
        self.include(M::Association::default())
    }
}

impl<M: Model, F: FromGetter, O, L, S: Selection<M>, I: Includes<S::Output>> Operation
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
    F: FromGetter,
    S: Selection<M>,
    I: Includes<S::Output>,
    Query<M, F, O, L, S, I>: ReadOne<'q, X, Loaded = I::Loaded> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Option<I::Loaded>, Error> {
        self.0.read_one(None, connection).await
    }
}

impl<DB: Dialect, Q: PrintOne<DB>> Print<DB> for First<Q> {
    fn statements(&self) -> Vec<String> {
        self.0.statements_for_one()
    }
}

offload! {
    impl[Q: FixQuery] First<Q>
    where [Self: Operation, First<Q::Fixed>: Operation<Output = <Self as Operation>::Output>]
    => First<Q::Fixed>, |first| First(first.0.fixed())
}
