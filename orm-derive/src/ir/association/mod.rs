//! Association attributes as associations.
//!
//! Owns the part that all kinds have in common; a kind's own part is in the file of its name.

mod belongs_to;
mod belongs_to_many;
mod has;
mod has_many;
mod has_one;
mod keys;
mod names;

use proc_macro2::Span;
use syn::{Ident, LitStr, Path};

use super::column::Column;
use super::identifier::identifier;
use crate::attr::{Action, AssociationAttr, AssociationKind};

pub(crate) use belongs_to::{BelongsTo, key_names};
pub(crate) use belongs_to_many::{BelongsToMany, Junction, JunctionModel, JunctionTable};
pub(crate) use has::{Has, Scope, TheirKey};
pub(crate) use has_many::HasMany;
pub(crate) use has_one::HasOne;
pub(crate) use names::Doubt;

/// An association of a model, with its names and the part of its kind.
pub(crate) struct Association {
    pub(crate) target: Path,
    /// The last name of that path.
    pub(crate) target_name: String,
    /// The association's name: `players`, `team`.
    pub(crate) name: String,
    /// The association's name as an identifier: `r#type`.
    pub(crate) ident: Ident,
    /// The name of one target: `player`, `team`.
    pub(crate) singular: String,
    /// The reason why the names may not be what was meant.
    pub(crate) doubt: Option<Doubt>,
    /// Whether `as` named it.
    pub(crate) aliased: bool,
    pub(crate) on_delete: Option<(Span, Action)>,
    pub(crate) on_update: Option<(Span, Action)>,
    pub(crate) kind: Kind,
}

/// The kind of an association, with the part that only this kind has.
pub(crate) enum Kind {
    HasMany(HasMany),
    HasOne(HasOne),
    BelongsTo(BelongsTo),
    BelongsToMany(Box<BelongsToMany>),
}

impl Kind {
    /// The common part of `has_many` and `has_one`.
    pub(crate) fn has(&self) -> Option<&Has> {
        match self {
            Self::HasMany(many) => Some(&many.has),
            Self::HasOne(one) => Some(&one.has),
            Self::BelongsTo(_) | Self::BelongsToMany(_) => None,
        }
    }
}

impl Association {
    /// The places of the columns that a `source_key` names, and the place of the option.
    pub(crate) fn source_key(&self) -> Option<(&[usize], Span)> {
        let (key, span) = match &self.kind {
            Kind::BelongsToMany(many) => (&many.source_key, many.source_span),
            kind => kind.has().map(|has| (&has.source_key, has.source_span))?,
        };
        key.as_deref().map(|places| (places, span))
    }

    /// The attribute of the kind.
    pub(crate) fn attribute(&self) -> AssociationKind {
        match &self.kind {
            Kind::HasMany(_) => AssociationKind::HasMany,
            Kind::HasOne(_) => AssociationKind::HasOne,
            Kind::BelongsTo(_) => AssociationKind::BelongsTo,
            Kind::BelongsToMany(_) => AssociationKind::BelongsToMany,
        }
    }
}

/// The struct that declares an association.
pub(super) struct Owner<'a> {
    pub(super) ident: &'a Ident,
    /// The schema of its table.
    pub(super) schema: Option<&'a str>,
}

/// The association of an attribute of the struct `owner`, which has these columns.
pub(super) fn association(attr: &AssociationAttr, owner: &Owner<'_>, columns: &[Column<'_>]) -> Association {
    let options = &attr.options;
    let names::Names { name, singular, doubt } = names::names(attr);
    let span = options.alias.as_ref().map_or_else(|| attr.target_ident.span(), LitStr::span);
    let kind = match attr.kind {
        AssociationKind::HasMany => Kind::HasMany(has_many::has_many(attr, span, columns)),
        AssociationKind::HasOne => Kind::HasOne(has_one::has_one(attr, span, columns)),
        AssociationKind::BelongsTo => Kind::BelongsTo(belongs_to::belongs_to(attr, span, columns)),
        AssociationKind::BelongsToMany => {
            let many = belongs_to_many::belongs_to_many(attr, &singular, span, owner, columns);
            Kind::BelongsToMany(Box::new(many))
        }
    };
    Association {
        target: attr.target.clone(),
        target_name: attr.target_ident.to_string(),
        ident: identifier(&name, span),
        name,
        singular,
        doubt,
        aliased: options.alias.is_some(),
        on_delete: options.on_delete.as_ref().map(|(text, action)| (text.span(), *action)),
        on_update: options.on_update.as_ref().map(|(text, action)| (text.span(), *action)),
        kind,
    }
}
