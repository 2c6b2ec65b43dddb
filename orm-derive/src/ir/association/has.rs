//! Owns the common part of `has_many` and `has_one`: the foreign key is in the target.

use proc_macro2::Span;
use syn::{Ident, Lit, LitStr};

use super::keys;
use crate::attr::AssociationAttr;
use crate::ir::column::Column;

/// An association whose foreign key is in the target.
pub(crate) struct Has {
    pub(crate) foreign_key: TheirKey,
    /// The place of the foreign key in the attribute, or else that of the target or the alias.
    pub(crate) key_span: Span,
    /// The places of the columns of this model that the foreign key references, when they are not the primary key.
    pub(crate) source_key: Option<Vec<usize>>,
    /// The place of `source_key` in the attribute, or else that of the target or the alias.
    pub(crate) source_span: Span,
    pub(crate) constraint: bool,
    pub(crate) constraint_name: Option<LitStr>,
    pub(crate) index: bool,
    pub(crate) index_name: Option<LitStr>,
    pub(crate) scope: Scope,
}

/// The foreign key in the target.
pub(crate) enum TheirKey {
    /// Its columns by their names.
    Named(Vec<LitStr>),
    /// The columns of the target's own `belongs_to` to this model.
    WayBack,
    /// Unknown because of a mistake; the code uses any column.
    Unknown,
}

/// The scope: columns and their values, by which the association's rows differ from other rows with the same key.
pub(crate) type Scope = Vec<(Ident, Lit)>;

pub(super) fn has(attr: &AssociationAttr, near: Span, columns: &[Column<'_>]) -> Has {
    let options = &attr.options;
    let source_key = options.source_key.as_ref().map(|names| keys::places(&keys::values(names), columns));
    let foreign_key = match &options.foreign_key {
        _ if attr.broken || source_key == Some(None) => TheirKey::Unknown,
        Some(names) => TheirKey::Named(names.clone()),
        None => TheirKey::WayBack,
    };
    Has {
        foreign_key,
        key_span: keys::span(options.foreign_key.as_ref(), near),
        source_key: source_key.flatten(),
        source_span: keys::span(options.source_key.as_ref(), near),
        constraint: options.constraints.is_none_or(|(_, constraints)| constraints),
        constraint_name: options.constraint_name.clone(),
        index: options.index.is_none_or(|(_, index)| index),
        index_name: options.index_name.clone(),
        scope: options.scope.clone().unwrap_or_default(),
    }
}
