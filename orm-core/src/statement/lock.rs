//! Locks of rows, so that two connections do not change them, or what belongs to them, at the same time.
//!
//! Owns the statement that locks the row of a key, and the lock at the end of a query's SELECT. Must not know which
//! operations lock rows.

use diesel::query_builder::QueryId;

use super::condition::KeyIs;
use super::keys::BindKey;
use super::window::Window;
use super::{fragment, push_table, walk};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::{Key, Model};

/// `SELECT 1 FROM "teams" WHERE "teams"."id" = $1 FOR NO KEY UPDATE`. Other transactions that want the lock wait until
/// this one ends. Readers do not wait, nor do INSERTs that reference the row.
pub struct LockRow<M: Model, K: Key<M>>(KeyIs<M, K>);

debug_by_name! { impl[M: Model, K: Key<M>] LockRow<M, K>: K::SQL.join(", "); }

impl<M: Model, K: Key<M>> LockRow<M, K> {
    /// The statement for the row with this key. `None` on a database that does not lock rows: a transaction of SQLite
    /// that writes locks the database.
    pub(crate) fn on<DB: Dialect>(key: Option<K::Value>) -> Option<Self> {
        DB::ROW_LOCK.and(key).map(|key| Self(KeyIs::new(key)))
    }
}

impl<M: Model, K: Key<M>> QueryId for LockRow<M, K> {
    type QueryId = Self;
}

impl<M: Model, K: Key<M>, Conn> diesel::RunQueryDsl<Conn> for LockRow<M, K> {}

fragment! { impl[M: Model, K] LockRow<M, K> where [K: BindKey<M, DB>] |this, out| {
    out.push_sql("SELECT 1 FROM ");
    push_table::<M, DB>(&mut out)?;
    out.push_sql(" WHERE ");
    walk(&this.0, &mut out)?;
    out.push_sql(DB::ROW_LOCK.unwrap_or_default());
    Ok(())
} }

/// The limit and the offset of a query whose rows are locked: ` LIMIT $1 FOR UPDATE SKIP LOCKED`.
#[derive(Debug, Clone, Copy)]
pub struct Locking<L> {
    pub(crate) window: L,
    pub(crate) strength: Strength,
    pub(crate) busy: Busy,
}

/// The strength of a lock. Reading without a lock never waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strength {
    /// ` FOR UPDATE`: no other transaction locks or changes the row.
    Update,
    /// ` FOR SHARE`: other transactions may hold the same lock, and none changes the row.
    Share,
}

/// What happens when another transaction has locked a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Busy {
    /// The statement waits for the end of that transaction.
    Wait,
    /// The statement leaves the row out.
    Skip,
    /// The statement fails.
    Fail,
}

impl<L: Window> Window for Locking<L> {
    type Limited = Locking<L::Limited>;
    type Moved = Locking<L::Moved>;

    fn limited(self, limit: i64) -> Self::Limited {
        Locking { window: self.window.limited(limit), strength: self.strength, busy: self.busy }
    }

    fn moved(self, offset: i64) -> Self::Moved {
        Locking { window: self.window.moved(offset), strength: self.strength, busy: self.busy }
    }

    fn bounds(self) -> (Option<i64>, Option<i64>) {
        self.window.bounds()
    }
}

fragment! { impl[L] Locking<L> where [L: diesel::query_builder::QueryFragment<DB>] |this, out| {
    walk(&this.window, &mut out)?;
    out.push_sql(match this.strength {
        Strength::Update => " FOR UPDATE",
        Strength::Share => " FOR SHARE",
    });
    out.push_sql(match this.busy {
        Busy::Wait => "",
        Busy::Skip => " SKIP LOCKED",
        Busy::Fail => " NOWAIT",
    });
    Ok(())
} }

// The text depends on the values.
impl<L> QueryId for Locking<L> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
