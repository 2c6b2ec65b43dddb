//! The error of an association that is read row by row.
//!
//! Owns its data and its words. When it happens is known to `trace::watch`.

use std::panic::Location;

/// An association was read row by row: [`Error::RowByRow`](super::Error::RowByRow).
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error(
    "`{association}` of `{model}` was read row by row, for {rows} rows of the query at {query}, by the getter at {getter}: \
     add `.include({include}{})` {}",
    if *.counted { ".count()" } else { "" },
    by.map_or_else(|| "to that query".to_owned(), |by| format!("to the include of `{by}` in that query"))
)]
#[non_exhaustive]
pub struct RowByRow {
    /// The model of the rows.
    pub model: &'static str,
    /// The association that was read for each of them.
    pub association: &'static str,
    /// For how many rows.
    pub rows: usize,
    /// Where the query is that has read the rows.
    pub query: &'static Location<'static>,
    /// Where the getter is.
    pub getter: &'static Location<'static>,
    /// What to include: `teams::players`.
    pub include: &'static str,
    pub(crate) counted: bool,
    /// The include by which the query has read them, if they are not its own rows.
    pub(crate) by: Option<&'static str>,
}
