//! A recorder of the statements that a connection sends.
//!
//! Owns which events count as a statement, equally on all four connections. Must not know who sends the statements.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// Records the statements that a connection sends, in order. Clones share the record.
///
/// Diesel reports `BEGIN` twice, as a statement and as an event of its own. Only the statement is recorded, and apart
/// from the others. A blocking PostgreSQL connection looks up custom types with statements that diesel-async does not
/// report. These are not recorded.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    statements: Vec<String>,
    transactions: Vec<String>,
    prepared: Vec<String>,
}

impl Recorder {
    /// Empties the record.
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

    /// Describes the statements since the last call, and empties the record: `1` is one statement, `2: BEGIN COMMIT`
    /// are two statements in a transaction.
    pub fn take(&self) -> String {
        let kept = std::mem::take(&mut *self.kept());
        let (count, transactions) = (kept.statements.len(), kept.transactions.join(" "));
        if transactions.is_empty() { count.to_string() } else { format!("{count}: {transactions}") }
    }

    /// The SQL of the statements that were put into the connection's cache of prepared statements.
    pub fn prepared(&self) -> Vec<String> {
        self.kept().prepared.clone()
    }

    /// The instrumentation to which a connection reports its statements.
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

/// The statement without its values, which Diesel writes after it.
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
