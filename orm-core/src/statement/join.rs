//! The statement for a single row, with associations to one row joined to it.
//!
//! Owns the joins and the columns that they add. Must not know how their rows are read.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::condition::AndAlso;
use super::include::KeySql;
use super::known_empty::KnownEmpty;
use super::order::Order;
use super::select::Query;
use super::selection::Selection;
use super::targets::{push_all, push_columns, push_join_condition};
use super::window::Window;
use super::{fragment, push_table, walk};
use crate::association::{Includable, Route};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::Model;

/// An association to one row, joined to the statement for a single source.
pub struct JoinOne<A, F, S> {
    pub(crate) filter: F,
    pub(crate) selection: S,
    pub(crate) association: PhantomData<fn() -> A>,
}

/// An association to many rows: it is not joined.
#[derive(Debug)]
pub struct NoJoin;

/// The statement for a single row, with associations to one row joined: `SELECT .. LEFT JOIN ..`.
#[derive(Debug)]
pub struct JoinedRows<Q, J> {
    query: Q,
    joins: J,
    /// Whether a subselect finds the source.
    first: bool,
}

impl<M, F: KnownEmpty, O: Order, L: Window, S, J: JoinNodes> JoinedRows<Query<M, F, O, L, S>, J> {
    /// The statement for the query's only row.
    pub(crate) fn new(query: Query<M, F, O, L, S>, joins: J) -> Self {
        // Raw SQL of the user may name a column without its table, and the joined tables may have one of that name. The
        // offset counts sources, but a source with several targets makes several rows. In a subselect, there are only the
        // source's columns and rows.
        let first =
            J::ANY && (query.filter.has_user_part() || query.order.is_given() || query.limit.bounds().1.is_some());
        Self { query, joins, first }
    }
}

debug_by_name! { impl[A: Includable, F, S] JoinOne<A, F, S>: A::NAME; }

/// The joins of a statement, which fetch associations together with a row.
pub trait JoinNodes {
    /// Whether there is any join.
    const ANY: bool;
    /// The SQL type of a row with its joined columns; `B` is the SQL type without them.
    type SqlType<B>;
}

/// Joins that can be written for `DB`.
pub trait PushJoins<DB: Dialect>: JoinNodes {
    /// Writes the joined columns: `, "included_0".*`.
    fn push_columns(&self, place: usize, out: &mut AstPass<'_, '_, DB>);
    /// Writes ` LEFT JOIN .. ON ..`.
    ///
    /// # Errors
    /// When a value cannot be serialized for the database.
    fn push_joins<'b>(&'b self, place: usize, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl JoinNodes for NoJoin {
    const ANY: bool = false;

    type SqlType<B> = B;
}

impl<DB: Dialect> PushJoins<DB> for NoJoin {
    fn push_columns(&self, _: usize, _: &mut AstPass<'_, '_, DB>) {}

    fn push_joins<'b>(&'b self, _: usize, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl QueryId for NoJoin {
    type QueryId = Self;
}

impl<A: Includable, F, S: Selection<A::Target>> JoinNodes for JoinOne<A, F, S> {
    const ANY: bool = true;

    type SqlType<B> = (B, KeySql<A>, S::SqlType);
}

impl<DB, A, F, S> PushJoins<DB> for JoinOne<A, F, S>
where
    DB: Dialect,
    A: Includable,
    F: AndAlso<DB>,
    S: Selection<A::Target> + QueryFragment<DB>,
{
    fn push_columns(&self, place: usize, out: &mut AstPass<'_, '_, DB>) {
        out.push_sql(&format!(", \"included_{place}\".*"));
    }

    fn push_joins<'b>(&'b self, place: usize, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" LEFT JOIN (SELECT ");
        push_columns(&mut out, A::Route::KEY_SQL, true);
        out.push_sql(", ");
        walk(&self.selection, &mut out)?;
        push_all::<A, DB, F>(out.reborrow(), &self.filter)?;
        out.push_sql(&format!(") AS \"included_{place}\" ON "));
        push_join_condition::<A, DB>(&mut out, &format!("\"included_{place}\""));
        Ok(())
    }
}

impl<A: 'static, F: QueryId, S: QueryId> QueryId for JoinOne<A, F, S> {
    type QueryId = JoinOne<A, F::QueryId, S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID && S::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[M: Model, F, O, L: Window, S, J] JoinedRows<Query<M, F, O, L, S>, J>
    where [
        F: QueryFragment<DB>,
        O: QueryFragment<DB>,
        L: QueryFragment<DB>,
        S: QueryFragment<DB>,
        J: PushJoins<DB>
    ]
    |this, out| {
        out.push_sql("SELECT ");
        walk(&this.query.selection, &mut out)?;
        this.joins.push_columns(0, &mut out);
        out.push_sql(" FROM ");
        push_table::<M, DB>(&mut out)?;
        this.joins.push_joins(0, out.reborrow())?;
        this.query.push_rows(this.first, true, &mut out)
    }
}

impl<M, F, O, L, S, J> diesel::query_builder::Query for JoinedRows<Query<M, F, O, L, S>, J>
where
    S: Selection<M>,
    J: JoinNodes,
{
    type SqlType = (J::SqlType<S::SqlType>,);
}

impl<Q, J, Conn> diesel::RunQueryDsl<Conn> for JoinedRows<Q, J> {}

impl<Q: QueryId, J: QueryId> QueryId for JoinedRows<Q, J> {
    type QueryId = JoinedRows<Q::QueryId, J::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID && J::HAS_STATIC_QUERY_ID;
}
