//! Aggregates of an association's targets: their statement for many sources, and their expressions over the source.
//!
//! Owns their text. A subselect never names the source's table, as those of `include` do.

use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::{Expression, QueryResult};

use super::aggregate::{Aggregate, AggregateFunction, RowCount};
use super::condition::AndAlso;
use super::include::{KeyModelOf, KeyOf, KeySql};
use super::include_values::{AggregateOf, CountOf};
use super::keys::BindKey;
use super::listed::{push_list, push_listed, told_by};
use super::targets::{push_all, push_columns, push_join_condition, push_key_names};
use super::{expression_of_source, fragment, walk};
use crate::association::{Includable, Route, RouteKey};
use crate::debug::debug_by_name;
use crate::dialect::{Dialect, KeyList};
use crate::model::{Key, Model};

/// The statement for an aggregate of the targets of many sources. A row is the key of a source, then the value; a
/// source without targets has no row.
pub struct AggregateRows<A: Includable, F, V> {
    keys: KeyList<RouteKey<A::Route>>,
    filter: F,
    value: V,
    /// Whether each link of the junction counts, and not each target.
    of_links: bool,
}

impl<A: Includable, F, V> AggregateRows<A, F, V> {
    pub(crate) fn new(keys: Vec<RouteKey<A::Route>>, filter: F, value: V, of_links: bool) -> Self {
        Self { keys: KeyList(keys), filter, value, of_links }
    }
}

debug_by_name! { impl[A: Includable, F, V] AggregateRows<A, F, V>: A::NAME; }

/// A value of many targets, whose operand stands in a subselect.
pub trait ValueOfTargets<DB: Dialect>: QueryFragment<DB> {
    /// Writes the operand after other columns, with an alias: `, .. AS "orm:value"`, or nothing.
    #[doc(hidden)]
    fn push_operand<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
    /// Writes the function over the operand's alias.
    #[doc(hidden)]
    fn push_function(out: &mut AstPass<'_, '_, DB>);
}

impl<DB: Dialect> ValueOfTargets<DB> for RowCount {
    fn push_operand<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }

    fn push_function(out: &mut AstPass<'_, '_, DB>) {
        out.push_sql("count(*)");
    }
}

impl<DB, N, E> ValueOfTargets<DB> for Aggregate<N, E>
where
    DB: Dialect,
    E: Expression + QueryFragment<DB>,
    N: AggregateFunction<E::SqlType>,
{
    fn push_operand<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(", ");
        walk(&self.operand, &mut out)?;
        out.push_sql(" AS \"orm:value\"");
        Ok(())
    }

    fn push_function(out: &mut AstPass<'_, '_, DB>) {
        let [before, after] = N::around::<DB>();
        out.push_sql(before);
        out.push_sql("\"orm:value\"");
        out.push_sql(after);
    }
}

/// Whether the rows of the subselect are made different, so that a target that is linked twice counts once.
fn is_distinct<A: Includable>(of_links: bool) -> bool {
    !A::Route::ONCE && !of_links
}

/// Writes the columns of the subselect after `SELECT `, or after `SELECT DISTINCT `: the key, the primary key of the
/// target where the rows are to differ by it, and the operand.
fn push_subselect<'b, A: Includable, DB: Dialect, V: ValueOfTargets<DB>>(
    out: &mut AstPass<'_, 'b, DB>,
    keys: &[&str],
    value: &'b V,
    of_links: bool,
) -> QueryResult<()> {
    out.push_sql(if is_distinct::<A>(of_links) { "SELECT DISTINCT " } else { "SELECT " });
    push_columns(out, keys, true);
    if is_distinct::<A>(of_links) {
        out.push_sql(", ");
        push_columns(out, <<A::Target as Model>::PrimaryKey as Key<A::Target>>::SQL, false);
    }
    value.push_operand(out.reborrow())
}

fragment! {
    impl[A: Includable, F, V] AggregateRows<A, F, V>
    where [F: AndAlso<DB>, V: ValueOfTargets<DB>, KeyOf<A>: BindKey<KeyModelOf<A>, DB>]
    |this, out| {
        let keys = told_by::<A, DB>();
        push_list::<A, DB>(&mut out, &this.keys)?;
        out.push_sql("SELECT ");
        if !is_distinct::<A>(this.of_links) {
            push_columns(&mut out, keys, false);
            out.push_sql(", ");
            walk(&this.value, &mut out)?;
            push_listed::<A, DB, F>(out.reborrow(), &this.keys, &this.filter)?;
            out.push_sql(" GROUP BY ");
            push_columns(&mut out, keys, false);
            return Ok(());
        }
        push_key_names(&mut out, keys.len());
        out.push_sql(", ");
        V::push_function(&mut out);
        out.push_sql(" FROM (");
        push_subselect::<A, DB, V>(&mut out, keys, &this.value, this.of_links)?;
        push_listed::<A, DB, F>(out.reborrow(), &this.keys, &this.filter)?;
        out.push_sql(") AS \"pairs\" GROUP BY ");
        push_key_names(&mut out, keys.len());
        Ok(())
    }
}

impl<A: Includable, F, V: Expression> diesel::query_builder::Query for AggregateRows<A, F, V> {
    type SqlType = (KeySql<A>, V::SqlType);
}

impl<A: Includable, F, V, Conn> diesel::RunQueryDsl<Conn> for AggregateRows<A, F, V> {}

impl<A: Includable, F: QueryId, V: QueryId> QueryId for AggregateRows<A, F, V> {
    type QueryId = AggregateRows<A, F::QueryId, V::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID && V::HAS_STATIC_QUERY_ID;
}

expression_of_source! {
    impl[A, F] CountOf<A, F> where [A: Includable] as BigInt, on [];
    impl[A, F, N, E] AggregateOf<A, F, N, E>
        where [A: Includable, E: Expression, N: AggregateFunction<E::SqlType>] as N::SqlType, on [];
}

/// Writes the value of the targets of the source in whose row the expression stands.
fn push_of_source<'b, A: Includable, DB: Dialect, F: AndAlso<DB>, V: ValueOfTargets<DB>>(
    mut out: AstPass<'_, 'b, DB>,
    value: &'b V,
    filter: &'b F,
    of_links: bool,
) -> QueryResult<()> {
    out.push_sql("(SELECT ");
    V::push_function(&mut out);
    out.push_sql(" FROM (");
    push_subselect::<A, DB, V>(&mut out, A::Route::KEY_SQL, value, of_links)?;
    push_all::<A, DB, F>(out.reborrow(), filter)?;
    out.push_sql(") AS \"of\" WHERE ");
    push_join_condition::<A, DB>(&mut out, "\"of\"");
    out.push_sql(")");
    Ok(())
}

fragment! { impl[A: Includable, F] CountOf<A, F> where [F: AndAlso<DB>] |this, out| {
    push_of_source::<A, DB, F, _>(out.reborrow(), &RowCount, &this.filter, false)
} }

fragment! {
    impl[A: Includable, F, N, E] AggregateOf<A, F, N, E>
    where [F: AndAlso<DB>, Aggregate<N, E>: ValueOfTargets<DB>]
    |this, out| {
        push_of_source::<A, DB, F, _>(out.reborrow(), &this.value, &this.filter, this.of_links)
    }
}

impl<A: 'static, F: QueryId> QueryId for CountOf<A, F> {
    type QueryId = CountOf<A, F::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID;
}

impl<A: 'static, F: QueryId, N: 'static, E: QueryId> QueryId for AggregateOf<A, F, N, E> {
    type QueryId = AggregateOf<A, F::QueryId, N, E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID && E::HAS_STATIC_QUERY_ID;
}
