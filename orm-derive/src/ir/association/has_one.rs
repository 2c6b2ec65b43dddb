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
    /// Whether the foreign key is unique, so that a source has at most one target.
    pub(crate) unique: bool,
}

pub(super) fn has_one(attr: &AssociationAttr, near: Span, columns: &[Column<'_>]) -> HasOne {
    let has = has::has(attr, near, columns);
    // With a scope, rows outside of it may have the same key.
    HasOne { unique: attr.options.unique.map_or(has.scope.is_empty(), |(_, unique)| unique), has }
}
