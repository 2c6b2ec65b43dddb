//! Includes that borrow nothing: their conditions, orders and selections are rendered.

use super::include::CountOf;
use super::{Includable, Include, IncludeValue, Includes};
use crate::model::Model;
use crate::operation::FixedQuery;
use crate::statement::fixed::{FixCondition, FixOrder, FixSelection};
use crate::statement::select::Query;

/// What a query includes, to be taken to another thread.
pub trait FixIncludes<Row>: Includes<Row> {
    /// The same, fixed.
    type Fixed: Includes<Row, Loaded = Self::Loaded> + Clone + Send + 'static;
    /// Renders it.
    fn fix(self) -> Self::Fixed;
}

/// One of them.
pub trait FixInclude<M: Model>: IncludeValue<M> {
    /// The same, fixed.
    type Fixed: IncludeValue<M, Slot = Self::Slot> + Clone + Send + 'static;
    /// Renders it.
    fn fix(self) -> Self::Fixed;
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
