//! The part of a statement that finds the targets of an association: FROM, the key, the scope and the user's condition.
//!
//! Owns their text. Must not know which statement it is part of.

use diesel::QueryResult;
use diesel::query_builder::AstPass;

use super::condition::AndAlso;
use super::{push_scope, push_table};
use crate::association::{Includable, Route};
use crate::dialect::Dialect;
use crate::model::Key;

/// The alias of a key's column in a statement. A model's column is unlikely to have this name.
pub(super) fn key_name(place: usize) -> String {
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

/// Writes the aliases of the key's columns.
pub(super) fn push_key_names<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, columns: usize) {
    for place in 0..columns {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(&key_name(place));
    }
}

/// Writes ` FROM ..` with the tables of the targets.
pub(super) fn push_from<A: Includable, DB: Dialect>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql(" FROM ");
    push_table::<A::Target, DB>(out)?;
    A::Route::push_junction(&mut |sql| out.push_sql(sql))
}

/// Writes ` FROM .. WHERE key IS NOT NULL ..`, which finds the targets of all sources.
pub(super) fn push_all<'b, A: Includable, DB: Dialect, F: AndAlso<DB>>(
    mut out: AstPass<'_, 'b, DB>,
    filter: &'b F,
) -> QueryResult<()> {
    push_from::<A, DB>(&mut out)?;
    for (place, column) in A::Route::KEY_SQL.iter().enumerate() {
        out.push_sql(if place > 0 { " AND " } else { " WHERE " });
        out.push_sql(column);
        out.push_sql(" IS NOT NULL");
    }
    push_scope(&mut out, A::Route::SCOPE);
    filter.push_and_also(out)
}

/// Writes the condition that the source's key equals the key in the derived table.
pub(super) fn push_join_condition<A: Includable, DB: Dialect>(out: &mut AstPass<'_, '_, DB>, table: &str) {
    let columns = <<A::Route as Route>::SourceKey as Key<A::Source>>::SQL;
    for (place, column) in columns.iter().enumerate() {
        out.push_sql(&format!("{}{table}.{} = ", if place > 0 { " AND " } else { "" }, key_name(place)));
        out.push_sql(column);
    }
}
