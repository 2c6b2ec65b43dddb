//! The kinds of association.
//!
//! Owns their names.

use syn::Attribute;

/// A kind of association, by its attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssociationKind {
    HasMany,
    HasOne,
    BelongsTo,
    BelongsToMany,
}

impl AssociationKind {
    pub(crate) const ALL: [Self; 4] = [Self::HasMany, Self::HasOne, Self::BelongsTo, Self::BelongsToMany];

    /// The kind whose attribute it is.
    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| attribute.path().is_ident(kind.name()))
    }

    /// The attribute's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::HasMany => "has_many",
            Self::HasOne => "has_one",
            Self::BelongsTo => "belongs_to",
            Self::BelongsToMany => "belongs_to_many",
        }
    }

    /// The kind in words, for documentation.
    pub(crate) fn words(self) -> String {
        self.name().replace('_', " ")
    }

    /// Whether the association leads to several rows.
    pub(crate) fn is_to_many(self) -> bool {
        matches!(self, Self::HasMany | Self::BelongsToMany)
    }
}
