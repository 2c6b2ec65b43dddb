//! `movie.get_actors().with_junction()`.
//!
//! Owns the query for targets together with their junction rows: its methods, and how it runs.

use std::marker::PhantomData;

use super::context;
use crate::association::Through;
use crate::model::Model;
use crate::model::row::ModelRow;
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::condition::{AddCondition, Parenthesized};
use crate::statement::expression::{Condition, Ordering};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::{FixCondition, FixOrder};
use crate::statement::junction::{LinkedBy, WithJunction};
use crate::statement::known_empty::FromGetter;
use crate::statement::order::AddOrder;
use crate::statement::select::Query;
use crate::statement::selection::AllColumns;
use crate::statement::window::Window;
use crate::trace::Description;

impl<M: Model, F, O, L> Query<M, F, O, L, AllColumns<M>>
where
    F: LinkedBy,
{
    /// Reads each target together with the junction row that links it: one SELECT, which yields a
    /// `Vec<(Actor, Casting)>`.
    ///
    /// Filters, orders and limits that were given before stay in force. [`WithJunction`] has an example.
    pub fn with_junction(self) -> WithJunction<F::Association, F, O, L>
    where
        F::Association: Through<Target = M>,
    {
        let source = self.filter.source();
        let Self { filter, order, limit, .. } = self;
        WithJunction { source, filter, order, limit, association: PhantomData }
    }
}

impl<A: Through, F, O, L> WithJunction<A, F, O, L> {
    /// Keeps only the pairs whose target also meets this condition, which is on the target's columns.
    pub fn filter<E>(self, condition: E) -> WithJunction<A, F::Both, O, L>
    where
        E: Condition<A::Target>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.with_condition(condition)
    }

    /// Keeps only the pairs whose junction row also meets this condition, which is on the junction's columns.
    pub fn filter_junction<E>(self, condition: E) -> WithJunction<A, F::Both, O, L>
    where
        E: Condition<A::Junction>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.with_condition(condition)
    }

    fn with_condition<E>(self, condition: E) -> WithJunction<A, F::Both, O, L>
    where
        F: AddCondition<Parenthesized<E>>,
    {
        let Self { source, filter, order, limit, association } = self;
        WithJunction { source, filter: filter.and(Parenthesized(condition)), order, limit, association }
    }

    /// Sorts the pairs by the target's columns. A later call sorts the pairs that the earlier orders leave equal.
    pub fn order<E>(self, order: E) -> WithJunction<A, F, O::Both, L>
    where
        E: Ordering<A::Target>,
        O: AddOrder<E>,
    {
        self.with_order(order)
    }

    /// Sorts the pairs by the junction's columns. A later call sorts the pairs that the earlier orders leave equal.
    pub fn order_junction<E>(self, order: E) -> WithJunction<A, F, O::Both, L>
    where
        E: Ordering<A::Junction>,
        O: AddOrder<E>,
    {
        self.with_order(order)
    }

    fn with_order<E>(self, order: E) -> WithJunction<A, F, O::Both, L>
    where
        O: AddOrder<E>,
    {
        let Self { source, filter, order: before, limit, association } = self;
        WithJunction { source, filter, order: before.then(order), limit, association }
    }

    /// Reads at most `rows` pairs.
    pub fn limit(self, rows: u32) -> WithJunction<A, F, O, L::Limited>
    where
        L: Window,
    {
        let Self { source, filter, order, limit, association } = self;
        WithJunction { source, filter, order, limit: limit.limited(rows.into()), association }
    }

    /// Skips the first `rows` pairs.
    pub fn offset(self, rows: u32) -> WithJunction<A, F, O, L::Moved>
    where
        L: Window,
    {
        let Self { source, filter, order, limit, association } = self;
        WithJunction { source, filter, order, limit: limit.moved(rows.into()), association }
    }
}

operation! {
    impl[A: Through, F: FromGetter, O, L] WithJunction<A, F, O, L> {
        yields Vec<(A::Target, A::Junction)>;
        described |get| Description::of::<A::Target>("get").by(Some(A::NAME)).lazy_read(get.filter.lazy_read());
        sends [Self: LoadWith<'q, X, (ModelRow<A::Target>, ModelRow<A::Junction>)>];
        run |get, connection| {
            if get.source.is_none() {
                return Ok(Vec::new());
            }
            let rows = get.load_with(connection).await.map_err(|error| context::<A>().reading().error(error))?;
            Ok(rows.into_iter().map(|(target, link)| (target.0, link.0)).collect())
        }
        sql |get| [Some(get)];
        offload [F: FixCondition, O: FixOrder] WithJunction<A, F::Fixed, O::Fixed, L>, |get| WithJunction {
            source: get.source,
            filter: get.filter.fix(),
            order: get.order.fix(),
            limit: get.limit,
            association: get.association,
        };
    }
}
