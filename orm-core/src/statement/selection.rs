//! The selection of a query: all columns of its model, or chosen expressions.
//!
//! Owns how a row is read into the value that the caller gets. Must not know conditions, orders or limits.

use std::hash::Hash;
use std::marker::PhantomData;

use diesel::query_builder::{QueryFragment, QueryId};

use super::{fragment, walk};
use crate::model::row::ModelRow;
use crate::model::{Model, PrimaryKeyOf};
use crate::trace::RowId;

/// The selection of a query: all columns of its model, or chosen expressions.
pub trait Selection<M> {
    /// The SQL type of a row.
    type SqlType;
    /// The type that a row is read into.
    type Row: Send;
    /// The type that the caller gets for a row.
    type Output: Send + Sync;
    /// The type that identifies a row, where the selection can identify one.
    type Identity: Hash + Eq;
    /// Whether the selection is an aggregate, which makes one row of all rows.
    fn is_aggregate(&self) -> bool {
        false
    }
    /// Whether rows that are equal in the selection come once.
    const DISTINCT: bool = false;
    /// Turns a row into the value that the caller gets.
    fn output(row: Self::Row) -> Self::Output;
    /// The identity of a row, where the selection can identify one.
    fn identity(output: &Self::Output) -> Option<Self::Identity>;
}

/// The identities of rows, for the watch over row-by-row reads.
pub(crate) fn ids<M, S: Selection<M>>(rows: &[S::Output]) -> impl Iterator<Item = RowId> {
    rows.iter().filter_map(S::identity).map(|key| RowId::of::<M, _>(|| key))
}

/// The selection of all columns of the model, read into the model.
pub struct AllColumns<M>(PhantomData<fn() -> M>);

/// The selection of chosen expressions, read into `R`.
#[derive(Debug)]
pub struct Chosen<E, R> {
    pub(super) expression: E,
    pub(super) aggregate: bool,
    row: PhantomData<fn() -> R>,
}

/// A selection of chosen expressions, of which rows may be equal.
#[diagnostic::on_unimplemented(
    message = "whole rows are distinct already",
    label = "`distinct` without `select`",
    note = "choose columns first: `.select(teams::city).distinct()`"
)]
pub trait SomeColumns {}

impl<E, R> SomeColumns for Chosen<E, R> {}

/// A selection that has one row for each row of the table.
#[diagnostic::on_unimplemented(
    message = "this is for the rows of the table, not for distinct rows",
    label = "after `distinct`",
    note = "distinct rows are read by `exec`, `first`, `limit` and `offset`, and counted by `count`"
)]
pub trait RowsOfTable {}

impl<M> RowsOfTable for AllColumns<M> {}

impl<E, R> RowsOfTable for Chosen<E, R> {}

/// A selection whose rows are rows of the table, so that the query can lock them.
#[diagnostic::on_unimplemented(
    message = "distinct rows cannot be locked",
    label = "a lock after `distinct`",
    note = "leave `distinct` out: the lock is for rows of the table, and a distinct row may stand for several of them"
)]
pub trait LockableRows {}

impl<M> LockableRows for AllColumns<M> {}

impl<E, R> LockableRows for Chosen<E, R> {}

/// A selection of which equal rows come once: `SELECT DISTINCT ..`.
#[derive(Debug, Clone)]
pub struct Distinct<S>(pub(crate) S);

impl<M> AllColumns<M> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M> Clone for AllColumns<M> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<M> std::fmt::Debug for AllColumns<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AllColumns")
    }
}

impl<E: Clone, R> Clone for Chosen<E, R> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone(), self.aggregate)
    }
}

impl<E, R> Chosen<E, R> {
    pub(crate) fn new(expression: E, aggregate: bool) -> Self {
        Self { expression, aggregate, row: PhantomData }
    }
}

impl<M: Model> Selection<M> for AllColumns<M> {
    type SqlType = M::SqlType;
    type Row = ModelRow<M>;
    type Output = M;
    type Identity = PrimaryKeyOf<M>;

    fn output(row: ModelRow<M>) -> M {
        row.0
    }

    fn identity(row: &M) -> Option<PrimaryKeyOf<M>> {
        Some(row.key())
    }
}

impl<M, E: diesel::Expression, R: Send + Sync> Selection<M> for Chosen<E, R> {
    type SqlType = E::SqlType;
    type Row = R;
    type Output = R;
    type Identity = ();

    fn is_aggregate(&self) -> bool {
        self.aggregate
    }

    fn output(row: R) -> R {
        row
    }

    fn identity(_: &R) -> Option<()> {
        None
    }
}

impl<M, S: Selection<M>> Selection<M> for Distinct<S> {
    type SqlType = S::SqlType;
    type Row = S::Row;
    type Output = S::Output;
    type Identity = S::Identity;
    const DISTINCT: bool = true;

    fn is_aggregate(&self) -> bool {
        self.0.is_aggregate()
    }

    fn output(row: S::Row) -> S::Output {
        S::output(row)
    }

    fn identity(output: &S::Output) -> Option<S::Identity> {
        S::identity(output)
    }
}

fragment! { impl[S] Distinct<S> where [S: QueryFragment<DB>] |this, out| {
    out.push_sql("DISTINCT ");
    walk(&this.0, &mut out)
} }

impl<S: QueryId> QueryId for Distinct<S> {
    type QueryId = Distinct<S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = S::HAS_STATIC_QUERY_ID;
}

/// A selection that has one row of all rows that are equal in an expression: `SELECT DISTINCT ON (..) ..`.
#[derive(Debug, Clone)]
pub struct OneOfEach<E, S> {
    pub(crate) expression: E,
    pub(crate) selection: S,
}

impl<M, E, S: Selection<M>> Selection<M> for OneOfEach<E, S> {
    type SqlType = S::SqlType;
    type Row = S::Row;
    type Output = S::Output;
    type Identity = S::Identity;
    const DISTINCT: bool = true;

    fn output(row: S::Row) -> S::Output {
        S::output(row)
    }

    fn identity(output: &S::Output) -> Option<S::Identity> {
        S::identity(output)
    }
}

fragment! { impl[E, S] OneOfEach<E, S> where [E: QueryFragment<DB>, S: QueryFragment<DB>] |this, out| {
    out.push_sql("DISTINCT ON (");
    walk(&this.expression, &mut out)?;
    out.push_sql(") ");
    walk(&this.selection, &mut out)
} }

impl<E: QueryId, S: QueryId> QueryId for OneOfEach<E, S> {
    type QueryId = OneOfEach<E::QueryId, S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID && S::HAS_STATIC_QUERY_ID;
}

fragment! { impl[M: Model] AllColumns<M> |_this, out| {
    out.push_sql(M::COLUMNS);
    Ok(())
} }

fragment! { impl[E, R] Chosen<E, R> where [E: QueryFragment<DB>] |this, out| { walk(&this.expression, &mut out) } }

impl<M: 'static> QueryId for AllColumns<M> {
    type QueryId = Self;
}

impl<E: QueryId, R> QueryId for Chosen<E, R> {
    type QueryId = Chosen<E::QueryId, ()>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}
