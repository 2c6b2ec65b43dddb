//! Statements about an association: its targets for many sources, their counts, and conditions on sources by their
//! targets.
//!
//! Owns their text. [`Route`] gives the tables and columns. A subselect never names the source's table: the source's
//! key is compared outside of it, so that an association of a table to itself needs no alias.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool, IntoNullable, SingleValue};

use super::condition::{AndAlso, Not};
use super::include_values::{CountOf, Include};
use super::keys::BindKey;
use super::listed::{push_list, push_listed, told_by};
use super::order::Order;
use super::select::Query;
use super::selection::{Chosen, Selection};
use super::window::Window;
use super::{fragment, push_scope, push_table, walk};
use crate::association::{Includable, Kind, Route, RouteKey, ToOne};
use crate::debug::debug_by_name;
use crate::dialect::{Dialect, KeyList};
use crate::model::{Key, Model};

type RouteOf<A> = <A as Includable>::Route;
pub(super) type KeyModelOf<A> = <RouteOf<A> as Route>::KeyModel;
pub(super) type KeyOf<A> = <RouteOf<A> as Route>::Key;
/// The SQL type of the key by which targets are found.
pub(crate) type KeySql<A> = <KeyOf<A> as Key<KeyModelOf<A>>>::SqlType;

/// The statement for the targets of many sources. A row is the key of a source, then the target.
///
/// `SELECT key, columns FROM targets WHERE key IN (..)`. With a limit, `row_number()` numbers the targets of each
/// source.
pub struct IncludeRows<A: Includable, Q, K> {
    keys: KeyList<RouteKey<A::Route>>,
    query: Q,
    /// The targets of each source whose number is greater than the first value and at most the second.
    window: (i64, i64),
    types: PhantomData<fn() -> (A, K)>,
}

/// The statement for the counts of many sources. A row is the key of a source, then the number of its targets; a source
/// without targets has no row.
pub struct CountRows<A: Includable, F> {
    keys: KeyList<RouteKey<A::Route>>,
    filter: F,
}

/// The condition that a source has a target that meets another condition: `teams::players.any(..)`.
#[must_use = "a condition does nothing outside `.filter(..)`"]
pub struct AnyOf<A, F> {
    filter: F,
    association: PhantomData<fn() -> A>,
}

impl<A: Includable, M, F, O, L: Window, S, K> IncludeRows<A, Query<M, F, O, L, S>, K> {
    pub(crate) fn new(keys: Vec<RouteKey<A::Route>>, query: Query<M, F, O, L, S>) -> Self {
        let (limit, offset) = query.limit.bounds();
        let before = offset.unwrap_or(0);
        let window = (before, before.saturating_add(limit.unwrap_or(i64::MAX)));
        Self { keys: KeyList(keys), query, window, types: PhantomData }
    }
}

impl<A: Includable, F> CountRows<A, F> {
    pub(crate) fn new(keys: Vec<RouteKey<A::Route>>, filter: F) -> Self {
        Self { keys: KeyList(keys), filter }
    }
}

impl<A, F> AnyOf<A, F> {
    pub(crate) fn new(filter: F) -> Self {
        Self { filter, association: PhantomData }
    }
}

impl<A, F: Clone> Clone for AnyOf<A, F> {
    fn clone(&self) -> Self {
        Self::new(self.filter.clone())
    }
}

debug_by_name! {
    impl[A: Includable, Q, K] IncludeRows<A, Q, K>: A::NAME;
    impl[A: Includable, F] CountRows<A, F>: A::NAME;
    impl[A: Includable, F] AnyOf<A, F>: A::NAME;
}

/// The alias of a key's column in a statement. A model's column is unlikely to have this name.
fn key_name(place: usize) -> String {
    format!("\"orm:key_{}\"", place + 1)
}

/// Writes the columns, separated by commas; with `named`, each with an alias.
pub(super) fn push_columns<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, columns: &[&str], named: bool) {
    for (place, column) in columns.iter().enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(column);
        if named {
            out.push_sql(" AS ");
            out.push_sql(&key_name(place));
        }
    }
}

