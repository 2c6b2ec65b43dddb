//! Includes that can move to another thread: their conditions, orders and selections are rendered, so that they borrow
//! nothing.
//!
//! Owns the traits that render includes and queries.

use super::tree::DescendantsOf;
use super::{IncludeValue, Includes};
use crate::association::Includable;
use crate::model::Model;
use crate::statement::aggregate::Summarizes;
use crate::statement::fixed::{FixCondition, FixOrder, FixSelection};
use crate::statement::include_values::{AggregateOf, CountOf, Include};
use crate::statement::select::Query;
use crate::statement::selection::Selection;
use crate::statement::tree::TreeDepth;

/// The includes of a query, which can be rendered to move to another thread.
pub trait FixIncludes<Row>: Includes<Row> {
    /// The rendered form, which borrows nothing.
    type Fixed: Includes<Row, Loaded = Self::Loaded> + Clone + Send + 'static;
    /// Renders conditions, orders and selections.
    fn fix(self) -> Self::Fixed;
}

/// One include, which can be rendered to move to another thread.
pub trait FixInclude<M: Model>: IncludeValue<M> {
    /// The rendered form, which borrows nothing.
    type Fixed: IncludeValue<M, Slot = Self::Slot> + Clone + Send + 'static;
    /// Renders conditions, orders and selections.
    fn fix(self) -> Self::Fixed;
}

/// The rendered form of a query.
pub(crate) type FixedQuery<M, F, O, L, S, I> = Query<
    M,
    <F as FixCondition>::Fixed,
    <O as FixOrder>::Fixed,
    L,
    <S as FixSelection<M>>::Fixed,
    <I as FixIncludes<<S as Selection<M>>::Output>>::Fixed,
>;

/// A query that can be rendered to move to another thread.
pub trait FixQuery {
    /// The query with its conditions, orders, selections and includes rendered.
    type Fixed;
    /// Renders the query.
    fn fixed(self) -> Self::Fixed;
}

impl<M, F, O, L, S, I> FixQuery for Query<M, F, O, L, S, I>
where
    M: Model,
    F: FixCondition,
    O: FixOrder,
    S: FixSelection<M>,
    I: FixIncludes<S::Output>,
{
    type Fixed = FixedQuery<M, F, O, L, S, I>;

    fn fixed(self) -> Self::Fixed {
        Query {
            filter: self.filter.fix(),
            order: self.order.fix(),
            limit: self.limit,
            selection: self.selection.fix(),
            includes: self.includes.fix(),
            model: self.model,
        }
    }
}

impl<Row: Send> FixIncludes<Row> for () {
    type Fixed = ();

    fn fix(self) {}
}

impl<A, M, F, O, L, S, I, K, R> FixInclude<M> for Include<A, Query<A::Target, F, O, L, S, I>, K, R>
where
    A: Includable<Source = M>,
    M: Model,
    F: FixCondition,
    O: FixOrder,
    S: FixSelection<A::Target>,
    I: FixIncludes<S::Output>,
    Self: IncludeValue<M>,
    Include<A, FixedQuery<A::Target, F, O, L, S, I>, K, R>:
        IncludeValue<M, Slot = <Self as IncludeValue<M>>::Slot> + Clone + Send + 'static,
{
    type Fixed = Include<A, FixedQuery<A::Target, F, O, L, S, I>, K, R>;

    fn fix(self) -> Self::Fixed {
        Include { query: self.query.fixed(), types: self.types }
    }
}

impl<A, M, F> FixInclude<M> for CountOf<A, F>
where
    A: Includable<Source = M>,
    M: Model,
    F: FixCondition + Send,
{
    type Fixed = CountOf<A, F::Fixed>;

    fn fix(self) -> Self::Fixed {
        CountOf { filter: self.filter.fix(), association: self.association }
    }
}

impl<A, M, F, N, E> FixInclude<M> for AggregateOf<A, F, N, E>
where
    A: Includable<Source = M>,
    M: Model,
    F: FixCondition + Send,
    E: diesel::Column + Clone + Send + Sync + 'static,
    N: Summarizes<E>,
{
    type Fixed = AggregateOf<A, F::Fixed, N, E>;

    fn fix(self) -> Self::Fixed {
        let Self { filter, value, of_links, association } = self;
        AggregateOf { filter: filter.fix(), value, of_links, association }
    }
}

impl<A, M, D, O> FixInclude<M> for DescendantsOf<A, D, O>
where
    A: Includable<Source = M, Target = M>,
    M: Model,
    D: TreeDepth + Clone + Send + 'static,
    O: FixOrder + Send,
{
    type Fixed = DescendantsOf<A, D, O::Fixed>;

    fn fix(self) -> Self::Fixed {
        let Self { depth, order, association } = self;
        DescendantsOf { depth, order: order.fix(), association }
    }
}
