//! SELECT statements over one model: rows, counts, existence.
//!
//! Owns how the parts of a SELECT are put together. Must not know how rows are read, nor how a statement is run.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool};

use super::selection::{AllColumns, Selection};
use super::window::Window;
use super::{fragment, push_table, walk};
use crate::dialect::Dialect;
use crate::model::{Key, Model};

/// A query for rows of a model: `Team::query()`, `team.get_players()`.
///
/// A query does nothing until `.exec(&mut conn)`, which runs one SELECT and yields `Vec<M>`. Each condition, order and
/// limit becomes part of the query's type, so that Diesel caches the prepared statement by type. `F` is the condition,
/// `O` the order, `L` the limit and offset, `S` the selection, `I` the includes. A signature or a struct names a
/// [`BoxedQuery`](crate::query::BoxedQuery) instead.
///
/// # Errors
/// [`Error::Decode`](crate::Error::Decode) when a value of a row does not fit the field's type. [`Error`](crate::Error)
/// lists the other errors.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// let best = Team::query().filter(teams::wins.gt(50)).order(teams::name.asc()).limit(10);
/// assert_sql!(
///     best,
///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
///            WHERE "teams"."wins" > ?
///            ORDER BY "teams"."name" ASC LIMIT ? -- binds: [50, 10]"#
/// );
/// ```
#[must_use = "a query does nothing until `.exec(&mut conn)`"]
pub struct Query<M, F = (), O = (), L = (), S = AllColumns<M>, I = ()> {
    pub(crate) filter: F,
    pub(crate) order: O,
    pub(crate) limit: L,
    pub(crate) selection: S,
    pub(crate) includes: I,
    pub(crate) model: PhantomData<fn() -> M>,
}

impl<M, F, O, L, S, I> std::fmt::Debug for Query<M, F, O, L, S, I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Query").finish_non_exhaustive()
    }
}

impl<M, F: Clone, O: Clone, L: Clone, S: Clone, I: Clone> Clone for Query<M, F, O, L, S, I> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            order: self.order.clone(),
            limit: self.limit.clone(),
            selection: self.selection.clone(),
            includes: self.includes.clone(),
            model: PhantomData,
        }
    }
}

/// The operation of [`Query::count`]: it counts the rows of a query.
#[derive(Debug, Clone)]
#[must_use = "a count does nothing until `.exec(&mut conn)`"]
pub struct Count<Q>(pub(crate) Q);

/// The operation of [`Query::exists`]: it tells whether a query has any row.
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct Exists<Q>(pub(crate) Q);

impl<M, F, O, L, S, I> diesel::query_builder::Query for Query<M, F, O, L, S, I>
where
    S: Selection<M>,
{
    type SqlType = S::SqlType;
}

impl<M, F, O, L, S, I, Conn> diesel::RunQueryDsl<Conn> for Query<M, F, O, L, S, I> {}

// Includes run in statements of their own and leave this one's text as it is.
impl<M: 'static, F: QueryId, O: QueryId, L: QueryId, S: QueryId, I> QueryId for Query<M, F, O, L, S, I> {
    type QueryId = Query<M, F::QueryId, O::QueryId, L::QueryId, S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool =
        F::HAS_STATIC_QUERY_ID && O::HAS_STATIC_QUERY_ID && L::HAS_STATIC_QUERY_ID && S::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[M: Model, F, O, L: Window, S: Selection<M>, I] Query<M, F, O, L, S, I>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>, S: QueryFragment<DB>]
    |this, out| {
        out.push_sql("SELECT ");
        walk(&this.selection, &mut out)?;
        out.push_sql(" FROM ");
        push_table::<M, DB>(&mut out)?;
        // Limit and offset choose the rows before an aggregate takes them. Without them an order changes nothing.
        let (aggregate, cuts) = (this.selection.is_aggregate(), this.limit.cuts());
        this.push_rows(aggregate && cuts, cuts || !aggregate, &mut out)
    }
}

