//! `Team::query().iter(&mut db)` and `.stream(&mut db)`: rows one by one.
//!
//! Owns the iterator and the stream, and their end. A query runs here without `exec`, since its rows keep the connection.

#[cfg(all(feature = "async", feature = "postgres"))]
use std::pin::Pin;
#[cfg(all(feature = "async", feature = "postgres"))]
use std::task::{Context as Polling, Poll};

#[cfg(all(feature = "async", feature = "postgres"))]
use futures_util::{Stream, StreamExt};

use super::context;
use crate::error::Error;
use crate::model::Model;
#[cfg(all(feature = "async", feature = "postgres"))]
use crate::run::{AsyncRows, NonBlockingConnection, StreamOn};
use crate::run::{BlockingConnection, BlockingRows, IterOn};
use crate::statement::known_empty::FromGetter;
use crate::statement::select::Query;
use crate::statement::selection::Selection;
use crate::trace::{Call, Reading, StatementText};

/// The includes of a query that has none: its rows can be read one by one.
#[diagnostic::on_unimplemented(
    message = "rows with includes are not read one by one",
    label = "`iter` or `stream` after `include`",
    note = "read them in parts, each with its included rows: `.in_chunks(1000)`"
)]
pub trait WithoutIncludes {}

impl WithoutIncludes for () {}

/// The rows of a query, one by one, from a blocking connection: [`Query::iter`].
#[must_use = "an iterator reads nothing until it is used"]
pub struct RowIter<'c, T> {
    /// The error that kept the statement from being sent.
    refused: Option<Error>,
    /// `None` after the end.
    rows: Option<(BlockingRows<'c, T>, Reading)>,
}

/// The rows of a query, one by one, from an async connection to PostgreSQL: [`Query::stream`].
#[cfg(all(feature = "async", feature = "postgres"))]
#[must_use = "a stream reads nothing until it is polled"]
pub struct RowStream<'c, T> {
    /// The error that kept the statement from being sent.
    refused: Option<Error>,
    /// `None` after the end.
    rows: Option<(AsyncRows<'c, T>, Reading)>,
}

