//! The order in which tables can be created.
//!
//! Owns the sorting of numbers by the edges between them. Must not know what the numbers stand for.

/// A foreign key: the table `from` references the table `to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether the key may be NULL. An optional key is preferred to close a cycle.
    pub(super) optional: bool,
}

/// Sorts the tables `0..count`, so that each stands after the tables that it references. Where there is a choice, the
/// lowest number comes first.
///
/// An edge to a later table closes a cycle. A table that references itself is no cycle.
pub(super) fn order(count: usize, edges: &[Edge]) -> Vec<usize> {
    let mut waiting: Vec<Edge> = edges.iter().copied().filter(|edge| edge.from != edge.to).collect();
    let mut rest: Vec<usize> = (0..count).collect();
    let mut placed = Vec::with_capacity(count);
    while !rest.is_empty() {
        match rest.iter().position(|&table| waiting.iter().all(|edge| edge.from != table)) {
            Some(position) => {
                let table = rest.remove(position);
                waiting.retain(|edge| edge.to != table);
                placed.push(table);
            }
            // Every remaining table waits for another remaining one, so there is a cycle among them.
            None => cut(&mut waiting),
        }
    }
    placed
}

/// Removes one edge of a cycle: the first optional one, or else the first.
fn cut(edges: &mut Vec<Edge>) {
    let on_cycle = |edge: &Edge| reaches(edges, edge.to, edge.from);
    let found = edges
        .iter()
        .position(|edge| edge.optional && on_cycle(edge))
        .or_else(|| edges.iter().position(on_cycle))
        .unwrap_or_default();
    edges.remove(found);
}

fn reaches(edges: &[Edge], start: usize, end: usize) -> bool {
    let mut seen = vec![start];
    let mut next = 0;
    while let Some(&table) = seen.get(next) {
        if table == end {
            return true;
        }
        for edge in edges.iter().filter(|edge| edge.from == table) {
            if !seen.contains(&edge.to) {
                seen.push(edge.to);
            }
        }
        next += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(list: &[(usize, usize, bool)]) -> Vec<Edge> {
        list.iter().map(|&(from, to, optional)| Edge { from, to, optional }).collect()
    }

    #[test]
    fn tables_without_references_keep_their_order() {
        assert_eq!(order(3, &[]), [0, 1, 2]);
    }

    #[test]
    fn a_table_waits_for_what_it_references_and_the_others_do_not() {
        assert_eq!(order(4, &edges(&[(0, 2, false)])), [1, 2, 0, 3]);
        assert_eq!(order(4, &edges(&[(0, 3, true), (3, 1, false)])), [1, 2, 3, 0]);
    }

    #[test]
    fn a_self_reference_is_no_cycle() {
        assert_eq!(order(2, &edges(&[(0, 0, false)])), [0, 1]);
    }

    #[test]
    fn a_cycle_is_cut_at_its_optional_key_wherever_it_stands() {
        assert_eq!(order(2, &edges(&[(0, 1, true), (1, 0, false)])), [0, 1]);
        assert_eq!(order(2, &edges(&[(0, 1, false), (1, 0, true)])), [1, 0]);
    }

    #[test]
    fn a_cycle_of_mandatory_keys_is_cut_at_the_first() {
        assert_eq!(order(3, &edges(&[(0, 1, false), (1, 2, false), (2, 0, false)])), [0, 2, 1]);
    }

    #[test]
    fn a_key_that_only_leads_to_a_cycle_is_not_cut() {
        // 0 -> 1 <-> 2: the optional key of 0 would be the first to find, but it is not part of the cycle.
        assert_eq!(order(3, &edges(&[(0, 1, true), (1, 2, false), (2, 1, false)])), [1, 0, 2]);
        // 1 was placed with its key to 2 cut; 0 waits for 1 alone.
        assert_eq!(order(3, &edges(&[(0, 1, true), (0, 2, true), (1, 2, false), (2, 1, false)])), [1, 2, 0]);
    }

    #[test]
    fn two_cycles_are_cut_once_each() {
        let found = edges(&[(0, 1, false), (1, 0, true), (2, 3, true), (3, 2, false)]);
        let order = order(4, &found);
        let position = |table| order.iter().position(|&placed| placed == table);
        let closing: Vec<_> = found.iter().filter(|edge| position(edge.to) > position(edge.from)).collect();
        assert_eq!(closing.iter().map(|edge| (edge.from, edge.to)).collect::<Vec<_>>(), [(1, 0), (2, 3)]);
    }
}
