//! The SQL of includes, without a connection.
//!
//! Owns the list of statements that an include would send.

use diesel::query_builder::QueryFragment;

use super::tree::DescendantsOf;
use crate::association::{Includable, Kind};
use crate::dialect::Dialect;
use crate::statement::aggregate::{Aggregate, RowCount};
use crate::statement::include::IncludeRows;
use crate::statement::include_aggregate::AggregateRows;
use crate::statement::include_values::{AggregateOf, CountOf, Include};
use crate::statement::select::Query;
use crate::statement::text;
use crate::statement::tree::TreesRows;
use crate::statement::window::Window;

/// Prints the statements of includes for the backend `DB`. The lists of keys in them are empty, because no source row
/// has been read.
pub trait PrintIncludes<DB: Dialect> {
    /// The statements that fetch the includes of many rows.
    fn for_many(&self) -> Vec<String>;
    /// The statements that fetch the includes of a single row, after the row's own statement.
    fn for_one(&self) -> Vec<String>;
}

impl<DB, A, F, O, L, S, I, K, R> PrintIncludes<DB> for Include<A, Query<A::Target, F, O, L, S, I>, K, R>
where
    DB: Dialect,
    A: Includable,
    F: Clone,
    O: Clone,
    L: Window,
    S: Clone,
    I: PrintIncludes<DB>,
    K: Kind,
    IncludeRows<A, Query<A::Target, F, O, L, S>, K>: QueryFragment<DB>,
{
    fn for_many(&self) -> Vec<String> {
        let Query { filter, order, limit, selection, includes, model } = &self.query;
        let (filter, order, limit, selection) = (filter.clone(), order.clone(), *limit, selection.clone());
        let query = Query { filter, order, limit, selection, includes: (), model: *model };
        let mut statements = vec![text::<DB, _>(&IncludeRows::<A, _, K>::new(Vec::new(), query))];
        statements.extend(includes.for_many());
        statements
    }

    fn for_one(&self) -> Vec<String> {
        if K::JOINED { self.query.includes.for_many() } else { self.for_many() }
    }
}

impl<DB: Dialect, A: Includable, F: Clone> PrintIncludes<DB> for CountOf<A, F>
where
    AggregateRows<A, F, RowCount>: QueryFragment<DB>,
{
    fn for_many(&self) -> Vec<String> {
        vec![text::<DB, _>(&AggregateRows::<A, F, _>::new(Vec::new(), self.filter.clone(), RowCount, false))]
    }

    fn for_one(&self) -> Vec<String> {
        self.for_many()
    }
}

impl<DB: Dialect, A: Includable, F: Clone, N, E: Clone> PrintIncludes<DB> for AggregateOf<A, F, N, E>
where
    AggregateRows<A, F, Aggregate<N, E>>: QueryFragment<DB>,
{
    fn for_many(&self) -> Vec<String> {
        let (filter, value) = (self.filter.clone(), self.value.clone());
        vec![text::<DB, _>(&AggregateRows::<A, F, _>::new(Vec::new(), filter, value, self.of_links))]
    }

    fn for_one(&self) -> Vec<String> {
        self.for_many()
    }
}

impl<DB: Dialect, A: Includable, D: Clone, O: Clone> PrintIncludes<DB> for DescendantsOf<A, D, O>
where
    TreesRows<A, D, O>: QueryFragment<DB>,
{
    fn for_many(&self) -> Vec<String> {
        vec![text::<DB, _>(&TreesRows::<A, D, O>::new(Vec::new(), self.depth.clone(), self.order.clone()))]
    }

    fn for_one(&self) -> Vec<String> {
        self.for_many()
    }
}
