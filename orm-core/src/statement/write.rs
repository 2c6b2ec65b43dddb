//! INSERT, UPDATE and DELETE statements over one model.
//!
//! Owns the text of these statements. Must not know in which order an operation sends them.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::kept::is_kept;
use super::keys::BindKey;
use super::{fragment, push_name, push_table, walk};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::{BindValues, Key, Model, Values, given_places};

/// A write that returns all columns of the rows it wrote.
#[derive(Debug, Clone)]
pub struct Returning<M, N>(pub(crate) N, PhantomData<fn() -> M>);

impl<M, N> Returning<M, N> {
    pub(crate) fn new(write: N) -> Self {
        Self(write, PhantomData)
    }
}

fragment! { impl[M: Model, N] Returning<M, N> where [N: QueryFragment<DB>] |this, out| {
    walk(&this.0, &mut out)?;
    out.push_sql(" RETURNING ");
    out.push_sql(M::COLUMNS);
    Ok(())
} }

impl<M: Model, N> diesel::query_builder::Query for Returning<M, N> {
    type SqlType = M::SqlType;
}

impl<M, N, Conn> diesel::RunQueryDsl<Conn> for Returning<M, N> {}

impl<M: 'static, N: QueryId> QueryId for Returning<M, N> {
    type QueryId = Returning<M, N::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = N::HAS_STATIC_QUERY_ID;
}

/// `DELETE FROM ..`.
#[derive(Debug, Clone)]
pub struct DeleteFrom<M, F> {
    pub(crate) filter: F,
    pub(crate) model: PhantomData<fn() -> M>,
}

fragment! { impl[M: Model, F] DeleteFrom<M, F> where [F: QueryFragment<DB>] |this, out| {
    out.push_sql("DELETE FROM ");
    push_table::<M, DB>(&mut out)?;
    walk(&this.filter, &mut out)
} }

impl<M: 'static, F: QueryId> QueryId for DeleteFrom<M, F> {
    type QueryId = DeleteFrom<M, F::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID;
}

/// `UPDATE .. SET ..`; `A` is the assignment after SET.
#[derive(Debug, Clone)]
pub struct UpdateSet<M, A, F> {
    pub(crate) assignments: A,
    pub(crate) filter: F,
    pub(crate) model: PhantomData<fn() -> M>,
}

impl<M, A, F> UpdateSet<M, A, F> {
    pub(crate) fn new(assignments: A, filter: F) -> Self {
        Self { assignments, filter, model: PhantomData }
    }
}

fragment! {
    impl[M: Model, A, F] UpdateSet<M, A, F> where [A: QueryFragment<DB>, F: QueryFragment<DB>]
    |this, out| {
        out.push_sql("UPDATE ");
        push_table::<M, DB>(&mut out)?;
        out.push_sql(" SET ");
        walk(&this.assignments, &mut out)?;
        walk(&this.filter, &mut out)
    }
}

impl<M: 'static, A: QueryId, F: QueryId> QueryId for UpdateSet<M, A, F> {
    type QueryId = UpdateSet<M, A::QueryId, F::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = A::HAS_STATIC_QUERY_ID && F::HAS_STATIC_QUERY_ID;
}

/// Sets a key to a value.
pub struct AssignKey<M: Model, K: Key<M>>(pub(crate) K::Value);

/// Makes a row a target of the source with this key: sets the foreign key, and the columns that the association's scope
/// requires.
pub struct AssignSource<A: Association>(pub(crate) KeyOf<A>);

debug_by_name! { impl[A: Association] AssignSource<A>: A::NAME; }

fragment! { impl[A: Association] AssignSource<A> where [A::TargetKey: BindKey<A::Target, DB>] |this, out| {
    A::TargetKey::push_assignment(out.reborrow(), <A::TargetKey as Key<A::Target>>::NAMES, &this.0)?;
    out.push_sql(A::SCOPE_ASSIGNMENTS);
    Ok(())
} }

impl<A: Association> QueryId for AssignSource<A> {
    type QueryId = Self;
}

/// Sets a key to NULL.
#[derive(Debug, Clone)]
pub struct ClearKey<M, K>(PhantomData<fn() -> (M, K)>);

impl<M, K> ClearKey<M, K> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

debug_by_name! { impl[M: Model, K: Key<M>] AssignKey<M, K>: K::NAMES.join(", "); }

fragment! { impl[M: Model, K] AssignKey<M, K> where [K: BindKey<M, DB>] |this, out| {
    K::push_assignment(out.reborrow(), K::NAMES, &this.0)
} }

fragment! { impl[M: Model, K: Key<M>] ClearKey<M, K> |_this, out| {
    for (place, name) in K::NAMES.iter().enumerate() {
        if place > 0 {
            out.push_sql(", ");
        }
        push_name(&mut out, name);
        out.push_sql(" = NULL");
    }
    Ok(())
} }

impl<M: Model, K: Key<M>> QueryId for AssignKey<M, K> {
    type QueryId = Self;
}

impl<M: 'static, K: 'static> QueryId for ClearKey<M, K> {
    type QueryId = Self;
}