/// Whether the user's condition stands in a subselect of the target's table, where raw SQL in it cannot name a column of
/// the junction. Columns of a table in a schema are written with the schema, which the name of a subselect cannot have.
fn filters_first<A: Includable, DB: Dialect, F: AndAlso<DB>>(filter: &F) -> bool {
    A::Route::JUNCTION && filter.is_given() && A::Target::DESCRIPTOR.schema.is_none()
}

/// Writes ` FROM ..` with the tables of the targets.
pub(super) fn push_from<'b, A: Includable, DB: Dialect, F: AndAlso<DB>>(
    out: &mut AstPass<'_, 'b, DB>,
    filter: &'b F,
) -> QueryResult<()> {
    out.push_sql(" FROM ");
    if filters_first::<A, DB, F>(filter) {
        out.push_sql("(SELECT * FROM ");
        push_table::<A::Target, DB>(out)?;
        filter.push_where(out.reborrow())?;
        out.push_sql(") AS ");
    }
    push_table::<A::Target, DB>(out)?;
    A::Route::push_junction(&mut |sql| out.push_sql(sql))
}

/// Writes what follows the library's own conditions: the association's scope, and the user's condition where
/// [`push_from`] has not written it.
pub(super) fn push_filter<'b, A: Includable, DB: Dialect, F: AndAlso<DB>>(
    mut out: AstPass<'_, 'b, DB>,
    filter: &'b F,
) -> QueryResult<()> {
    push_scope(&mut out, A::Route::SCOPE);
    if filters_first::<A, DB, F>(filter) { Ok(()) } else { filter.push_and_also(out) }
}

/// Writes ` FROM .. WHERE key IS NOT NULL ..`, which finds the targets of all sources.
pub(super) fn push_all<'b, A: Includable, DB: Dialect, F: AndAlso<DB>>(
    mut out: AstPass<'_, 'b, DB>,
    filter: &'b F,
) -> QueryResult<()> {
    push_from::<A, DB, F>(&mut out, filter)?;
    for (place, column) in A::Route::KEY_SQL.iter().enumerate() {
        out.push_sql(if place > 0 { " AND " } else { " WHERE " });
        out.push_sql(column);
        out.push_sql(" IS NOT NULL");
    }
    push_filter::<A, DB, F>(out, filter)
}

/// Writes the condition that the source's key equals the key in the derived table.
pub(super) fn push_join_condition<A: Includable, DB: Dialect>(out: &mut AstPass<'_, '_, DB>, table: &str) {
    let columns = <<A::Route as Route>::SourceKey as Key<A::Source>>::SQL;
    for (place, column) in columns.iter().enumerate() {
        out.push_sql(&format!("{}{table}.{} = ", if place > 0 { " AND " } else { "" }, key_name(place)));
        out.push_sql(column);
    }
}

fragment! {
    impl[A: Includable, M: Model, F, O: Order, L: Window, S, K: Kind] IncludeRows<A, Query<M, F, O, L, S>, K>
    where [
        F: AndAlso<DB>,
        O: QueryFragment<DB>,
        S: QueryFragment<DB>,
        KeyOf<A>: BindKey<KeyModelOf<A>, DB>
    ]
    |this, out| {
        let keys = told_by::<A, DB>();
        push_list::<A, DB>(&mut out, &this.keys)?;
        // Without the junction's columns, a target that is linked twice comes once: by its first link.
        let twice = !A::Route::ONCE && K::EXTRA.is_empty();
        let cuts = this.query.limit.cuts();
        let ranked = cuts || twice;
        out.push_sql(if ranked { "SELECT * FROM (SELECT " } else { "SELECT " });
        if twice {
            out.push_sql("*, row_number() OVER (PARTITION BY ");
            push_key_names(&mut out, keys.len());
            out.push_sql(" ORDER BY \"orm:rank\") AS \"orm:place\" FROM (SELECT ");
        }
        push_columns(&mut out, keys, twice);
        out.push_sql(", ");
        walk(&this.query.selection, &mut out)?;
        if !K::EXTRA.is_empty() {
            out.push_sql(", ");
            out.push_sql(K::EXTRA);
        }
        if ranked {
            push_rank::<M, O, DB>(&mut out, keys, &[], &this.query.order)?;
            out.push_sql(if twice { " AS \"orm:rank\"" } else { " AS \"orm:place\"" });
        }
        if twice {
            push_rank::<M, O, DB>(&mut out, keys, <M::PrimaryKey as Key<M>>::SQL, &this.query.order)?;
            out.push_sql(" AS \"orm:link\"");
        }
        push_listed::<A, DB, F>(out.reborrow(), &this.keys, &this.query.filter)?;
        if !ranked {
            return walk(&this.query.order, &mut out);
        }
        out.push_sql(if twice { ") AS \"links\" WHERE \"orm:link\" = 1) AS \"cut\"" } else { ") AS \"cut\"" });
        if cuts {
            out.push_sql(" WHERE \"orm:place\" > ");
            DB::push_number(out.reborrow(), &this.window.0)?;
            out.push_sql(" AND \"orm:place\" <= ");
            DB::push_number(out.reborrow(), &this.window.1)?;
        }
        out.push_sql(" ORDER BY \"orm:place\"");
        Ok(())
    }
}

