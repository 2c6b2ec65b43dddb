//! A row with the targets that were included with it.
//!
//! Owns the pair. `loading` decides what is included, and how it is read.

use std::ops::Deref;

use super::Model;

/// A row with its included targets; `I` is a tuple of them. The generated `TeamWith<I>` is made from a
/// `Loaded<Team, I>` and has a method for each association.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<M, I> {
    /// The row.
    pub row: M,
    /// The included targets and counts, as a tuple.
    pub included: I,
}

impl<M: Model, I> Deref for Loaded<M, I> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.row
    }
}
