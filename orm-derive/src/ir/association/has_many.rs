//! `has_many` as an association.

use super::has::Has;

/// An association to all rows of the target that hold the key.
pub(crate) struct HasMany {
    pub(crate) has: Has,
}

pub(super) fn has_many(has: Has) -> HasMany {
    HasMany { has }
}