/// `INSERT INTO ..` of one or several rows, and the action on a conflict with an existing row.
///
/// The statement names each column for which at least one row has a value. A row without a value for it gets the
/// column's default.
pub struct InsertInto<M: Model> {
    pub(crate) rows: Vec<M::Values>,
    pub(crate) conflict: OnConflict,
}

/// The action of an INSERT when a row with the same unique columns exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OnConflict {
    /// The INSERT fails with a unique violation.
    Fail,
    /// The existing row, whichever unique key it violates, stays as it is.
    Ignore,
    /// The existing row, found by these columns, stays as it is.
    Keep(Vec<&'static str>),
    /// The existing row, found by these columns, gets the new values, but keeps its primary key.
    Update(Vec<&'static str>),
    /// The existing row, found by these columns, gets the new values unless it meets the condition, and keeps its
    /// primary key.
    UpdateUnless(Vec<&'static str>, &'static str),
}

impl<M: Model> std::fmt::Debug for InsertInto<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "InsertInto({}, {} rows)", M::TABLE, self.rows.len())
    }
}

impl<M: Model> QueryId for InsertInto<M> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

fragment! { impl[M: Model] InsertInto<M> where [M::Values: BindValues<M::SqlType, DB>] |this, out| {
    out.push_sql("INSERT INTO ");
    push_table::<M, DB>(&mut out)?;
    let mut places = given_places::<M>(&this.rows);
    // SQLite takes no action on a conflict after DEFAULT VALUES.
    let has_conflict = this.conflict != OnConflict::Fail && M::DESCRIPTOR.generated_place().is_some();
    if places.is_empty() && this.rows.len() == 1 && !has_conflict {
        out.push_sql(" DEFAULT VALUES");
        return Ok(());
    }
    if places.is_empty() {
        // One column is enough for rows without a value. `Inserts` makes such a list only where DEFAULT can stand in it, or
        // of generated keys.
        places.push(M::DESCRIPTOR.generated_place().unwrap_or(0));
    }
    // The text depends on the number of rows: keep an INSERT of several rows out of the statement cache.
    if this.rows.len() > 1 || !is_kept(M::TABLE, &places) {
        out.unsafe_to_cache_prepared();
    }
    push_rows::<M, DB>(&this.rows, &places, out.reborrow())?;
    push_conflict::<M, DB>(&this.conflict, &places, out);
    Ok(())
} }

fn push_rows<'b, M: Model, DB: Dialect>(
    rows: &'b [M::Values],
    places: &[usize],
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    M::Values: BindValues<M::SqlType, DB>,
{
    for (count, place) in places.iter().enumerate() {
        out.push_sql(if count == 0 { " (" } else { ", " });
        push_name(&mut out, M::DESCRIPTOR.columns[*place].name);
    }
    out.push_sql(") VALUES ");
    for (count, row) in rows.iter().enumerate() {
        out.push_sql(if count == 0 { "(" } else { ", (" });
        for (count, place) in places.iter().enumerate() {
            if count > 0 {
                out.push_sql(", ");
            }
            if row.is_given(*place) {
                row.bind(*place, out.reborrow())?;
            } else {
                // Where DEFAULT cannot stand here, only a generated key is not given, and NULL generates it.
                out.push_sql(if DB::HAS_DEFAULT_VALUE { "DEFAULT" } else { "NULL" });
            }
        }
        out.push_sql(")");
    }
    Ok(())
}

fn push_conflict<M: Model, DB: Dialect>(conflict: &OnConflict, places: &[usize], mut out: AstPass<'_, '_, DB>) {
    if *conflict == OnConflict::Ignore {
        return out.push_sql(" ON CONFLICT DO NOTHING");
    }
    let (OnConflict::Keep(found_by) | OnConflict::Update(found_by) | OnConflict::UpdateUnless(found_by, _)) = conflict
    else {
        return;
    };
    for (count, name) in found_by.iter().enumerate() {
        out.push_sql(if count == 0 { " ON CONFLICT (" } else { ", " });
        push_name(&mut out, name);
    }
    if matches!(conflict, OnConflict::Keep(_)) {
        return out.push_sql(") DO NOTHING");
    }
    out.push_sql(") DO UPDATE SET ");
    let names = places.iter().map(|place| M::DESCRIPTOR.columns[*place].name);
    // The existing row keeps its primary key, even if the new row has a value for it: other rows reference it.
    let kept = |name: &&str| found_by.contains(name) || M::DESCRIPTOR.primary_key.contains(name);
    let mut changed: Vec<&str> = names.filter(|name| !kept(name)).collect();
    if changed.is_empty() {
        // No column is left to change, but DO NOTHING would return no row.
        changed.push(found_by[0]);
    }
    for (count, name) in changed.into_iter().enumerate() {
        if count > 0 {
            out.push_sql(", ");
        }
        push_name(&mut out, name);
        out.push_sql(" = excluded.");
        push_name(&mut out, name);
    }
    if let OnConflict::UpdateUnless(_, condition) = conflict {
        // A condition that is NULL is not met.
        out.push_sql(" WHERE (");
        out.push_sql(condition);
        out.push_sql(") IS NOT TRUE");
    }
}
