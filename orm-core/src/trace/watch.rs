//! Watches for associations that are read row by row, where one include would read them all: "N+1 queries".
//!
//! Owns what the watch remembers of queries and getters, with the feature `tracing`. Must not know any operation.
//!
//! When a getter, `team.get_players()` or `team.count_players()`, runs for many rows of one query, the watch reports
//! the places of the query and of the getter, once for each pair of places. It watches each task by itself, and on
//! blocking connections each thread. In debug builds it warns from the 11th row on; [`set`] changes that. It remembers
//! the first 1,000 rows of a query. It remembers 1,024 queries: those that ran last, or whose rows a getter used last.
//!
//! # Example
//! ```
//! use orm_core::trace::watch::{self, Watch};
//!
//! // At the beginning of a test: from the fourth row on, the getter's `exec` is an error.
//! watch::set(Watch::Fail { rows: 3 });
//! ```

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::Location;
use std::sync::{Mutex, PoisonError, RwLock};

use super::LazyRead;
use super::spans::{Current, RowId, Scope};
use crate::error::Error;
pub use crate::error::RowByRow;

/// How the watch reacts to associations that are read row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// The watch is off and remembers nothing. This is the default in release builds.
    Off,
    /// The watch sends a warning to `tracing`, target `orm_core::watch`, once for each pair of places. This is the
    /// default in debug builds, with 10 rows.
    Warn {
        /// Warn from row `rows + 1` on.
        rows: usize,
    },
    /// The getter fails with [`Error::RowByRow`] and sends no statement. For tests.
    Fail {
        /// Fail from row `rows + 1` on.
        rows: usize,
    },
}

static WATCH: RwLock<Watch> = RwLock::new(if cfg!(debug_assertions) { Watch::Warn { rows: 10 } } else { Watch::Off });

/// Sets how the watch reacts from now on, in the whole program.
pub fn set(watch: Watch) {
    *WATCH.write().unwrap_or_else(PoisonError::into_inner) = watch;
}

fn watch() -> Watch {
    *WATCH.read().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn is_on() -> bool {
    watch() != Watch::Off
}

/// The number of queries that are remembered, and the number of rows of each.
const QUERIES: usize = 1_024;
const ROWS: usize = 1_000;

/// A query with the rows that it has read.
struct Query {
    scope: Scope,
    place: &'static Location<'static>,
    by: Option<&'static str>,
    rows: HashSet<RowId>,
    /// The rows for which a getter has read an association, by the path of the association.
    asked: HashMap<&'static str, HashSet<RowId>>,
    /// The time at which the query ran, or a getter last used one of its rows.
    used: u64,
}

/// The queries that are remembered, the newest first.
struct Memory {
    queries: VecDeque<Query>,
    /// Counts queries and getters.
    time: u64,
    told: Option<HashSet<(&'static Location<'static>, &'static str)>>,
}

impl Memory {
    const fn new() -> Self {
        Self { queries: VecDeque::new(), time: 0, told: None }
    }

    fn remember(&mut self, mut query: Query) {
        if self.queries.len() == QUERIES {
            // A getter is a query too. It must not push out the query whose rows it uses.
            let used = self.queries.iter().map(|query| query.used).enumerate();
            let longest_unused = used.min_by_key(|(_, used)| *used);
            longest_unused.map(|(place, _)| self.queries.remove(place));
        }
        self.time += 1;
        query.used = self.time;
        self.queries.push_front(query);
    }

    /// Finds the newest query that has read the row.
    fn query_of(&mut self, scope: Scope, row: RowId) -> Option<&mut Query> {
        let query = self.queries.iter_mut().find(|query| query.scope == scope && query.rows.contains(&row))?;
        self.time += 1;
        query.used = self.time;
        Some(query)
    }
}

static MEMORY: Mutex<Memory> = Mutex::new(Memory::new());

/// Remembers the rows that a query has read.
pub(super) fn loaded(current: &Current, by: Option<&'static str>, rows: impl Iterator<Item = RowId>) {
    let rows: HashSet<RowId> = rows.take(ROWS).collect();
    if rows.is_empty() {
        return;
    }
    let query = Query { scope: current.scope, place: current.place, by, rows, asked: HashMap::new(), used: 0 };
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).remember(query);
}

/// Counts a getter that is about to run, and reports it when it runs for too many rows.
pub(super) fn asked(
    lazy_read: &LazyRead,
    operation: &str,
    scope: Scope,
    getter: &'static Location<'static>,
) -> Result<(), Error> {
    let (limit, fails) = match watch() {
        Watch::Off => return Ok(()),
        Watch::Warn { rows } => (rows, false),
        Watch::Fail { rows } => (rows, true),
    };
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(query) = memory.query_of(scope, lazy_read.row) else { return Ok(()) };
    let asked = query.asked.entry(lazy_read.path).or_default();
    asked.insert(lazy_read.row);
    if asked.len() <= limit {
        return Ok(());
    }
    let report = RowByRow {
        model: lazy_read.model,
        association: lazy_read.name,
        rows: asked.len(),
        query: query.place,
        getter,
        include: short(lazy_read.path),
        counted: operation == "count",
        by: query.by,
    };
    if fails {
        return Err(Error::RowByRow(report));
    }
    if memory.told.get_or_insert_default().insert((report.query, lazy_read.path)) {
        drop(memory);
        tracing::warn!(target: "orm_core::watch", "{report}");
    }
    Ok(())
}

/// Returns the last two parts of a path: `teams::players`.
fn short(path: &'static str) -> &'static str {
    let mut places = path.rmatch_indices("::").map(|(place, _)| place);
    let _ = places.next();
    places.next().map_or(path, |place| &path[place + 2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: usize) -> RowId {
        RowId::of::<(), _>(|| number)
    }

    fn query(row: RowId) -> Query {
        let place = Location::caller();
        Query { scope: Scope::here(), place, by: None, rows: [row].into(), asked: HashMap::new(), used: 0 }
    }

    #[test]
    fn a_query_is_remembered_as_long_as_its_rows_are_asked_for() {
        let mut memory = Memory::new();
        memory.remember(query(row(0)));
        memory.remember(query(row(1)));
        for getter in 2..2 * QUERIES {
            assert!(memory.query_of(Scope::here(), row(0)).is_some(), "before getter {getter}");
            memory.remember(query(row(getter)));
        }
        assert!(memory.query_of(Scope::here(), row(1)).is_none());
        assert_eq!(memory.queries.len(), QUERIES);
    }
}
