//! A row beside what was included with it.
//!
//! Owns the pair. What stands in it, and how it is read, is a matter of `loading`.

use std::ops::Deref;

use super::Model;

/// A row with what was included, `I`, as a tuple. The generated `TeamWith<I>` is this for `Team`, with a method for each
/// association.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<M, I> {
    /// The row.
    pub row: M,
    /// What was included.
    pub included: I,
}

impl<M: Model, I> Deref for Loaded<M, I> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.row
    }
}