impl<M: Model, F: FromGetter, O, L, S: Selection<M>, I> Query<M, F, O, L, S, I> {
    /// Reads the rows one by one on a blocking connection, so that memory does not grow with their number: a loop over
    /// 1,000,000 rows takes as much as a loop over ten. It sends one SELECT.
    ///
    /// The connection is lent to the iterator until that is dropped. For other statements between the rows, and for
    /// rows with includes, there is [`in_chunks`](Query::in_chunks). The rows are those of one moment, in the query's
    /// order. On PostgreSQL, an iterator that is dropped early still receives the rest of the rows and discards it; give
    /// the query a limit instead.
    ///
    /// # Errors
    /// Each item is a `Result` with the errors of [`Query`]. After an error there are no more items.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::SqliteConnection;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String }
    /// fn report(db: &mut SqliteConnection) -> Result<(), orm_core::Error> {
    ///     for team in Team::query().order(teams::name.asc()).iter(db) {
    ///         println!("{}", team?.name);
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = report;
    /// ```
    #[track_caller]
    pub fn iter<'c, C>(self, connection: &'c mut C) -> RowIter<'c, S::Output>
    where
        I: WithoutIncludes,
        C: BlockingConnection,
        Query<M, F, O, L, S>: IterOn<'c, C, S::Row> + StatementText<C::Backend>,
        S::Row: 'c,
        S: 'c,
    {
        let trace = match Call::here().begin::<C::Backend>(&self.described("iter")) {
            Ok(trace) => trace,
            Err(error) => return RowIter { refused: Some(error), rows: None },
        };
        if self.filter.is_known_empty() {
            return RowIter { refused: None, rows: None };
        }
        let query = self.without_includes().0;
        let mut reading = Reading::begin::<C::Backend, _>(trace, &query, context::<M>());
        let rows: BlockingRows<'c, S::Output> = match reading.within(|| query.iter_on(connection)) {
            Ok(rows) => Box::new(rows.map(|row| row.map(S::output))),
            Err(error) => Box::new(std::iter::once(Err(error))),
        };
        RowIter { refused: None, rows: Some((rows, reading)) }
    }

    /// Reads the rows one by one on an async connection to PostgreSQL, so that memory does not grow with their number:
    /// 1,000,000 rows take as much as ten. It sends one SELECT.
    ///
    /// The connection is lent to the stream until that is dropped. For other statements between the rows, and for rows
    /// with includes, there is [`in_chunks`](Query::in_chunks). The rows are those of one moment, in the query's order.
    /// A stream may be dropped early; the next statement on the connection then waits until the rest of the rows has
    /// arrived, which the connection discards.
    ///
    /// The stream is a [`Stream`](futures_util::Stream) of the crate futures. [`RowStream::next`] needs no such crate.
    ///
    /// # Errors
    /// Each item is a `Result` with the errors of [`Query`]. After an error there are no more items.
    ///
    /// # Example
    /// ```
    /// # use orm_core::nonblocking::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String }
    /// async fn report(db: &mut diesel_async::AsyncPgConnection) -> Result<(), orm_core::Error> {
    ///     let mut teams = Team::query().order(teams::name.asc()).stream(db);
    ///     while let Some(team) = teams.next().await {
    ///         println!("{}", team?.name);
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = report;
    /// ```
    #[cfg(all(feature = "async", feature = "postgres"))]
    #[track_caller]
    pub fn stream<'c, C, Via>(self, connection: &'c mut C) -> RowStream<'c, S::Output>
    where
        I: WithoutIncludes,
        C: NonBlockingConnection<Via>,
        C::Connection: StreamOn<'c, Query<M, F, O, L, S>, S::Row>,
        Query<M, F, O, L, S>: StatementText<diesel::pg::Pg>,
        S::Row: 'c,
        S: 'c,
    {
        let trace = match Call::here().begin::<diesel::pg::Pg>(&self.described("stream")) {
            Ok(trace) => trace,
            Err(error) => return RowStream { refused: Some(error), rows: None },
        };
        if self.filter.is_known_empty() {
            return RowStream { refused: None, rows: None };
        }
        let query = self.without_includes().0;
        let mut reading = Reading::begin::<diesel::pg::Pg, _>(trace, &query, context::<M>());
        let rows = reading.within(|| connection.connection().stream_on(query));
        let rows: AsyncRows<'c, S::Output> = Box::pin(rows.map(|row| row.map(S::output)));
        RowStream { refused: None, rows: Some((rows, reading)) }
    }
}

impl<T> Iterator for RowIter<'_, T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.refused.take() {
            return Some(Err(error));
        }
        let (rows, reading) = self.rows.as_mut()?;
        let row = reading.within(|| rows.next());
        let row = reading.read(row);
        if !matches!(row, Some(Ok(_))) {
            self.rows = None;
        }
        row
    }
}

impl<T> std::iter::FusedIterator for RowIter<'_, T> {}

impl<T> std::fmt::Debug for RowIter<'_, T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RowIter").finish_non_exhaustive()
    }
}

#[cfg(all(feature = "async", feature = "postgres"))]
impl<T> RowStream<'_, T> {
    /// Reads the next row; `None` after the last one.
    ///
    /// # Errors
    /// The errors of [`Query`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }
}

#[cfg(all(feature = "async", feature = "postgres"))]
impl<T> Stream for RowStream<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, polling: &mut Polling<'_>) -> Poll<Option<Self::Item>> {
        if let Some(error) = self.refused.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Some((rows, reading)) = &mut self.rows else { return Poll::Ready(None) };
        let Poll::Ready(row) = reading.within(|| rows.as_mut().poll_next(polling)) else { return Poll::Pending };
        let row = reading.read(row);
        if !matches!(row, Some(Ok(_))) {
            self.rows = None;
        }
        Poll::Ready(row)
    }
}

#[cfg(all(feature = "async", feature = "postgres"))]
impl<T> std::fmt::Debug for RowStream<'_, T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RowStream").finish_non_exhaustive()
    }
}
