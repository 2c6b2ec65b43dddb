//! The statements that operations send: nodes that Diesel renders, caches and runs.
//!
//! Owns all SQL text but DDL. A node owns its parts. Where its text depends on its type alone, its `QueryId` is static,
//! so that Diesel caches the statement by type. Names come from the constants of models and keys; values are bound.
//! Must not know connections.

pub(crate) mod aggregate;
pub(crate) mod assign;
pub(crate) mod boxed;
pub(crate) mod boxed_condition;
pub(crate) mod condition;
pub(crate) mod date;
pub(crate) mod expression;
#[cfg(all(feature = "async", feature = "sqlite"))]
pub(crate) mod fixed;
pub(crate) mod given;
pub(crate) mod grouped;
pub(crate) mod include;
pub(crate) mod include_aggregate;
pub(crate) mod include_values;
pub(crate) mod join;
pub(crate) mod junction;
mod kept;
pub(crate) mod keys;
pub(crate) mod keyset;
pub(crate) mod known_empty;
pub(crate) mod list;
mod listed;
pub(crate) mod lock;
pub(crate) mod named_order;
pub(crate) mod on;
pub(crate) mod order;
mod parentheses;
pub(crate) mod raw;
pub(crate) mod select;
pub(crate) mod selection;
mod targets;
pub(crate) mod text_search;
pub(crate) mod tree;
pub(crate) mod uncached;
pub(crate) mod window;
pub(crate) mod write;

use std::fmt::Write;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryBuilder, QueryFragment};

use crate::dialect::Dialect;
use crate::model::Model;

/// Implements `QueryFragment` for a node, for every dialect. Where the node is a whole statement, [`write()`] writes
/// its text. No node writes nothing at all.
macro_rules! fragment {
    (
        impl[$($generics:tt)*] $node:ty $(where [$($bounds:tt)*])? |$this:ident, $out:ident| $body:block
    ) => {
        impl<DB: $crate::dialect::Dialect, $($generics)*> diesel::query_builder::QueryFragment<DB> for $node
        $(where $($bounds)*)?
        {
            fn walk_ast<'b>(
                &'b self,
                mut $out: diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> diesel::QueryResult<()> {
                let $this = self;
                $body
            }

            fn to_sql(&self, out: &mut DB::QueryBuilder, backend: &DB) -> diesel::QueryResult<()> {
                $crate::statement::write::<DB>(self, out, backend)
            }

            fn is_safe_to_cache_prepared(&self, backend: &DB) -> diesel::QueryResult<bool> {
                $crate::statement::may_be_cached::<DB>(self, backend)
            }

            fn is_noop(&self, _: &DB) -> diesel::QueryResult<bool> {
                Ok(false)
            }
        }
    };
}
pub(crate) use fragment;

/// Makes a node an expression over the table of the association's source. `on` holds further bounds: where they are not
/// met, the node is an expression of no table, and the query that takes it reports the error.
macro_rules! expression_of_source {
    ($(impl[$($generics:tt)*] $node:ty where [$($bounds:tt)*] as $sql_type:ty, on [$($on:tt)*];)*) => { $(
        impl<$($generics)*> diesel::Expression for $node where $($bounds)* {
            type SqlType = $sql_type;
        }

        impl<$($generics)*, Table> diesel::AppearsOnTable<Table> for $node
        where
            Self: diesel::Expression,
            A: $crate::association::Includable<Source: $crate::model::Model<Table = Table>>,
            $($on)*
        {
        }

        impl<$($generics)*, Table> diesel::SelectableExpression<Table> for $node
        where
            Self: diesel::Expression,
            A: $crate::association::Includable<Source: $crate::model::Model<Table = Table>>,
            $($on)*
        {
        }

        impl<$($generics)*, Grouping> diesel::expression::ValidGrouping<Grouping> for $node {
            type IsAggregate = diesel::expression::is_aggregate::No;
        }
    )* };
}
pub(crate) use expression_of_source;

/// Writes a name in double quotes. The derive rejects a name that contains a double quote.
pub(crate) fn push_name<DB: Backend>(out: &mut AstPass<'_, '_, DB>, name: &str) {
    out.push_sql("\"");
    out.push_sql(name);
    out.push_sql("\"");
}

/// Writes the table of a model.
pub(crate) fn push_table<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    M::check_table()?;
    out.push_sql(M::TABLE);
    Ok(())
}

/// Writes the scope of an association after another condition: ` AND ..`, or nothing.
pub(crate) fn push_scope<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, scope: &str) {
    if !scope.is_empty() {
        out.push_sql(" AND ");
        out.push_sql(scope);
    }
}

/// The text of a statement, with its bound values after `-- binds:`.
pub(crate) fn text<DB, Q>(statement: &Q) -> String
where
    DB: Dialect,
    Q: QueryFragment<DB>,
{
    let mut text = String::new();
    if write!(text, "{}", diesel::debug_query::<DB, _>(statement)).is_err() {
        // This statement cannot be sent: print the text as its nodes write it.
        text.clear();
        let _ = write!(text, "{}", diesel::debug_query::<DB, _>(&statement));
    }
    // A statement behind a reference is written by Diesel's `to_sql`, which keeps the marks.
    parentheses::settle(text.clone()).unwrap_or(text)
}

/// Writes the text of a whole statement, without the parentheses that users' conditions do not need. It is compiled
/// once for each database, not for each statement.
pub(crate) fn write<DB: Dialect>(
    statement: &dyn QueryFragment<DB>,
    out: &mut DB::QueryBuilder,
    backend: &DB,
) -> QueryResult<()> {
    let mut text = DB::QueryBuilder::default();
    // Called on the reference, this is Diesel's own `to_sql`, which walks the nodes.
    QueryFragment::to_sql(&statement, &mut text, backend)?;
    out.push_sql(&parentheses::settle(text.finish())?);
    Ok(())
}

/// Whether a statement may be cached. It is compiled once for each database too.
pub(crate) fn may_be_cached<DB: Dialect>(statement: &dyn QueryFragment<DB>, backend: &DB) -> QueryResult<bool> {
    QueryFragment::is_safe_to_cache_prepared(&statement, backend)
}

/// Writes a part of a statement. It keeps call sites short.
pub(crate) fn walk<'b, DB: Backend, Q: QueryFragment<DB>>(
    part: &'b Q,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    part.walk_ast(out.reborrow())
}
