//! `belongs_to` as an association: the foreign key is in this model.
//!
//! Owns the convention for the key's columns.

use proc_macro2::Span;
use syn::LitStr;

use super::keys;
use crate::attr::AssociationAttr;
use crate::ir::column::Column;
use crate::naming;

/// An association to the row that this model's foreign key references.
pub(crate) struct BelongsTo {
    /// The names of the foreign key's columns.
    pub(crate) key_names: Vec<String>,
    /// The places of these columns; `None` after a mistake.
    pub(crate) foreign_key: Option<Vec<usize>>,
    /// The place of the foreign key in the attribute, or else of its field, or else that of the target or the alias.
    pub(crate) key_span: Span,
    /// The names of the target's columns that the key references, when they are not the primary key.
    pub(crate) target_key: Vec<LitStr>,
    pub(crate) constraint: bool,
    pub(crate) constraint_name: Option<LitStr>,
    pub(crate) index: bool,
    pub(crate) index_name: Option<LitStr>,
}

impl BelongsTo {
    /// The columns of the foreign key.
    pub(crate) fn columns<'a, 'b>(&self, columns: &'a [Column<'b>]) -> Vec<&'a Column<'b>> {
        self.foreign_key.iter().flatten().map(|place| &columns[*place]).collect()
    }
}

pub(super) fn belongs_to(attr: &AssociationAttr, near: Span, columns: &[Column<'_>]) -> BelongsTo {
    let (options, key_names) = (&attr.options, key_names(attr));
    let foreign_key = if attr.broken { None } else { keys::places(&key_names, columns) };
    let field = foreign_key.as_ref().and_then(|places| places.first()).map(|place| columns[*place].ident.span());
    BelongsTo {
        key_names,
        key_span: keys::span(options.foreign_key.as_ref(), field.unwrap_or(near)),
        foreign_key,
        target_key: options.target_key.clone().unwrap_or_default(),
        constraint: options.constraints.is_none_or(|(_, constraints)| constraints),
        constraint_name: options.constraint_name.clone(),
        index: options.index.is_none_or(|(_, index)| index),
        index_name: options.index_name.clone(),
    }
}

/// The names of the foreign key's columns: `team_id`, or as they are written.
pub(crate) fn key_names(attr: &AssociationAttr) -> Vec<String> {
    if let Some(names) = &attr.options.foreign_key {
        return keys::values(names);
    }
    let target = || naming::snake(&attr.target_ident.to_string());
    let name = attr.options.alias.as_ref().map_or_else(target, LitStr::value);
    keys::prefixed(&name, &keys::values_or_id(attr.options.target_key.as_ref()))
}
