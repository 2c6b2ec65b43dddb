//! Facts about the condition of a query that an operation reads before it sends a statement.
//!
//! Owns whether a condition lets no row pass, so that no statement is needed, whether a user wrote a part of it, and
//! whether a getter made it. Must not know SQL.

use super::condition::{And, IfGiven, KeyAfter, KeyIn, KeyIs, Not, OfSource, Parenthesized, Where};
use super::include::AnyOf;
use super::keyset::Beyond;
use crate::association::Association;
use crate::model::{Key, KeysetOrder, Model};
use crate::trace::LazyRead;

/// A condition that may be known to let no row pass before any statement is sent.
pub trait KnownEmpty {
    /// Whether the condition is known to let no row pass.
    fn is_known_empty(&self) -> bool {
        false
    }

    /// Whether a user wrote a part of the condition. Raw SQL in it may name a column without its table.
    fn has_user_part(&self) -> bool {
        false
    }
}

/// The condition of a query. Where a getter such as `team.get_players()` made it, the watch over row-by-row reads
/// counts the query as a read for that `team`.
pub trait FromGetter: KnownEmpty {
    /// The association and the source row, where a getter made the condition.
    fn lazy_read(&self) -> Option<LazyRead> {
        None
    }
}

impl KnownEmpty for () {}

impl<E> KnownEmpty for Parenthesized<E> {
    fn has_user_part(&self) -> bool {
        true
    }
}

impl<E> KnownEmpty for IfGiven<E> {
    fn has_user_part(&self) -> bool {
        true
    }
}

impl<E> KnownEmpty for Not<E> {}
impl<M: Model, K: Key<M>> KnownEmpty for KeyIn<M, K> {}
impl<M: Model> KnownEmpty for KeyAfter<M> {}
impl<M: Model, O: KeysetOrder<M>> KnownEmpty for Beyond<M, O> {}
impl<A, F> KnownEmpty for AnyOf<A, F> {}
impl<A, F> FromGetter for AnyOf<A, F> {}

impl FromGetter for () {}
impl<E> FromGetter for Parenthesized<E> {}
impl<E> FromGetter for IfGiven<E> {}
impl<M: Model> FromGetter for KeyAfter<M> {}
impl<M: Model, O: KeysetOrder<M>> FromGetter for Beyond<M, O> {}
impl<E> FromGetter for Not<E> {}
impl<M: Model, K: Key<M>> FromGetter for KeyIn<M, K> {}

impl<M: Model, K: Key<M>> KnownEmpty for KeyIs<M, K> {
    fn is_known_empty(&self) -> bool {
        self.value.is_none()
    }
}

impl<M: Model, K: Key<M>> FromGetter for KeyIs<M, K> {}

impl<A: Association> KnownEmpty for OfSource<A> {
    fn is_known_empty(&self) -> bool {
        self.key.is_none()
    }
}

impl<A: Association> FromGetter for OfSource<A> {
    fn lazy_read(&self) -> Option<LazyRead> {
        self.row.map(LazyRead::of::<A>)
    }
}

impl<E: KnownEmpty> KnownEmpty for Where<E> {
    fn is_known_empty(&self) -> bool {
        self.0.is_known_empty()
    }

    fn has_user_part(&self) -> bool {
        self.0.has_user_part()
    }
}

impl<E: FromGetter> FromGetter for Where<E> {
    fn lazy_read(&self) -> Option<LazyRead> {
        self.0.lazy_read()
    }
}

impl<A: KnownEmpty, B: KnownEmpty> KnownEmpty for And<A, B> {
    fn is_known_empty(&self) -> bool {
        self.0.is_known_empty() || self.1.is_known_empty()
    }

    fn has_user_part(&self) -> bool {
        self.0.has_user_part() || self.1.has_user_part()
    }
}

impl<A: FromGetter, B: KnownEmpty> FromGetter for And<A, B> {
    fn lazy_read(&self) -> Option<LazyRead> {
        self.0.lazy_read()
    }
}
