//! The error of an association that is read row by row.
//!
//! Owns its fields and its message. Must not know when it is reported: `trace::watch` decides that.

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
    /// The association that was read for each row.
    pub association: &'static str,
    /// The number of rows for which it was read.
    pub rows: usize,
    /// The place of the query that has read the rows.
    pub query: &'static Location<'static>,
    /// The place of the getter.
    pub getter: &'static Location<'static>,
    /// The association to include: `teams::players`.
    pub include: &'static str,
    pub(crate) counted: bool,
    /// The include by which the query has read the rows, if they are targets that it includes.
    pub(crate) by: Option<&'static str>,
}
