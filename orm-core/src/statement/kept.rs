//! The prepared statements that a connection keeps, where their text depends on the columns that have a value.
//!
//! Owns the limit on them. A table of 12 columns has 4,095 sets of columns, and the server keeps each prepared
//! statement of each connection in memory. So only the statements of the first sets are kept. The calls in a program
//! name few sets, and a client whose requests name any columns cannot fill the server's memory. Must not know what a
//! statement does.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{PoisonError, RwLock};

/// The number of column sets of each table whose statements this process keeps.
const SETS: usize = 64;

/// Whether to keep a statement over this table that names the columns at these positions. The answer for one set never
/// changes.
pub(super) fn is_kept(table: &'static str, places: &[usize]) -> bool {
    static KEPT: RwLock<Option<HashMap<&'static str, HashSet<u64>>>> = RwLock::new(None);
    let mut hasher = DefaultHasher::new();
    places.hash(&mut hasher);
    let set = hasher.finish();
    let kept = KEPT.read().unwrap_or_else(PoisonError::into_inner);
    let sets = kept.as_ref().and_then(|tables| tables.get(table));
    match sets {
        Some(sets) if sets.contains(&set) => return true,
        Some(sets) if sets.len() >= SETS => return false,
        _ => drop(kept),
    }
    let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    let sets = kept.get_or_insert_default().entry(table).or_default();
    // Another thread may have added the last set meanwhile.
    sets.contains(&set) || (sets.len() < SETS && sets.insert(set))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sets_of_each_table_are_kept() {
        for table in ["\"one\"", "\"other\""] {
            for _ in 0..2 {
                let kept = (0..200).filter(|set| is_kept(table, &[*set, 200]));
                assert_eq!(kept.collect::<Vec<_>>(), (0..SETS).collect::<Vec<_>>());
            }
        }
    }
}
