//! `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`, `#[belongs_to_many(..)]`.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, Lit, LitStr, Meta, Path, Token};

use super::option::{self, Given, Text};
use crate::errors::Errors;

/// The kinds of association.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AssociationKind {
    HasMany,
    HasOne,
    BelongsTo,
    BelongsToMany,
}

/// What an association attribute says.
pub(crate) struct AssociationAttr {
    pub(crate) kind: AssociationKind,
    pub(crate) target: Path,
    /// `as = ".."`.
    pub(crate) alias: Option<Text>,
    pub(crate) singular: Option<Text>,
    pub(crate) through: Option<ThroughAttr>,
    pub(crate) foreign_key: Option<Vec<Text>>,
    pub(crate) other_key: Option<Vec<Text>>,
    pub(crate) source_key: Option<Vec<Text>>,
    pub(crate) target_key: Option<Vec<Text>>,
    pub(crate) on_delete: Option<(Text, Action)>,
    pub(crate) on_update: Option<(Text, Action)>,
    pub(crate) constraints: Option<(Span, bool)>,
    pub(crate) index: Option<(Span, bool)>,
    pub(crate) unique: Option<(Span, bool)>,
    pub(crate) unique_key: Option<Text>,
    pub(crate) timestamps: Option<(Span, bool)>,
    pub(crate) scope: Vec<(Ident, Lit)>,
    /// Whether there is a mistake in the attribute, so that what it does not say may have been meant.
    pub(crate) broken: bool,
}

/// `through = "table"`, or `through = Model`.
pub(crate) enum ThroughAttr {
    Table(Text),
    Model(Path),
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
    const ALL: [(&'static str, Self); 4] = [
        ("has_many", Self::HasMany),
        ("has_one", Self::HasOne),
        ("belongs_to", Self::BelongsTo),
        ("belongs_to_many", Self::BelongsToMany),
    ];

    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| attribute.path().is_ident(name)).map(|(_, kind)| *kind)
    }

    /// The kind in words, for documentation.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::HasMany => "has many",
            Self::HasOne => "has one",
            Self::BelongsTo => "belongs to",
            Self::BelongsToMany => "belongs to many",
        }
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

    /// Whether the association leads to several rows.
    pub(crate) fn is_to_many(self) -> bool {
        matches!(self, Self::HasMany | Self::BelongsToMany)
    }

    /// The attribute's options.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::HasMany => &[
                "foreign_key",
                "on_delete",
                "on_update",
                "as",
                "singular",
                "source_key",
                "constraints",
                "index",
                "scope",
            ],
            Self::HasOne => &[
                "foreign_key",
                "on_delete",
                "on_update",
                "as",
                "source_key",
                "constraints",
                "index",
                "unique",
                "scope",
            ],
            Self::BelongsTo => &["foreign_key", "on_delete", "on_update", "as", "target_key", "constraints", "index"],
            Self::BelongsToMany => &[
                "through",
                "foreign_key",
                "other_key",
                "on_delete",
                "on_update",
                "as",
                "singular",
                "source_key",
                "target_key",
                "unique",
                "unique_key",
                "timestamps",
                "scope",
            ],
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
        let mut read = Self {
            kind,
            target,
            alias: None,
            singular: None,
            through: None,
            foreign_key: None,
            other_key: None,
            source_key: None,
            target_key: None,
            on_delete: None,
            on_update: None,
            constraints: None,
            index: None,
            unique: None,
            unique_key: None,
            timestamps: None,
            scope: Vec::new(),
            broken: false,
        };
        let keys = kind.options();
        option::options(input, kind.name(), keys, errors, |given| {
            let key = given.key.to_string();
            if keys.contains(&&*key) { read.option(&key, given).map(|()| true) } else { of_others(kind, given) }
        });
        Some(read)
    }

    /// Reads one option, which the kind has.
    fn option(&mut self, key: &str, given: &Given<'_>) -> syn::Result<()> {
        match key {
            "as" => self.alias = Some(given.name("\"name\"")?),
            "singular" => self.singular = Some(given.name("\"name\"")?),
            "through" => self.through = Some(ThroughAttr::read(given)?),
            "foreign_key" => self.foreign_key = Some(given.names("\"column\"")?),
            "other_key" => self.other_key = Some(given.names("\"column\"")?),
            "source_key" => self.source_key = Some(given.names("\"column\"")?),
            "target_key" => self.target_key = Some(given.names("\"column\"")?),
            "on_delete" => self.on_delete = Some(Action::read(given)?),
            "on_update" => self.on_update = Some(Action::read(given)?),
            "constraints" => self.constraints = Some((given.key.span(), given.flag()?)),
            "index" => self.index = Some((given.key.span(), given.flag()?)),
            "unique" => self.unique = Some((given.key.span(), given.flag()?)),
            "unique_key" => self.unique_key = Some(given.text("\"name\"")?),
            "timestamps" => self.timestamps = Some((given.key.span(), given.flag()?)),
            _ => self.scope = scope(given)?,
        }
        Ok(())
    }
}

