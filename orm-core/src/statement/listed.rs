//! Finds the source of each target, where a statement lists the keys of many sources.
//!
//! Owns the two forms of such a statement. Where keys that are equal for the database are equal in Rust, the target's
//! own key names its source: `key IN (list)`. Elsewhere a collation may find `JACK` equal to `Jack`, so that only the
//! database can compare. There the list is a table that is joined, and a target comes after the key of the list that
//! the database found equal, once for each such key. Must not know how the targets are handed to their sources.

use std::any::TypeId;

use diesel::QueryResult;
use diesel::query_builder::AstPass;
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, SmallInt, Timestamp};

use super::condition::AndAlso;
use super::include::{KeyModelOf, KeyOf};
use super::keys::BindKey;
use super::push_scope;
use super::targets::push_from;
use crate::association::{Includable, Route, RouteKey};
use crate::dialect::{Dialect, KeyList};

/// The columns of the joined list: a key has at most four.
const LISTED: [&str; 4] = [
    "\"orm:keys\".\"orm:key_1\"",
    "\"orm:keys\".\"orm:key_2\"",
    "\"orm:keys\".\"orm:key_3\"",
    "\"orm:keys\".\"orm:key_4\"",
];

/// Whether two values of this SQL type that are equal for the database are equal in Rust.
pub(super) fn is_equal_in_rust<ST: 'static>() -> bool {
    let exact = [
        TypeId::of::<SmallInt>(),
        TypeId::of::<Integer>(),
        TypeId::of::<BigInt>(),
        TypeId::of::<Bool>(),
        TypeId::of::<Binary>(),
        TypeId::of::<Date>(),
        TypeId::of::<Timestamp>(),
        // SQLite stores a UUID as text, but the case of its letters does not change its value.
        #[cfg(feature = "uuid")]
        TypeId::of::<crate::sql_types::Uuid>(),
    ];
    exact.contains(&TypeId::of::<ST>())
}

fn is_joined<A: Includable, DB: Dialect>() -> bool
where
    KeyOf<A>: BindKey<KeyModelOf<A>, DB>,
{
    !KeyOf::<A>::is_equal_in_rust()
}

/// The columns, quoted and qualified, that hold the listed key to which a row belongs.
pub(super) fn told_by<A: Includable, DB: Dialect>() -> &'static [&'static str]
where
    KeyOf<A>: BindKey<KeyModelOf<A>, DB>,
{
    let columns = A::Route::KEY_SQL;
    if is_joined::<A, DB>() { &LISTED[..columns.len()] } else { columns }
}

/// Writes the list of keys before the statement that joins it: `WITH "orm:keys" ("orm:key_1") AS (..) `. Writes nothing
/// where no list is joined.
pub(super) fn push_list<'b, A: Includable, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    keys: &'b KeyList<RouteKey<A::Route>>,
) -> QueryResult<()>
where
    KeyOf<A>: BindKey<KeyModelOf<A>, DB>,
{
    if !is_joined::<A, DB>() {
        return Ok(());
    }
    push_list_name(out, A::Route::KEY_SQL.len());
    KeyOf::<A>::push_rows(out.reborrow(), |_| Ok(()), keys)?;
    out.push_sql(") ");
    Ok(())
}

/// Writes `WITH "orm:keys" ("orm:key_1") AS (`.
fn push_list_name<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, columns: usize) {
    out.push_sql("WITH \"orm:keys\" (");
    for (place, column) in LISTED.iter().take(columns).enumerate() {
        out.push_sql(if place > 0 { ", " } else { "" });
        out.push_sql(column.trim_start_matches("\"orm:keys\"."));
    }
    out.push_sql(") AS (");
}

/// Writes `, "orm:keys" WHERE key = "orm:keys"."orm:key_1"`.
fn push_list_condition<DB: Dialect>(out: &mut AstPass<'_, '_, DB>, columns: &[&str]) {
    // The target's column stands first: SQLite compares by the collation of the left operand.
    out.push_sql(", \"orm:keys\"");
    for (place, (column, key)) in columns.iter().zip(LISTED).enumerate() {
        out.push_sql(if place > 0 { " AND " } else { " WHERE " });
        out.push_sql(column);
        out.push_sql(" = ");
        out.push_sql(key);
    }
}

/// Writes ` FROM .. WHERE key IN (..) ..`, which finds the targets of the sources with these keys.
pub(super) fn push_listed<'b, A, DB, F>(
    mut out: AstPass<'_, 'b, DB>,
    keys: &'b KeyList<RouteKey<A::Route>>,
    filter: &'b F,
) -> QueryResult<()>
where
    A: Includable,
    DB: Dialect,
    F: AndAlso<DB>,
    KeyOf<A>: BindKey<KeyModelOf<A>, DB>,
{
    push_from::<A, DB>(&mut out)?;
    if is_joined::<A, DB>() {
        push_list_condition(&mut out, A::Route::KEY_SQL);
    } else {
        out.push_sql(" WHERE ");
        KeyOf::<A>::push_in(out.reborrow(), A::Route::KEY_SQL, keys)?;
    }
    push_scope(&mut out, A::Route::SCOPE);
    filter.push_and_also(out)
}
