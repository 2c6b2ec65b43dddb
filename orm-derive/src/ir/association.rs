//! Association attributes as associations: names and keys, by convention or as they are given.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Lit, LitStr, Path};

use super::Model;
use super::junction::{self, Junction};
use crate::attr::{self, Action, AssociationAttr, AssociationKind};
use crate::errors::Errors;
use crate::naming;

/// An association.
#[expect(clippy::struct_excessive_bools, reason = "they are independent properties of an association")]
pub(crate) struct Association {
    pub(crate) kind: AssociationKind,
    pub(crate) target: Path,
    /// Name of the target, for documentation.
    pub(crate) target_name: String,
    /// Name of the association: `players`, `team`, `r#type`.
    pub(crate) ident: Ident,
    /// Name of one target: `player`, `team`.
    pub(crate) singular: String,
    /// Whether `as` named it.
    pub(crate) aliased: bool,
    pub(crate) foreign_key: ForeignKey,
    /// Where the user wrote the key, or else the target's name.
    pub(crate) key_span: Span,
    /// The places of this model's columns that a `source_key` names.
    pub(crate) source_key: Option<Vec<usize>>,
    /// The names of the target's columns that a `target_key` gives.
    pub(crate) target_key: Vec<LitStr>,
    pub(crate) junction: Option<Junction>,
    pub(crate) on_delete: Option<(Span, Action)>,
    pub(crate) on_update: Option<(Span, Action)>,
    pub(crate) constraint: bool,
    pub(crate) index: bool,
    /// Of a `has_one`: whether there can be one only.
    pub(crate) unique: bool,
    pub(crate) scope: Vec<(Ident, Lit)>,
}