/// The error for an option that other kinds of association have; `false` when none has it.
fn of_others(kind: AssociationKind, given: &Given<'_>) -> syn::Result<bool> {
    let key = given.key.to_string();
    let others = AssociationKind::ALL.iter().filter(|(_, other)| other.options().contains(&&*key));
    let others: Vec<String> = others.map(|(name, _)| format!("#[{name}(..)]")).collect();
    if others.is_empty() {
        return Ok(false);
    }
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let (name, options, others) = (kind.name(), kind.options(), option::list(&others));
    let nearest = option::did_you_mean(option::nearest(&key, options));
    let options = option::list(options);
    let message =
        format!("`#[{name}(..)]` has no option `{key}`, which is for {others}{nearest}\n\nits options are {options}");
    Err(given.error(message))
}

impl ThroughAttr {
    fn read(given: &Given<'_>) -> syn::Result<Self> {
        given.value("\"table\"")?;
        if given.input.peek(LitStr) {
            let text: LitStr = given.input.parse()?;
            if text.value().is_empty() {
                return Err(syn::Error::new(
                    text.span(),
                    "`through` is empty: give the junction's table, `through = \"table\"`",
                ));
            }
            return Ok(Self::Table(text));
        }
        let start = given.input.span();
        given.input.call(Path::parse_mod_style).map(Self::Model).map_err(|_| {
            let message = "`through` is the junction's table, `through = \"table\"`, or its model, `through = Model`";
            syn::Error::new(start, message)
        })
    }
}

/// `scope(column = literal, ..)`.
fn scope(given: &Given<'_>) -> syn::Result<Vec<(Ident, Lit)>> {
    let form = "`scope(column = value)`";
    if !given.input.peek(syn::token::Paren) {
        return Err(given.error(format!("`scope` gives columns their values: {form}")));
    }
    let content;
    syn::parenthesized!(content in given.input);
    let mut values = Vec::new();
    while !content.is_empty() {
        match scope_value(&content, form) {
            Ok(value) => values.push(value),
            Err(error) => {
                pass_over(&content);
                return Err(error);
            }
        }
    }
    if values.is_empty() {
        return Err(given.error(format!("`scope` is empty: write {form}, or remove it")));
    }
    Ok(values)
}

/// `column = literal`, and the comma behind it.
fn scope_value(content: ParseStream<'_>, form: &str) -> syn::Result<(Ident, Lit)> {
    let expected = |error: syn::Error| syn::Error::new(error.span(), format!("expected {form}"));
    let column = content.call(Ident::parse_any).map_err(expected)?.unraw();
    content.parse::<Token![=]>().map_err(expected)?;
    let span = content.span();
    let Ok(value @ (Lit::Str(_) | Lit::Int(_) | Lit::Float(_) | Lit::Bool(_))) = content.parse() else {
        return Err(syn::Error::new(span, "a scope's value is a literal: text, a number, `true` or `false`"));
    };
    if !content.is_empty() {
        content.parse::<Token![,]>().map_err(|error| syn::Error::new(error.span(), "expected a comma or `)`"))?;
    }
    Ok((column, value))
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
