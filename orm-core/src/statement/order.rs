//! Orders after ORDER BY: the library's own and the user's.
//!
//! Owns the nodes of orders. Must not know conditions or limits.

use std::marker::PhantomData;

use diesel::expression::expression_types::NotSelectable;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping};
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

/// An order in which NULLs have a place of their own: ` DESC NULLS LAST`.
#[derive(Debug, Clone, Copy)]
pub struct NullsPlaced<E, const DESCENDING: bool, const LAST: bool>(E);

/// Orders that say where NULLs stand, the same on both databases. In the [`prelude`](crate::prelude).
///
/// Without them, `asc()` and `desc()` leave it to the database: for PostgreSQL NULL is greater than every value, for
/// SQLite it is less.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, founded: Option<i32> }
///
/// assert_sql!(
///     Team::query().order(teams::founded.desc_nulls_last()).select(teams::id),
///     r#"SELECT "teams"."id" FROM "teams" ORDER BY "teams"."founded" DESC NULLS LAST -- binds: []"#
/// );
/// ```
pub trait OrderDsl: Expression + Sized {
    /// Ascending, and NULLs before all values: ` ASC NULLS FIRST`.
    fn asc_nulls_first(self) -> NullsPlaced<Self, false, false> {
        NullsPlaced(self)
    }

    /// Ascending, and NULLs after all values: ` ASC NULLS LAST`.
    fn asc_nulls_last(self) -> NullsPlaced<Self, false, true> {
        NullsPlaced(self)
    }

    /// Descending, and NULLs before all values: ` DESC NULLS FIRST`.
    fn desc_nulls_first(self) -> NullsPlaced<Self, true, false> {
        NullsPlaced(self)
    }

    /// Descending, and NULLs after all values: ` DESC NULLS LAST`.
    fn desc_nulls_last(self) -> NullsPlaced<Self, true, true> {
        NullsPlaced(self)
    }
}

impl<E: Expression> OrderDsl for E {}

impl<E: Expression, const DESCENDING: bool, const LAST: bool> Expression for NullsPlaced<E, DESCENDING, LAST> {
    type SqlType = NotSelectable;
}

impl<E, Table, const DESCENDING: bool, const LAST: bool> AppearsOnTable<Table> for NullsPlaced<E, DESCENDING, LAST> where
    E: AppearsOnTable<Table>
{
}

impl<E, Grouping, const DESCENDING: bool, const LAST: bool> ValidGrouping<Grouping> for NullsPlaced<E, DESCENDING, LAST>
where
    E: ValidGrouping<Grouping>,
{
    type IsAggregate = E::IsAggregate;
}

impl<E: QueryId, const DESCENDING: bool, const LAST: bool> QueryId for NullsPlaced<E, DESCENDING, LAST> {
    type QueryId = NullsPlaced<E::QueryId, DESCENDING, LAST>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[E, const DESCENDING: bool, const LAST: bool] NullsPlaced<E, DESCENDING, LAST> where [E: QueryFragment<DB>]
    |this, out| {
        walk(&this.0, &mut out)?;
        out.push_sql(if DESCENDING { " DESC" } else { " ASC" });
        out.push_sql(if LAST { " NULLS LAST" } else { " NULLS FIRST" });
        Ok(())
    }
}
