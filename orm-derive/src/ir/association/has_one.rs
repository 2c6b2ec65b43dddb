//! `has_one` as an association.
//!
//! Owns the convention for its uniqueness.

use proc_macro2::Span;

use super::has::{self, Has};
use crate::attr::AssociationAttr;
use crate::ir::column::Column;

/// An association to the one row of the target that holds the key.
pub(crate) struct HasOne {
    pub(crate) has: Has,
    /// Whether the key is unique, so that there can be one row only.
    pub(crate) unique: bool,
}

pub(super) fn has_one(attr: &AssociationAttr, near: Span, columns: &[Column<'_>]) -> HasOne {
    let has = has::has(attr, near, columns);
    // Beside the rows of a scope there may be others with the same key.
    HasOne { unique: attr.options.unique.map_or(has.scope.is_empty(), |(_, unique)| unique), has }
}
