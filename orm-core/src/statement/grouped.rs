//! The SELECT of groups: GROUP BY, HAVING, and what is selected from each group.
//!
//! Owns its text. Must not know how a row is read.

use std::marker::PhantomData;

use diesel::Expression;
use diesel::expression::IsContainedInGroupBy;
use diesel::query_builder::{QueryFragment, QueryId};

use super::condition::Where;
use super::selection::Selection;
use super::{fragment, push_table, walk};
use crate::model::Model;
use crate::sql_types::DefaultRust;

/// A query for groups of rows: `Player::query().group_by(players::team_id)`, and then `select`. It yields a `Vec` of
/// what is selected, with one element for each group.
///
/// `F` is the condition on rows, `G` the expressions by which the rows are grouped, `H` the condition on groups, `O`
/// the order of the groups, `L` the limit and offset, `S` the selection.
///
/// # Errors
/// [`Error::Decode`](crate::Error::Decode) when a value does not fit its type. [`Error`](crate::Error) lists the other
/// errors.
#[must_use = "a query does nothing until `.exec(&mut conn)`"]
pub struct Grouped<M, F, G, H = (), O = (), L = (), S = ()> {
    pub(crate) filter: F,
    pub(crate) key: G,
    pub(crate) having: Having<H>,
    pub(crate) order: O,
    pub(crate) limit: L,
    pub(crate) selection: S,
    pub(crate) model: PhantomData<fn() -> M>,
}

/// ` HAVING ..` with the condition of `H`, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Having<H>(pub(crate) H);

/// The expressions `G` by which rows are grouped, where they are selected first. GROUP BY and ORDER BY name them by
/// their places, `1, 2`: an expression with bound values, written twice, is for PostgreSQL not the same expression.
#[derive(Debug)]
pub struct ByPlace<G>(PhantomData<fn() -> G>);

impl<G> ByPlace<G> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<G> Clone for ByPlace<G> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<C, G: IsContainedInGroupBy<C>> IsContainedInGroupBy<C> for ByPlace<G> {
    type Output = G::Output;
}

impl<G: QueryId> QueryId for ByPlace<G> {
    type QueryId = ByPlace<G::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = G::HAS_STATIC_QUERY_ID;
}

fragment! { impl[G: Expression] ByPlace<G> where [G::SqlType: DefaultRust] |_this, out| {
    let places: Vec<String> = (1..=G::SqlType::COLUMNS).map(|place| place.to_string()).collect();
    out.push_sql(&places.join(", "));
    Ok(())
} }

impl<M, F, G, H, O, L, S> std::fmt::Debug for Grouped<M, F, G, H, O, L, S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Grouped")
    }
}

impl<M, F: Clone, G: Clone, H: Clone, O: Clone, L: Clone, S: Clone> Clone for Grouped<M, F, G, H, O, L, S> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            key: self.key.clone(),
            having: self.having.clone(),
            order: self.order.clone(),
            limit: self.limit.clone(),
            selection: self.selection.clone(),
            model: PhantomData,
        }
    }
}

impl<M, F, G, H, O, L, S: Selection<M>> diesel::query_builder::Query for Grouped<M, F, G, H, O, L, S> {
    type SqlType = S::SqlType;
}

impl<M, F, G, H, O, L, S, Conn> diesel::RunQueryDsl<Conn> for Grouped<M, F, G, H, O, L, S> {}

impl<M, F, G, H, O, L, S> QueryId for Grouped<M, F, G, H, O, L, S>
where
    M: 'static,
    F: QueryId,
    G: QueryId,
    H: QueryId,
    O: QueryId,
    L: QueryId,
    S: QueryId,
{
    type QueryId = Grouped<M, F::QueryId, G::QueryId, H::QueryId, O::QueryId, L::QueryId, S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID
        && G::HAS_STATIC_QUERY_ID
        && H::HAS_STATIC_QUERY_ID
        && O::HAS_STATIC_QUERY_ID
        && L::HAS_STATIC_QUERY_ID
        && S::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[M: Model, F, G, H, O, L, S] Grouped<M, F, G, H, O, L, S>
    where [
        F: QueryFragment<DB>,
        G: QueryFragment<DB>,
        Having<H>: QueryFragment<DB>,
        O: QueryFragment<DB>,
        L: QueryFragment<DB>,
        S: QueryFragment<DB>
    ]
    |this, out| {
        out.push_sql("SELECT ");
        walk(&this.selection, &mut out)?;
        out.push_sql(" FROM ");
        push_table::<M, DB>(&mut out)?;
        walk(&this.filter, &mut out)?;
        out.push_sql(" GROUP BY ");
        walk(&this.key, &mut out)?;
        walk(&this.having, &mut out)?;
        walk(&this.order, &mut out)?;
        walk(&this.limit, &mut out)
    }
}

fragment! { impl[] Having<()> |_this, _out| { Ok(()) } }

fragment! { impl[E] Having<Where<E>> where [E: QueryFragment<DB>] |this, out| {
    out.push_sql(" HAVING ");
    walk(&this.0.0, &mut out)
} }
