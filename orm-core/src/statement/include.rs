//! Statements about an association: its targets for many sources, and conditions on sources by their targets.
//!
//! Owns their text. [`Route`] gives the tables and columns. A subselect never names the source's table: the source's
//! key is compared outside of it, so that an association of a table to itself needs no alias.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::expression::Expression;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, IntoNullable, SingleValue};

use super::condition::{AndAlso, Not};
use super::include_values::Include;
use super::keys::BindKey;
use super::listed::{push_list, push_listed, told_by};
use super::order::Order;
use super::select::Query;
use super::selection::{Chosen, Selection};
use super::targets::{push_all, push_columns, push_join_condition, push_key_names};
use super::window::Window;
use super::{expression_of_source, fragment, walk};
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
    impl[A: Includable, F] AnyOf<A, F>: A::NAME;
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

expression_of_source! {
    impl[A, F] AnyOf<A, F> where [A: Includable] as Bool, on [];
    impl[A, F] Not<AnyOf<A, F>> where [A: Includable] as Bool, on [];
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
