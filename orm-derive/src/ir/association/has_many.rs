//! `has_many` as an association.
//!
//! Owns what differs from `has_one`, which is only its type. The common part is in `has`.

use proc_macro2::Span;

use super::has::{self, Has};
use crate::attr::AssociationAttr;
use crate::ir::column::Column;

/// An association to all rows of the target that hold the key.
pub(crate) struct HasMany {
    pub(crate) has: Has,
}

pub(super) fn has_many(attr: &AssociationAttr, near: Span, columns: &[Column<'_>]) -> HasMany {
    HasMany { has: has::has(attr, near, columns) }
}
