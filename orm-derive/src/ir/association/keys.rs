//! The columns of keys.
//!
//! Owns how columns of this model are found by their names.

use proc_macro2::Span;
use syn::LitStr;

use crate::ir::column::Column;

/// The places of the columns that are named; `None` when one of them does not exist.
pub(super) fn places<Name: AsRef<str>>(names: &[Name], columns: &[Column<'_>]) -> Option<Vec<usize>> {
    let place = |name: &Name| columns.iter().position(|column| column.name == name.as_ref());
    names.iter().map(place).collect()
}

/// The names as texts.
pub(super) fn values(names: &[LitStr]) -> Vec<String> {
    names.iter().map(LitStr::value).collect()
}

/// The columns of a key to those columns, by convention: `team_id`.
pub(super) fn prefixed(prefix: &str, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| format!("{prefix}_{column}")).collect()
}

/// The names that are written, or `id`: the primary key of another model, as far as this one knows.
pub(super) fn values_or_id(names: Option<&Vec<LitStr>>) -> Vec<String> {
    names.map_or_else(|| vec!["id".to_owned()], |names| values(names))
}

/// The place of the first name that is written, or `near`.
pub(super) fn span(names: Option<&Vec<LitStr>>, near: Span) -> Span {
    names.and_then(|names| names.first()).map_or(near, LitStr::span)
}
