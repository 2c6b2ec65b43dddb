//! Orders after ORDER BY: the library's own and the user's.
//!
//! Owns the nodes of orders. Must not know conditions or limits.

use std::marker::PhantomData;

use diesel::query_builder::{QueryFragment, QueryId};

use super::{fragment, walk};
use crate::model::{Key, Model};

/// ` ORDER BY ..`; `()` stands for no order.
#[derive(Debug, Clone, Copy)]
pub struct OrderBy<E>(pub(crate) E);

/// Two orders: the second sorts the rows that are equal in the first.
#[derive(Debug, Clone, Copy)]
pub struct Then<A, B>(pub(crate) A, pub(crate) B);

/// The order of a query; `()` stands for none.
pub trait Order {
    /// Whether the query has an order.
    fn is_given(&self) -> bool;
}

impl Order for () {
    fn is_given(&self) -> bool {
        false
    }
}

impl<E> Order for OrderBy<E> {
    fn is_given(&self) -> bool {
        true
    }
}

/// The order of a query that can be read in cursor pages: none, or one that the pages may replace.
#[diagnostic::on_unimplemented(
    message = "a query with an order has no cursor pages",
    label = "`keyset` after `order`",
    note = "leave `order` out: cursor pages have their own, `.keyset(table::column.asc(), size)`"
)]
pub trait Unordered: Order {}

impl Unordered for () {}

/// The order by primary key.
pub struct OrderByKey<M>(PhantomData<fn() -> M>);

impl<M> OrderByKey<M> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M> std::fmt::Debug for OrderByKey<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OrderByKey")
    }
}

fragment! { impl[M: Model] OrderByKey<M> |_this, out| {
    out.push_sql(&<M::PrimaryKey as Key<M>>::SQL.join(", "));
    Ok(())
} }

impl<M: 'static> QueryId for OrderByKey<M> {
    type QueryId = Self;
}

/// The order of a query, or `()`, to which another order can be added.
pub trait AddOrder<E> {
    /// The two orders, one after the other.
    type Both;
    /// Adds the order after the existing one.
    fn then(self, order: E) -> Self::Both;
}

impl<E> AddOrder<E> for () {
    type Both = OrderBy<E>;

    fn then(self, order: E) -> OrderBy<E> {
        OrderBy(order)
    }
}

impl<A, E> AddOrder<E> for OrderBy<A> {
    type Both = OrderBy<Then<A, E>>;

    fn then(self, order: E) -> Self::Both {
        OrderBy(Then(self.0, order))
    }
}

fragment! { impl[E] OrderBy<E> where [E: QueryFragment<DB>] |this, out| {
    out.push_sql(" ORDER BY ");
    walk(&this.0, &mut out)
} }

fragment! { impl[A, B] Then<A, B> where [A: QueryFragment<DB>, B: QueryFragment<DB>] |this, out| {
    walk(&this.0, &mut out)?;
    out.push_sql(", ");
    walk(&this.1, &mut out)
} }

impl<E: QueryId> QueryId for OrderBy<E> {
    type QueryId = OrderBy<E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<A: QueryId, B: QueryId> QueryId for Then<A, B> {
    type QueryId = Then<A::QueryId, B::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = A::HAS_STATIC_QUERY_ID && B::HAS_STATIC_QUERY_ID;
}
