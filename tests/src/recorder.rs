//! A recorder of the statements that a connection sends.
//!
//! Owns what counts as a statement, the same on all four connections. Must not know who sends them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// Keeps what a connection sends, in order. Clones share what they keep.
///
/// Diesel tells of `BEGIN` twice, as a statement and as an event of its own: only the statement is kept, and apart from
/// the others. A blocking PostgreSQL connection looks custom types up with statements that diesel-async does not tell of:
/// they are not kept.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    statements: Vec<String>,
    transactions: Vec<String>,
    prepared: Vec<String>,
}

impl Recorder {
    /// Forgets what was kept.
    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }

    /// The SQL of the statements, without the values bound and without those that control transactions.
    pub fn statements(&self) -> Vec<String> {
        self.kept().statements.clone()
    }

    /// How many [`statements`](Self::statements) there were.
    pub fn count(&self) -> usize {
        self.kept().statements.len()
    }

    /// The statements that control transactions: `BEGIN`, `COMMIT`, `ROLLBACK` and those of savepoints.
    pub fn transactions(&self) -> Vec<String> {
        self.kept().transactions.clone()
    }

    /// What it took since the last time, and forgets it: `1` for one statement, `2: BEGIN COMMIT` for two in a
    /// transaction.
    pub fn take(&self) -> String {
        let kept = std::mem::take(&mut *self.kept());
        let (count, transactions) = (kept.statements.len(), kept.transactions.join(" "));
        if transactions.is_empty() { count.to_string() } else { format!("{count}: {transactions}") }
    }

    /// The SQL of the statements that were put into the connection's cache of prepared statements.
    pub fn prepared(&self) -> Vec<String> {
        self.kept().prepared.clone()
    }

    /// What a connection is to report to.
    pub fn instrumentation(&self) -> impl Instrumentation + use<> {
        let kept = self.clone();
        move |event: InstrumentationEvent<'_>| kept.keep(&event)
    }

    fn keep(&self, event: &InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let sql = without_binds(&query.to_string());
                let mut kept = self.kept();
                if controls_transactions(&sql) {
                    kept.transactions.push(sql);
                } else if !looks_up_types(&sql) {
                    kept.statements.push(sql);
                }
            }
            InstrumentationEvent::CacheQuery { sql, .. } if !looks_up_types(sql) => {
                self.kept().prepared.push((*sql).to_owned());
            }
            _ => {}
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Diesel writes the values behind the statement.
fn without_binds(sql: &str) -> String {
    sql.split(" -- binds: ").next().unwrap_or(sql).to_owned()
}

fn controls_transactions(sql: &str) -> bool {
    const WORDS: [&str; 7] = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];
    let first = sql.split_whitespace().next().unwrap_or_default().trim_end_matches(';');
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(first))
}

fn looks_up_types(sql: &str) -> bool {
    sql.contains(r#""pg_type"."typarray""#)
}