/// Writes `, row_number() OVER (PARTITION BY .. ORDER BY ..)`: the number of a row among the rows with equal values in
/// these columns, in the given order, or by primary key where none is given.
fn push_rank<'b, M: Model, O: Order + QueryFragment<DB>, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    columns: &[&str],
    more: &[&str],
    order: &'b O,
) -> QueryResult<()> {
    out.push_sql(", row_number() OVER (PARTITION BY ");
    push_columns(out, &[columns, more].concat(), false);
    walk(order, out)?;
    out.push_sql(if order.is_given() { ", " } else { " ORDER BY " });
    push_columns(out, <M::PrimaryKey as Key<M>>::SQL, false);
    out.push_sql(")");
    Ok(())
}

impl<A, M, F, O, L, S, K> diesel::query_builder::Query for IncludeRows<A, Query<M, F, O, L, S>, K>
where
    A: Includable,
    S: Selection<M>,
    K: Kind,
{
    type SqlType = K::SqlType<KeySql<A>, S::SqlType>;
}

impl<A: Includable, Q, K, Conn> diesel::RunQueryDsl<Conn> for IncludeRows<A, Q, K> {}

impl<A: Includable, Q: QueryId, K: 'static> QueryId for IncludeRows<A, Q, K> {
    type QueryId = IncludeRows<A, Q::QueryId, K>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[A: Includable, F] CountRows<A, F>
    where [F: AndAlso<DB>, KeyOf<A>: BindKey<KeyModelOf<A>, DB>]
    |this, out| {
        let keys = told_by::<A, DB>();
        push_list::<A, DB>(&mut out, &this.keys)?;
        if A::Route::ONCE {
            out.push_sql("SELECT ");
            push_columns(&mut out, keys, false);
            out.push_sql(", count(*)");
            push_listed::<A, DB, F>(out.reborrow(), &this.keys, &this.filter)?;
            out.push_sql(" GROUP BY ");
            push_columns(&mut out, keys, false);
            return Ok(());
        }
        // A target that is linked twice is counted once.
        out.push_sql("SELECT ");
        push_key_names(&mut out, keys.len());
        out.push_sql(", count(*) FROM (SELECT DISTINCT ");
        push_columns(&mut out, keys, true);
        out.push_sql(", ");
        push_columns(&mut out, <<A::Target as Model>::PrimaryKey as Key<A::Target>>::SQL, false);
        push_listed::<A, DB, F>(out.reborrow(), &this.keys, &this.filter)?;
        out.push_sql(") AS \"pairs\" GROUP BY ");
        push_key_names(&mut out, keys.len());
        Ok(())
    }
}

fn push_key_names<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, columns: usize) {
    for place in 0..columns {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(&key_name(place));
    }
}

impl<A: Includable, F> diesel::query_builder::Query for CountRows<A, F> {
    type SqlType = (KeySql<A>, BigInt);
}

impl<A: Includable, F, Conn> diesel::RunQueryDsl<Conn> for CountRows<A, F> {}

impl<A: Includable, F: QueryId> QueryId for CountRows<A, F> {
    type QueryId = CountRows<A, F::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID;
}

