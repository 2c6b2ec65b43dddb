//! `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`.

use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Meta, Path, Token};

use super::option::{self, Given, Text};
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
    /// Whether there is a mistake in the attribute, so that what it does not say may have been meant.
    pub(crate) broken: bool,
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

    fn read(given: &Given<'_>) -> syn::Result<(Text, Self)> {
        let text = given.text("\"cascade\"")?;
        let written = text.value().to_lowercase().replace('_', " ");
        if let Some((_, action)) = Self::NAMES.iter().find(|(name, _)| *name == written) {
            return Ok((text, *action));
        }
        let names = Self::NAMES.map(|(name, _)| name);
        let nearest = option::did_you_mean(option::nearest(&written, &names));
        let (action, key, names) = (text.value(), &given.key, option::list(&names));
        let message = format!("there is no action `{action}`{nearest}\n\n`{key}` is one of {names}");
        Err(syn::Error::new(text.span(), message))
    }
}

impl AssociationAttr {
    const KEYS: [&'static str; 3] = ["foreign_key", "on_delete", "on_update"];

    pub(crate) fn read(kind: AssociationKind, attribute: &Attribute, errors: &mut Errors) -> Option<Self> {
        let before = errors.len();
        let mut read = match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let result = attribute.parse_args_with(|input: ParseStream<'_>| Ok(Self::list(kind, input, errors)));
                result.map_err(|error| errors.push(error)).ok()?
            }
            Meta::NameValue(_) => {
                let name = kind.name();
                errors.at(attribute, format!("the associated model stands in parentheses: `#[{name}(Model)]`"));
                None
            }
            Meta::List(_) | Meta::Path(_) => {
                let name = kind.name();
                errors.at(attribute, format!("`#[{name}]` names no model: write `#[{name}(Model)]`"));
                None
            }
        };
        if let Some(read) = &mut read {
            read.broken = errors.len() > before;
        }
        read
    }

    /// What stands in the parentheses.
    fn list(kind: AssociationKind, input: ParseStream<'_>, errors: &mut Errors) -> Option<Self> {
        let target = target(kind, input).map_err(|error| errors.push(error)).ok()?;
        let mut read = Self { kind, target, foreign_key: None, on_delete: None, on_update: None, broken: false };
        option::options(input, kind.name(), &Self::KEYS, errors, |given| {
            match &*given.key.to_string() {
                "foreign_key" => read.foreign_key = Some(given.name("\"column\"")?),
                "on_delete" => read.on_delete = Some(Action::read(given)?),
                "on_update" => read.on_update = Some(Action::read(given)?),
                _ => return Ok(false),
            }
            Ok(true)
        });
        Some(read)
    }
}

/// The associated model, and the comma behind it. When there is none, the rest of the input is passed over.
fn target(kind: AssociationKind, input: ParseStream<'_>) -> syn::Result<Path> {
    let name = kind.name();
    let result = if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let message = format!("the associated model is a path, not text: `#[{name}({})]`", text.value());
        Err(syn::Error::new(text.span(), message))
    } else {
        let start = input.span();
        match input.call(Path::parse_mod_style) {
            Ok(path) if !input.peek(Token![=]) => Ok(path),
            _ => Err(syn::Error::new(start, format!("the associated model comes first: `#[{name}(Model, ..)]`"))),
        }
    };
    if result.is_ok() && !input.is_empty() && !input.peek(Token![,]) {
        let message = format!("expected a comma or the end of `#[{name}(..)]`");
        let error = input.error(message);
        pass_over(input);
        return Err(error);
    }
    match result {
        Ok(path) => {
            option::skip(input);
            Ok(path)
        }
        Err(error) => {
            pass_over(input);
            Err(error)
        }
    }
}

fn pass_over(input: ParseStream<'_>) {
    while !input.is_empty() {
        option::skip(input);
    }
}
