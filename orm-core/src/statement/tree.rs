//! The statement that follows an association of a model to itself, over and over: WITH RECURSIVE.
//!
//! Owns its text. Must not know how the rows are made a tree.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::condition::KeyIs;
use super::include::{KeyModelOf, KeyOf, KeySql};
use super::keys::BindKey;
use super::order::Order;
use super::targets::{key_name, push_from};
use super::{fragment, push_scope, push_table, walk};
use crate::association::{Includable, Route, RouteKey};
use crate::debug::debug_by_name;
use crate::dialect::{Dialect, KeyList};
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

    /// The greatest number of steps, where there is one.
    fn steps(&self) -> Option<usize> {
        self.greatest().map(|depth| usize::try_from(*depth).unwrap_or(usize::MAX))
    }
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

/// The statement for the trees below many rows. A row is the key of the row where the tree starts, the key by which it was
/// found, and the columns of the model.
pub struct TreesRows<A: Includable, D, O> {
    keys: KeyList<RouteKey<A::Route>>,
    depth: D,
    order: O,
}

impl<A: Includable, D, O> TreesRows<A, D, O> {
    pub(crate) fn new(keys: Vec<RouteKey<A::Route>>, depth: D, order: O) -> Self {
        Self { keys: KeyList(keys), depth, order }
    }
}

debug_by_name! { impl[A: Includable, D, O] TreesRows<A, D, O>: A::NAME; }

/// The columns of the source by which its targets are found.
fn source_key<A: Includable>() -> &'static [&'static str] {
    <<A::Route as Route>::SourceKey as Key<A::Source>>::SQL
}

/// The columns of the recursive table: of several trees, the key of the row where each starts, and then the key by which
/// rows are found.
fn tree_columns<A: Includable>(several: bool) -> Vec<String> {
    let keys = A::Route::KEY_SQL.len();
    let roots = (0..keys).filter(|_| several).map(|place| format!("\"orm:root_{}\"", place + 1));
    roots.chain((0..keys).map(key_name)).collect()
}

/// Writes the columns, each after `before`.
fn push_each<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, before: &str, columns: &[String]) {
    for (place, column) in columns.iter().enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(before);
        out.push_sql(column);
    }
}

/// Writes ` FROM .. INNER JOIN .. ON key = "orm:tree"."orm:key_1"`.
fn push_join<A: Includable, DB: Dialect>(out: &mut AstPass<'_, '_, DB>, joined: &str) -> QueryResult<()> {
    push_from::<A, DB>(out)?;
    out.push_sql(" INNER JOIN ");
    out.push_sql(joined);
    for (place, column) in A::Route::KEY_SQL.iter().enumerate() {
        out.push_sql(if place > 0 { " AND " } else { " ON " });
        out.push_sql(column);
        out.push_sql(&format!(" = \"orm:tree\".{}", key_name(place)));
    }
    Ok(())
}

/// Writes `WITH RECURSIVE "orm:tree" ("orm:key_1") AS (..) `: the keys by which rows are found. `start` writes the
/// condition on the rows where the trees start.
fn push_tree<'b, A: Includable, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    several: bool,
    depth: Option<&'b i64>,
    start: impl FnOnce(&mut AstPass<'_, 'b, DB>) -> QueryResult<()>,
) -> QueryResult<()> {
    let (columns, keys) = (tree_columns::<A>(several), source_key::<A>().join(", "));
    out.push_sql("WITH RECURSIVE \"orm:tree\" (");
    push_each(out, "", &columns);
    out.push_sql(if depth.is_some() { ", \"orm:depth\") AS (SELECT " } else { ") AS (SELECT " });
    out.push_sql(&if several { format!("{keys}, {keys}") } else { keys.clone() });
    out.push_sql(if depth.is_some() { ", 1 FROM " } else { " FROM " });
    push_table::<A::Source, DB>(out)?;
    out.push_sql(" WHERE ");
    start(out)?;
    out.push_sql(" UNION SELECT ");
    let roots = &columns[..columns.len() - A::Route::KEY_SQL.len()];
    push_each(out, "\"orm:tree\".", roots);
    out.push_sql(if several { ", " } else { "" });
    out.push_sql(&keys);
    out.push_sql(if depth.is_some() { ", \"orm:tree\".\"orm:depth\" + 1" } else { "" });
    push_join::<A, DB>(out, "\"orm:tree\"")?;
    if let Some(depth) = depth {
        out.push_sql(" AND \"orm:tree\".\"orm:depth\" < ");
        DB::push_number(out.reborrow(), depth)?;
    }
    push_scope(out, A::Route::SCOPE);
    out.push_sql(") ");
    Ok(())
}

