//! `has_one` as an association.

use super::has::Has;
use crate::attr::AssociationAttr;

/// An association to the one row of the target that holds the key.
pub(crate) struct HasOne {
    pub(crate) has: Has,
    /// Whether the key is unique, so that there can be one row only.
    pub(crate) unique: bool,
}

pub(super) fn has_one(attr: &AssociationAttr, has: Has) -> HasOne {
    // Beside the rows of a scope there may be others with the same key.
    HasOne { unique: attr.options.unique.map_or(has.scope.is_empty(), |(_, unique)| unique), has }
}
