//! The statement that locks a row, so that two connections do not change what belongs to it at the same time.
//!
//! Owns its text. Must not know which operations lock a row.

use diesel::query_builder::QueryId;

use super::condition::KeyIs;
use super::keys::BindKey;
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
