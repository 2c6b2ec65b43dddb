//! `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`.

use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Path};

use super::option::{self, Text};
use crate::errors::Errors;

/// The kinds of association.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AssociationKind {
    HasMany,
    HasOne,
    BelongsTo,
}

/// What an association attribute says.
pub(crate) struct AssociationAttr {
    pub(crate) kind: AssociationKind,
    pub(crate) target: Path,
    pub(crate) foreign_key: Option<Text>,
    pub(crate) on_delete: Option<(Text, Action)>,
    pub(crate) on_update: Option<(Text, Action)>,
}

/// A referential action.
#[expect(clippy::enum_variant_names, reason = "NO ACTION is SQL's name")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Cascade,
    Restrict,
    NoAction,
    SetNull,
    SetDefault,
}

impl AssociationKind {
    const ALL: [(&'static str, Self); 3] =
        [("has_many", Self::HasMany), ("has_one", Self::HasOne), ("belongs_to", Self::BelongsTo)];

    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| attribute.path().is_ident(name)).map(|(_, kind)| *kind)
    }

    /// The kind in words, for documentation.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::HasMany => "has many",
            Self::HasOne => "has one",
            Self::BelongsTo => "belongs to",
        }
    }

    /// The attribute's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::HasMany => "has_many",
            Self::HasOne => "has_one",
            Self::BelongsTo => "belongs_to",
        }
    }
}

impl Action {
    const NAMES: [(&'static str, Self); 5] = [
        ("cascade", Self::Cascade),
        ("restrict", Self::Restrict),
        ("no action", Self::NoAction),
        ("set null", Self::SetNull),
        ("set default", Self::SetDefault),
    ];

    fn read(meta: &ParseNestedMeta<'_>) -> syn::Result<(Text, Self)> {
        let text = option::text(meta)?;
        let written = text.value().to_lowercase().replace('_', " ");
        if let Some((_, action)) = Self::NAMES.iter().find(|(name, _)| *name == written) {
            Ok((text, *action))
        } else {
            let names = Self::NAMES.map(|(name, _)| name);
            let nearest = option::nearest(&written, &names);
            let nearest = nearest.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let message = format!(
                "no such action: `{}`{nearest}\n\n`{}` is one of {}",
                text.value(),
                option::key_of(&meta.path),
                option::list(&names)
            );
            Err(syn::Error::new(text.span(), message))
        }
    }
}

impl AssociationAttr {
    const KEYS: [&'static str; 3] = ["foreign_key", "on_delete", "on_update"];

    pub(crate) fn read(kind: AssociationKind, attribute: &Attribute, errors: &mut Errors) -> Option<Self> {
        let name = kind.name();
        if !matches!(attribute.meta, syn::Meta::List(_)) {
            errors.at(attribute, format!("`#[{name}]` needs the associated model: `#[{name}(Model)]`"));
            return None;
        }
        let mut target: Option<Path> = None;
        let (mut foreign_key, mut on_delete, mut on_update) = (None, None, None);
        let mut seen: Vec<String> = Vec::new();
        let result = attribute.parse_nested_meta(|meta| {
            if target.is_none() {
                if meta.input.peek(syn::Token![=]) {
                    let message = format!("the associated model comes first: `#[{name}(Model, ..)]`");
                    return Err(syn::Error::new(meta.path.span(), message));
                }
                target = Some(meta.path);
                return Ok(());
            }
            let key = option::key_of(&meta.path);
            if seen.contains(&key) {
                let message = format!("`{key}` is given twice in `#[{name}(..)]`: keep one");
                return Err(syn::Error::new(meta.path.span(), message));
            }
            seen.push(key.clone());
            match &*key {
                "foreign_key" => foreign_key = Some(option::name_value(&meta)?),
                "on_delete" => on_delete = Some(Action::read(&meta)?),
                "on_update" => on_update = Some(Action::read(&meta)?),
                _ => return Err(option::unknown(&meta.path, &key, name, &Self::KEYS)),
            }
            Ok(())
        });
        if let Err(error) = result {
            errors.push(error);
            return None;
        }
        let Some(target) = target else {
            errors.at(attribute, format!("`#[{name}()]` needs the associated model: `#[{name}(Model)]`"));
            return None;
        };
        Some(Self { kind, target, foreign_key, on_delete, on_update })
    }
}
