//! The interface of tracing without the feature `tracing`: empty types, and functions that do nothing.
//!
//! Owns nothing that remains in a program. Must not know any operation.

use diesel::QueryResult;

use super::Description;
use crate::error::Error;

/// The place where an operation was started.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Call;

impl Call {
    pub(crate) fn here() -> Self {
        Self
    }

    #[expect(clippy::unnecessary_wraps, reason = "the same as with the feature")]
    pub(crate) fn begin<DB>(self, _: &Description) -> Result<Trace, Error> {
        Ok(Trace)
    }
}

/// The span of a running operation.
pub(crate) struct Trace;

impl Trace {
    pub(crate) fn blocking<T>(self, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        run()
    }

    pub(super) fn within<R>(&mut self, what: impl FnOnce() -> R) -> R {
        what()
    }

    pub(super) fn end<T>(self, _: &Result<T, Error>) {}

    #[cfg(all(feature = "async", feature = "sqlite"))]
    pub(crate) fn elsewhere(self) -> Self {
        self
    }

    #[cfg(all(feature = "async", feature = "postgres"))]
    pub(crate) fn polled<T, F: Future<Output = Result<T, Error>> + Send>(self, running: F) -> F {
        running
    }
}

/// Identifies a row of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowId;

impl RowId {
    pub(crate) fn of<M, K>(_: impl FnOnce() -> K) -> Self {
        Self
    }
}

/// A statement whose text can be recorded.
#[doc(hidden)]
pub trait StatementText<DB> {}
impl<DB, Q> StatementText<DB> for Q {}

/// The event of a running statement.
pub(crate) struct Statement;

pub(crate) fn statement<DB, Q>(_: &Q) -> Statement {
    Statement
}

impl Statement {
    pub(crate) fn returned<U>(self, result: QueryResult<Vec<U>>) -> QueryResult<Vec<U>> {
        result
    }

    pub(super) fn end<T>(self, _: &QueryResult<T>, _: Option<usize>, _: Option<usize>) {}

    pub(crate) fn affected(self, result: QueryResult<usize>) -> QueryResult<usize> {
        result
    }
}

pub(crate) fn loaded(_: Option<&'static str>, _: impl Iterator<Item = RowId>) {}