/// Writes the SELECT of the rows that have these keys, in the given order.
fn push_found<'b, A: Includable, DB: Dialect, O: Order + QueryFragment<DB>>(
    out: &mut AstPass<'_, 'b, DB>,
    several: bool,
    cut: bool,
    order: &'b O,
) -> QueryResult<()> {
    let columns = tree_columns::<A>(several);
    out.push_sql("SELECT ");
    push_each(out, "\"orm:tree\".", &columns);
    out.push_sql(", ");
    out.push_sql(A::Target::COLUMNS);
    if cut {
        // Where rows form a cycle, a key occurs at several depths.
        let distinct = format!("(SELECT DISTINCT {} FROM \"orm:tree\") AS \"orm:tree\"", columns.join(", "));
        push_join::<A, DB>(out, &distinct)?;
    } else {
        push_join::<A, DB>(out, "\"orm:tree\"")?;
    }
    push_scope(out, A::Route::SCOPE);
    walk(order, out)?;
    out.push_sql(if order.is_given() { ", " } else { " ORDER BY " });
    out.push_sql(&<<A::Target as Model>::PrimaryKey as Key<A::Target>>::SQL.join(", "));
    Ok(())
}

fragment! {
    impl[A: Includable, D: TreeDepth, O: Order] TreeRows<A, D, O>
    where [<A::Source as Model>::PrimaryKey: BindKey<A::Source, DB>, O: QueryFragment<DB>]
    |this, out| {
        let depth = this.depth.greatest();
        push_tree::<A, DB>(&mut out, false, depth, |out| walk(&this.start, out))?;
        push_found::<A, DB, O>(&mut out, false, depth.is_some(), &this.order)
    }
}

fragment! {
    impl[A: Includable, D: TreeDepth, O: Order] TreesRows<A, D, O>
    where [KeyOf<A>: BindKey<KeyModelOf<A>, DB>, O: QueryFragment<DB>]
    |this, out| {
        let depth = this.depth.greatest();
        push_tree::<A, DB>(&mut out, true, depth, |out| {
            KeyOf::<A>::push_in(out.reborrow(), source_key::<A>(), &this.keys)
        })?;
        push_found::<A, DB, O>(&mut out, true, depth.is_some(), &this.order)
    }
}

impl<A: Includable, D, O> diesel::query_builder::Query for TreesRows<A, D, O> {
    type SqlType = (KeySql<A>, KeySql<A>, <A::Target as Model>::SqlType);
}

impl<A: Includable, D, O, Conn> diesel::RunQueryDsl<Conn> for TreesRows<A, D, O> {}

impl<A: Includable, D: QueryId, O: QueryId> QueryId for TreesRows<A, D, O> {
    type QueryId = TreesRows<A, D::QueryId, O::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = D::HAS_STATIC_QUERY_ID && O::HAS_STATIC_QUERY_ID;
}

impl<A: Includable, D, O> diesel::query_builder::Query for TreeRows<A, D, O> {
    type SqlType = (KeySql<A>, <A::Target as Model>::SqlType);
}

impl<A: Includable, D, O, Conn> diesel::RunQueryDsl<Conn> for TreeRows<A, D, O> {}

impl<A: Includable, D: QueryId, O: QueryId> QueryId for TreeRows<A, D, O> {
    type QueryId = TreeRows<A, D::QueryId, O::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = D::HAS_STATIC_QUERY_ID && O::HAS_STATIC_QUERY_ID;
}
