//! The LIMIT and OFFSET of a SELECT.
//!
//! Owns how a limit and an offset are combined, and that a new one replaces the one before. Must not know the rows that
//! they cut off.

use diesel::query_builder::QueryId;

use super::fragment;

/// ` LIMIT ..`; `()` stands for no limit and no offset.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Limit(pub(crate) i64);

/// ` OFFSET ..`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Offset(pub(crate) i64);

/// ` LIMIT .. OFFSET ..`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct LimitOffset(pub(crate) i64, pub(crate) i64);

/// The limit and the offset of a query, each of which may be missing. A new one replaces the one given before.
pub trait Window: Copy {
    /// The window with a new limit.
    type Limited: Window;
    /// The window with a new offset.
    type Moved: Window;
    /// Sets the limit.
    fn limited(self, limit: i64) -> Self::Limited;
    /// Sets the offset.
    fn moved(self, offset: i64) -> Self::Moved;
    /// The limit and the offset; `None` where one is missing.
    fn bounds(self) -> (Option<i64>, Option<i64>);

    /// Whether there is a limit or an offset.
    fn cuts(self) -> bool {
        self.bounds() != (None, None)
    }
}

/// The window of a query that can be read page by page: no limit, or one that the page may replace.
#[diagnostic::on_unimplemented(
    message = "a query with a limit or an offset has no pages",
    label = "pages after `limit` or `offset`",
    note = "leave `limit` and `offset` out: a page has its own"
)]
pub trait Unlimited: Window {}

impl Unlimited for () {}

impl Window for () {
    type Limited = Limit;
    type Moved = Offset;

    fn limited(self, limit: i64) -> Limit {
        Limit(limit)
    }

    fn moved(self, offset: i64) -> Offset {
        Offset(offset)
    }

    fn bounds(self) -> (Option<i64>, Option<i64>) {
        (None, None)
    }
}

impl Window for Limit {
    type Limited = Self;
    type Moved = LimitOffset;

    fn limited(self, limit: i64) -> Self {
        Self(limit)
    }

    fn moved(self, offset: i64) -> LimitOffset {
        LimitOffset(self.0, offset)
    }

    fn bounds(self) -> (Option<i64>, Option<i64>) {
        (Some(self.0), None)
    }
}

impl Window for Offset {
    type Limited = LimitOffset;
    type Moved = Self;

    fn limited(self, limit: i64) -> LimitOffset {
        LimitOffset(limit, self.0)
    }

    fn moved(self, offset: i64) -> Self {
        Self(offset)
    }

    fn bounds(self) -> (Option<i64>, Option<i64>) {
        (None, Some(self.0))
    }
}

impl Window for LimitOffset {
    type Limited = Self;
    type Moved = Self;

    fn limited(self, limit: i64) -> Self {
        Self(limit, self.1)
    }

    fn moved(self, offset: i64) -> Self {
        Self(self.0, offset)
    }

    fn bounds(self) -> (Option<i64>, Option<i64>) {
        (Some(self.0), Some(self.1))
    }
}

fragment! { impl[] Limit |this, out| { DB::push_limit(out.reborrow(), Some(&this.0), None) } }
fragment! { impl[] Offset |this, out| { DB::push_limit(out.reborrow(), None, Some(&this.0)) } }
fragment! { impl[] LimitOffset |this, out| { DB::push_limit(out.reborrow(), Some(&this.0), Some(&this.1)) } }
