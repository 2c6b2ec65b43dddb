//! The statement that follows an association of a model to itself, over and over: WITH RECURSIVE.
//!
//! Owns its text. Must not know how the rows are made a tree.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::condition::KeyIs;
use super::include::KeySql;
use super::keys::BindKey;
use super::order::Order;
use super::targets::{key_name, push_from};
use super::{fragment, push_scope, push_table, walk};
use crate::association::{Includable, Route};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::{Key, Model, PrimaryKeyOf};

/// The statement for all rows that an association leads to from one row, directly or through others. A row is the key by
/// which it was found, then the columns of the model.
///
/// The recursion collects keys, each once. So it ends where the rows form a cycle.
pub struct TreeRows<A: Includable, D, O> {
    start: KeyIs<A::Source, <A::Source as Model>::PrimaryKey>,
    depth: D,
    order: O,
    association: PhantomData<fn() -> A>,
}

/// The greatest depth of a tree.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Depth(pub(crate) i64);

/// The depth of a tree, or `()` for any.
pub trait TreeDepth {
    /// The greatest depth, where there is one.
    fn greatest(&self) -> Option<&i64>;
}

impl TreeDepth for () {
    fn greatest(&self) -> Option<&i64> {
        None
    }
}

impl TreeDepth for Depth {
    fn greatest(&self) -> Option<&i64> {
        Some(&self.0)
    }
}

impl<A: Includable, D, O> TreeRows<A, D, O> {
    pub(crate) fn new(start: PrimaryKeyOf<A::Source>, depth: D, order: O) -> Self {
        Self { start: KeyIs::new(start), depth, order, association: PhantomData }
    }
}

debug_by_name! { impl[A: Includable, D, O] TreeRows<A, D, O>: A::NAME; }

/// The columns of the source by which its targets are found.
fn source_key<A: Includable>() -> &'static [&'static str] {
    <<A::Route as Route>::SourceKey as Key<A::Source>>::SQL
}

/// Writes the columns of the recursive table, each after `before`.
fn push_keys<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, before: &str, columns: usize) {
    for place in 0..columns {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(before);
        out.push_sql(&key_name(place));
    }
}

/// Writes ` INNER JOIN .. ON key = "orm:tree"."orm:key_1"`.
fn push_join<A: Includable, DB: Dialect>(out: &mut AstPass<'_, '_, DB>, joined: &str) {
    out.push_sql(" INNER JOIN ");
    out.push_sql(joined);
    for (place, column) in A::Route::KEY_SQL.iter().enumerate() {
        out.push_sql(if place > 0 { " AND " } else { " ON " });
        out.push_sql(column);
        out.push_sql(&format!(" = \"orm:tree\".{}", key_name(place)));
    }
}

impl<A: Includable, D: TreeDepth, O> TreeRows<A, D, O> {
    /// Writes `WITH RECURSIVE "orm:tree" ("orm:key_1") AS (..) `: the keys by which rows are found.
    fn push_tree<'b, DB: Dialect>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        <A::Source as Model>::PrimaryKey: BindKey<A::Source, DB>,
    {
        let (keys, depth) = (source_key::<A>(), self.depth.greatest());
        out.push_sql("WITH RECURSIVE \"orm:tree\" (");
        push_keys(out, "", keys.len());
        out.push_sql(if depth.is_some() { ", \"orm:depth\"" } else { "" });
        out.push_sql(") AS (SELECT ");
        out.push_sql(&keys.join(", "));
        out.push_sql(if depth.is_some() { ", 1 FROM " } else { " FROM " });
        push_table::<A::Source, DB>(out)?;
        out.push_sql(" WHERE ");
        walk(&self.start, out)?;
        out.push_sql(" UNION SELECT ");
        out.push_sql(&keys.join(", "));
        out.push_sql(if depth.is_some() { ", \"orm:tree\".\"orm:depth\" + 1" } else { "" });
        push_from::<A, DB>(out)?;
        push_join::<A, DB>(out, "\"orm:tree\"");
        if let Some(depth) = depth {
            out.push_sql(" AND \"orm:tree\".\"orm:depth\" < ");
            DB::push_number(out.reborrow(), depth)?;
        }
        push_scope(out, A::Route::SCOPE);
        out.push_sql(") ");
        Ok(())
    }
}

fragment! {
    impl[A: Includable, D: TreeDepth, O: Order] TreeRows<A, D, O>
    where [<A::Source as Model>::PrimaryKey: BindKey<A::Source, DB>, O: QueryFragment<DB>]
    |this, out| {
        this.push_tree(&mut out)?;
        out.push_sql("SELECT ");
        let columns = A::Route::KEY_SQL.len();
        push_keys(&mut out, "\"orm:tree\".", columns);
        out.push_sql(", ");
        out.push_sql(A::Target::COLUMNS);
        push_from::<A, DB>(&mut out)?;
        if this.depth.greatest().is_some() {
            // Where rows form a cycle, a key occurs at several depths.
            let mut keys = String::from("(SELECT DISTINCT ");
            keys.extend((0..columns).map(|place| if place > 0 { format!(", {}", key_name(place)) } else { key_name(place) }));
            keys.push_str(" FROM \"orm:tree\") AS \"orm:tree\"");
            push_join::<A, DB>(&mut out, &keys);
        } else {
            push_join::<A, DB>(&mut out, "\"orm:tree\"");
        }
        push_scope(&mut out, A::Route::SCOPE);
        walk(&this.order, &mut out)?;
        out.push_sql(if this.order.is_given() { ", " } else { " ORDER BY " });
        out.push_sql(&<<A::Target as Model>::PrimaryKey as Key<A::Target>>::SQL.join(", "));
        Ok(())
    }
}

impl<A: Includable, D, O> diesel::query_builder::Query for TreeRows<A, D, O> {
    type SqlType = (KeySql<A>, <A::Target as Model>::SqlType);
}

impl<A: Includable, D, O, Conn> diesel::RunQueryDsl<Conn> for TreeRows<A, D, O> {}

impl<A: Includable, D: QueryId, O: QueryId> QueryId for TreeRows<A, D, O> {
    type QueryId = TreeRows<A, D::QueryId, O::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = D::HAS_STATIC_QUERY_ID && O::HAS_STATIC_QUERY_ID;
}