impl Association {
    /// Name of the association as text: `players`, `team`, `type`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// Where the foreign key is.
pub(crate) enum ForeignKey {
    /// The places of columns of this model.
    Own(Vec<usize>),
    /// Columns of the target, by their names.
    OfTarget(Vec<LitStr>),
    /// The column of the target's own `belongs_to` back.
    WayBack,
    /// In the junction.
    InJunction,
    /// A mistake: some column or other.
    Unknown,
}

/// The names of the columns that a `belongs_to` uses, by convention or as they are given.
pub(super) fn foreign_key_names(attr: &AssociationAttr) -> Vec<String> {
    if attr.kind != AssociationKind::BelongsTo {
        return Vec::new();
    }
    if let Some(names) = &attr.foreign_key {
        return names.iter().map(LitStr::value).collect();
    }
    let Some(target) = target_name(&attr.target) else { return Vec::new() };
    let singular = attr.alias.as_ref().map_or_else(|| naming::snake(&target), LitStr::value);
    let referenced = attr.target_key.as_ref().map_or_else(|| vec!["id".to_owned()], |names| values(names));
    referenced.iter().map(|column| format!("{singular}_{column}")).collect()
}

fn values(names: &[LitStr]) -> Vec<String> {
    names.iter().map(LitStr::value).collect()
}

fn target_name(target: &Path) -> Option<String> {
    target.segments.last().map(|segment| segment.ident.to_string())
}

pub(super) fn association(attr: AssociationAttr, model: &Model<'_>, errors: &mut Errors) -> Option<Association> {
    let target_name = target_name(&attr.target)?;
    let (name, singular) = names(&attr, &target_name, errors)?;
    let ident_span = attr.alias.as_ref().map_or(attr.target.segments.last()?.ident.span(), LitStr::span);
    let Some(ident) = naming::ident(&name, ident_span) else {
        errors.at_span(
            ident_span,
            format!("`{name}` cannot be the name of an association: give it another, `as = \"..\"`"),
        );
        return None;
    };
    let key_span = attr.foreign_key.as_ref().and_then(|names| names.first()).map_or(ident_span, LitStr::span);
    let junction = junction::junction(&attr, &target_name, &singular, model, errors);
    let foreign_key = match (attr.kind, &attr.foreign_key) {
        (AssociationKind::BelongsToMany, _) => ForeignKey::InJunction,
        (_, None) if attr.broken => ForeignKey::Unknown,
        (AssociationKind::BelongsTo, _) => {
            own_key(&attr, &target_name, model, errors).map_or(ForeignKey::Unknown, ForeignKey::Own)
        }
        (_, Some(names)) => ForeignKey::OfTarget(names.clone()),
        (_, None) => ForeignKey::WayBack,
    };
    if attr.kind == AssociationKind::BelongsToMany && junction.is_none() {
        return None;
    }
    let source_key = attr.source_key.as_ref().map(|names| own_columns(names, model, errors));
    Some(Association {
        kind: attr.kind,
        ident,
        target: attr.target,
        target_name,
        singular,
        aliased: attr.alias.is_some(),
        foreign_key,
        key_span,
        source_key: source_key.map(Option::unwrap_or_default).filter(|places| !places.is_empty()),
        target_key: attr.target_key.unwrap_or_default(),
        junction,
        on_delete: attr.on_delete.map(|(text, action)| (text.span(), action)),
        on_update: attr.on_update.map(|(text, action)| (text.span(), action)),
        constraint: attr.constraints.is_none_or(|(_, constraints)| constraints),
        index: attr.index.is_none_or(|(_, index)| index),
        unique: attr.kind == AssociationKind::HasOne && attr.unique.is_none_or(|(_, unique)| unique),
        scope: attr.scope,
    })
}

/// The association's name, and the name of one target.
fn names(attr: &AssociationAttr, target_name: &str, errors: &mut Errors) -> Option<(String, String)> {
    let kind = attr.kind.name();
    if let Some(alias) = &attr.alias {
        let name = alias.value();
        if naming::ident(&name, alias.span()).is_none() {
            errors
                .at(alias, format!("`{name}` cannot be the name of an association: it becomes a part of method names"));
            return None;
        }
        if !attr.kind.is_to_many() {
            if !naming::is_singular(&name) {
                let singular = naming::singular(&name);
                errors.at(
                    alias,
                    format!("`{name}` is a plural, but `#[{kind}(..)]` leads to one row: write `as = \"{singular}\"`"),
                );
            }
            return Some((name.clone(), name));
        }
        let singular = attr.singular.as_ref().map_or_else(|| naming::singular(&name), LitStr::value);
        if singular == name {
            let fix = if naming::is_uncountable(&name) {
                "singular = \"..\"".to_owned()
            } else {
                format!("as = \"{}\"", naming::plural(&name))
            };
            errors.at(alias, format!("`{name}` is no plural, but `#[{kind}(..)]` leads to many rows: write `{fix}`"));
        }
        return Some((name, singular));
    }
    let singular = attr.singular.as_ref().map_or_else(|| naming::snake(target_name), LitStr::value);
    if !attr.kind.is_to_many() {
        return Some((singular.clone(), singular));
    }
    let noun = naming::snake(target_name);
    let plural = naming::plural(&noun);
    if attr.singular.is_none() && naming::is_plural(&noun) {
        let message = format!(
            "`{target_name}` has no plural of its own, so `get_{plural}` could mean one or many\n\nname one of them: \
             `#[{kind}({target_name}, singular = \"one_{plural}\")]`, or all: `as = \"..\"`"
        );
        errors.at(&attr.target, message);
        return None;
    }
    Some((plural, singular))
}

/// The places of the columns that a `belongs_to` uses.
fn own_key(attr: &AssociationAttr, target_name: &str, model: &Model<'_>, errors: &mut Errors) -> Option<Vec<usize>> {
    if let Some(names) = &attr.foreign_key {
        return own_columns(names, model, errors);
    }
    let names = foreign_key_names(attr);
    let mut places = Vec::new();
    for name in &names {
        let Some(place) = model.columns.iter().position(|column| column.name == *name) else {
            let owner = model.ident;
            errors.at(
                &attr.target,
                format!(
                    "`{owner}` has no column `{name}` for its key to `{target_name}`\n\nadd the field `{name}`, or name \
                     the column: `#[belongs_to({target_name}, foreign_key = \"..\")]`"
                ),
            );
            return None;
        };
        places.push(place);
    }
    Some(places)
}

/// The places of columns of this model that are named; `None` when one of them does not exist.
fn own_columns(written: &[LitStr], model: &Model<'_>, errors: &mut Errors) -> Option<Vec<usize>> {
    let owner = model.ident;
    let names: Vec<&str> = model.columns.iter().map(|column| &*column.name).collect();
    let places = written.iter().map(|written| {
        let name = written.value();
        let found = names.iter().position(|column| *column == name);
        if found.is_none() {
            let by_field = model.columns.iter().find(|column| column.field == name).map(|column| &*column.name);
            let near = attr::did_you_mean(by_field.or_else(|| attr::nearest(&name, &names)));
            let names = attr::list(&names);
            errors.at(written, format!("`{owner}` has no column `{name}`{near}\n\nits columns are {names}"));
        }
        found
    });
    let places: Vec<Option<usize>> = places.collect();
    places.into_iter().collect()
}