/// Writes ` WHERE (key) IN (SELECT key FROM table`.
fn push_subselect<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, key: &[&str], table: &str) {
    let key = key.join(", ");
    out.push_sql(&format!(" WHERE ({key}) IN (SELECT {key} FROM {table}"));
}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Writes ` WHERE .. ORDER BY .. LIMIT ..`, or without `ordered` ` WHERE ..` alone. With `first`, these stand in a
    /// subselect, which chooses the rows before joins or aggregates see them.
    pub(super) fn push_rows<'b, DB: Dialect>(
        &'b self,
        first: bool,
        ordered: bool,
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        F: QueryFragment<DB>,
        O: QueryFragment<DB>,
        L: QueryFragment<DB>,
    {
        if first {
            push_subselect(out, <M::PrimaryKey as Key<M>>::SQL, M::TABLE);
        }
        walk(&self.filter, out)?;
        if ordered {
            walk(&self.order, out)?;
            walk(&self.limit, out)?;
        }
        out.push_sql(if first { ")" } else { "" });
        Ok(())
    }
}

fragment! {
    impl[M: Model, F, O, L: Window, S: Selection<M>, I] Count<Query<M, F, O, L, S, I>>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>, S: QueryFragment<DB>]
    |this, out| {
        // The count is of the rows that DISTINCT, limit and offset leave.
        let cuts = this.0.limit.cuts() || S::DISTINCT;
        out.push_sql(if cuts { "SELECT count(*) FROM (SELECT " } else { "SELECT count(*)" });
        if S::DISTINCT {
            walk(&this.0.selection, &mut out)?;
        } else if cuts {
            out.push_sql("1");
        }
        out.push_sql(" FROM ");
        push_table::<M, DB>(&mut out)?;
        walk(&this.0.filter, &mut out)?;
        walk(&this.0.limit, &mut out)?;
        if cuts {
            out.push_sql(") AS \"cut\"");
        }
        Ok(())
    }
}

fragment! {
    impl[M: Model, F, O, L, S: Selection<M>, I] Exists<Query<M, F, O, L, S, I>>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>, S: QueryFragment<DB>]
    |this, out| {
        out.push_sql("SELECT EXISTS (SELECT 1 FROM ");
        // An offset skips distinct rows. In a subselect of their own, since SQLite leaves out the DISTINCT of an EXISTS.
        if S::DISTINCT {
            out.push_sql("(SELECT ");
            walk(&this.0.selection, &mut out)?;
            out.push_sql(" FROM ");
        }
        push_table::<M, DB>(&mut out)?;
        walk(&this.0.filter, &mut out)?;
        walk(&this.0.limit, &mut out)?;
        out.push_sql(if S::DISTINCT { ") AS \"cut\")" } else { ")" });
        Ok(())
    }
}

macro_rules! wrapped_query {
    ($($wrapper:ident => $sql_type:ty),*) => { $(
        impl<Q> diesel::query_builder::Query for $wrapper<Q> {
            type SqlType = $sql_type;
        }

        impl<Q, Conn> diesel::RunQueryDsl<Conn> for $wrapper<Q> {}

        impl<Q: QueryId> QueryId for $wrapper<Q> {
            type QueryId = $wrapper<Q::QueryId>;
            const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
        }
    )* };
}
wrapped_query! { Count => BigInt, Exists => Bool }

/// The statement that tells whether a source is linked to all given targets: `expected` rows match.
#[derive(Debug)]
pub struct CountIs<Q> {
    pub(crate) count: Count<Q>,
    pub(crate) expected: i64,
}

fragment! { impl[Q] CountIs<Q> where [Count<Q>: QueryFragment<DB>] |this, out| {
    out.push_sql("SELECT (");
    walk(&this.count, &mut out)?;
    out.push_sql(") = ");
    DB::push_number(out, &this.expected)
} }

impl<Q> diesel::query_builder::Query for CountIs<Q> {
    type SqlType = Bool;
}

impl<Q, Conn> diesel::RunQueryDsl<Conn> for CountIs<Q> {}

impl<Q: QueryId> QueryId for CountIs<Q> {
    type QueryId = CountIs<Q::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}
