//! The span and the event of a statement whose rows are read one by one.
//!
//! Owns when they end: with the last row, with an error, or when the rest is not read.

use diesel::QueryResult;

#[cfg(not(feature = "tracing"))]
use super::silent::{Statement, StatementText, Trace, statement};
#[cfg(feature = "tracing")]
use super::spans::{Statement, StatementText, Trace, statement};
use crate::dialect::Dialect;
use crate::error::{Context, Error};

/// An operation that reads rows one by one.
pub(crate) struct Reading {
    /// `None` after the end.
    open: Option<(Trace, Statement)>,
    context: Context,
    rows: usize,
}

impl Reading {
    /// Begins the event of the statement, inside the span of the operation.
    pub(crate) fn begin<DB: Dialect, Q: StatementText<DB>>(mut trace: Trace, query: &Q, context: Context) -> Self {
        let statement = trace.within(|| statement::<DB, Q>(query));
        Self { open: Some((trace, statement)), context, rows: 0 }
    }

    /// Calls the function as a part of the operation.
    pub(crate) fn within<R>(&mut self, what: impl FnOnce() -> R) -> R {
        match &mut self.open {
            Some((trace, _)) => trace.within(what),
            None => what(),
        }
    }

    /// Counts a row. Ends the operation after the last row or with an error.
    pub(crate) fn read<T>(&mut self, item: Option<QueryResult<T>>) -> Option<Result<T, Error>> {
        let item = item.transpose();
        if let Ok(Some(row)) = item {
            self.rows += 1;
            return Some(Ok(row));
        }
        let (mut trace, statement) = self.open.take().unzip();
        if let (Some(trace), Some(statement)) = (&mut trace, statement) {
            trace.within(|| statement.end(&item, item.is_ok().then_some(self.rows), None));
        }
        let item = item.map_err(|error| self.context.error(error));
        if let Some(trace) = trace {
            trace.end(&item);
        }
        item.transpose()
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        // The rows that were not read are no error.
        if let Some((mut trace, statement)) = self.open.take() {
            trace.within(|| statement.end(&Ok(()), Some(self.rows), None));
            trace.end(&Ok(()));
        }
    }
}
