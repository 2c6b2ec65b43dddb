//! Statements whose rows are read one by one, so that memory does not grow with their number.
//!
//! Owns how each kind of connection yields them. Such a statement is not cached: a cached one could be stale, and the
//! connection that would have to forget it is lent to the rows. Must not know operations.

use diesel::QueryResult;
use diesel::connection::{Connection, LoadConnection};
use diesel::query_dsl::methods::LoadQuery;

use super::{BlockingConnection, explained};
use crate::dialect::Dialect;
use crate::statement::uncached::Uncached;

/// A backend whose blocking connections can read rows one by one.
pub trait RowByRow: Dialect {
    /// The way in which Diesel then loads rows.
    type Mode: 'static;
}

#[cfg(feature = "sqlite")]
impl RowByRow for diesel::sqlite::Sqlite {
    type Mode = diesel::connection::DefaultLoadingMode;
}

#[cfg(feature = "libpq")]
impl RowByRow for diesel::pg::Pg {
    type Mode = diesel::pg::PgRowByRowLoadingMode;
}

type ModeOf<C> = <<C as Connection>::Backend as RowByRow>::Mode;

/// The rows of a statement on a blocking connection.
pub type BlockingRows<'c, U> = Box<dyn Iterator<Item = QueryResult<U>> + 'c>;

explained! {
    /// A statement whose rows the blocking connection `C` can yield one by one, each read into `U`.
    pub trait IterOn<'c, C, U>: Sized {
        /// Sends the statement.
        ///
        /// # Errors
        /// Diesel's error when the statement fails before its first row.
        fn iter_on(self, connection: &'c mut C) -> QueryResult<BlockingRows<'c, U>>;
    }
}

#[diagnostic::do_not_recommend]
impl<'c, C, Q, U> IterOn<'c, C, U> for Q
where
    C: BlockingConnection<Backend: RowByRow> + LoadConnection<ModeOf<C>>,
    Uncached<Q>: LoadQuery<'c, C, U, ModeOf<C>>,
    Q: 'c,
    U: 'c,
{
    fn iter_on(self, connection: &'c mut C) -> QueryResult<BlockingRows<'c, U>> {
        Ok(Box::new(Uncached(self).internal_load(connection)?))
    }
}

/// The rows of a statement on a connection of diesel-async.
#[cfg(all(feature = "async", feature = "postgres"))]
pub type AsyncRows<'c, U> = std::pin::Pin<Box<dyn futures_util::Stream<Item = QueryResult<U>> + Send + 'c>>;

/// A connection of diesel-async that can yield the rows of the statement `Q` one by one, each read into `U`.
#[cfg(all(feature = "async", feature = "postgres"))]
#[diagnostic::on_unimplemented(
    message = "rows are not streamed from SQLite on an async connection",
    label = "`stream` runs on async PostgreSQL connections",
    note = "diesel-async reads all rows of a SQLite statement before it yields the first one: read them in parts, \
            `.in_chunks(1000)`, or one by one on a blocking connection, `.iter(&mut conn)`"
)]
pub trait StreamOn<'c, Q, U> {
    /// Sends the statement when the stream is polled.
    fn stream_on(&'c mut self, query: Q) -> AsyncRows<'c, U>;
}

#[cfg(all(feature = "async", feature = "postgres"))]
impl<'c, Q, U> StreamOn<'c, Q, U> for diesel_async::AsyncPgConnection
where
    Uncached<Q>: diesel_async::methods::LoadQuery<'c, Self, U>,
    Q: 'c,
    U: 'c,
{
    fn stream_on(&'c mut self, query: Q) -> AsyncRows<'c, U> {
        use futures_util::TryFutureExt;

        let rows = diesel_async::RunQueryDsl::load_stream(Uncached(query), self);
        Box::pin(rows.try_flatten_stream())
    }
}