/// Makes a node an expression over the table of the association's source. `on` holds further bounds: where they are not
/// met, the node is an expression of no table, and the query that takes it reports the error.
macro_rules! expression {
    ($(impl[$($generics:tt)*] $node:ty where [$($bounds:tt)*] as $sql_type:ty, on [$($on:tt)*];)*) => { $(
        impl<$($generics)*> Expression for $node where $($bounds)* {
            type SqlType = $sql_type;
        }

        impl<$($generics)*, Table> AppearsOnTable<Table> for $node
        where
            Self: Expression,
            A: Includable<Source: Model<Table = Table>>,
            $($on)*
        {
        }

        impl<$($generics)*, Table> SelectableExpression<Table> for $node
        where
            Self: Expression,
            A: Includable<Source: Model<Table = Table>>,
            $($on)*
        {
        }

        impl<$($generics)*, Grouping> ValidGrouping<Grouping> for $node {
            type IsAggregate = is_aggregate::No;
        }
    )* };
}

expression! {
    impl[A, F] AnyOf<A, F> where [A: Includable] as Bool, on [];
    impl[A, F] Not<AnyOf<A, F>> where [A: Includable] as Bool, on [];
    impl[A, F] CountOf<A, F> where [A: Includable] as BigInt, on [];
    impl[A: Includable, M, F, E, T, K, R] Include<A, Query<M, F, (), (), Chosen<E, T>>, K, R>
        where [E: Expression<SqlType: SingleValue + IntoNullable<Nullable: SingleValue>>]
        as <E::SqlType as IntoNullable>::Nullable, on [K: ToOne];
}

fragment! {
    impl[A: Includable, F] AnyOf<A, F> where [F: AndAlso<DB>] |this, out| {
        let columns = <<A::Route as Route>::SourceKey as Key<A::Source>>::SQL;
        let several = columns.len() > 1;
        out.push_sql("(");
        // A source without a key has no target: FALSE, not NULL.
        if A::Route::OPTIONAL || several {
            for column in columns {
                out.push_sql(column);
                out.push_sql(" IS NOT NULL AND ");
            }
        }
        out.push_sql(if several { "(" } else { "" });
        push_columns(&mut out, columns, false);
        out.push_sql(if several { ")" } else { "" });
        out.push_sql(" IN (SELECT ");
        push_columns(&mut out, A::Route::KEY_SQL, false);
        push_all::<A, DB, F>(out.reborrow(), &this.filter)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<A: 'static, F: QueryId> QueryId for AnyOf<A, F> {
    type QueryId = AnyOf<A, F::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[A: Includable, F] CountOf<A, F> where [F: AndAlso<DB>] |this, out| {
        out.push_sql("(SELECT count(*) FROM (SELECT ");
        if !A::Route::ONCE {
            out.push_sql("DISTINCT ");
        }
        push_columns(&mut out, A::Route::KEY_SQL, true);
        if !A::Route::ONCE {
            out.push_sql(", ");
            push_columns(&mut out, <<A::Target as Model>::PrimaryKey as Key<A::Target>>::SQL, false);
        }
        push_all::<A, DB, F>(out.reborrow(), &this.filter)?;
        out.push_sql(") AS \"of\" WHERE ");
        push_join_condition::<A, DB>(&mut out, "\"of\"");
        out.push_sql(")");
        Ok(())
    }
}

impl<A: 'static, F: QueryId> QueryId for CountOf<A, F> {
    type QueryId = CountOf<A, F::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[A: Includable, M, F, E, T, K, R] Include<A, Query<M, F, (), (), Chosen<E, T>>, K, R>
    where [F: AndAlso<DB>, E: QueryFragment<DB>]
    |this, out| {
        out.push_sql("(SELECT \"of\".\"value\" FROM (SELECT ");
        push_columns(&mut out, A::Route::KEY_SQL, true);
        out.push_sql(", ");
        walk(&this.query.selection, &mut out)?;
        out.push_sql(" AS \"value\"");
        push_all::<A, DB, F>(out.reborrow(), &this.query.filter)?;
        out.push_sql(") AS \"of\" WHERE ");
        push_join_condition::<A, DB>(&mut out, "\"of\"");
        out.push_sql(" LIMIT 1)");
        Ok(())
    }
}

impl<A: Includable, Q: QueryId, K: 'static, R: 'static> QueryId for Include<A, Q, K, R> {
    type QueryId = Include<A, Q::QueryId, K, R>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}
