//! Association attributes as associations: names and keys, by convention or as they are given.

use proc_macro2::Span;
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
    /// Name of the association: `players`, `team`.
    pub(crate) name: String,
    /// The same as an identifier: `r#type`.
    pub(crate) ident: Ident,
    /// Name of one target: `player`, `team`.
    pub(crate) singular: String,
    /// Whether `as` named it.
    pub(crate) aliased: bool,
    pub(crate) foreign_key: ForeignKey,
    /// Where the user wrote the key, or else the field of this model that it is, or else the target's name.
    pub(crate) key_span: Span,
    /// The places of this model's columns that a `source_key` names.
    pub(crate) source_key: Option<Vec<usize>>,
    /// Where the user wrote it, or else the association's name.
    pub(crate) source_span: Span,
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
    let source_span = attr.source_key.as_ref().and_then(|names| names.first()).map_or(ident_span, LitStr::span);
    let junction = junction::junction(&attr, &target_name, &singular, model, errors);
    let source_key = attr.source_key.as_ref().map(|names| own_columns(names, model, errors));
    let foreign_key = match (attr.kind, &attr.foreign_key) {
        (AssociationKind::BelongsToMany, _) => ForeignKey::InJunction,
        _ if attr.broken || source_key == Some(None) => ForeignKey::Unknown,
        (AssociationKind::BelongsTo, _) => {
            own_key(&attr, &target_name, model, errors).map_or(ForeignKey::Unknown, ForeignKey::Own)
        }
        (_, Some(names)) => ForeignKey::OfTarget(names.clone()),
        (_, None) => ForeignKey::WayBack,
    };
    let key_span = match (&foreign_key, &attr.foreign_key) {
        (_, Some(names)) => names.first().map_or(ident_span, LitStr::span),
        (ForeignKey::Own(places), None) => {
            places.first().map_or(ident_span, |place| model.columns[*place].ident.span())
        }
        (_, None) => ident_span,
    };
    if attr.kind == AssociationKind::BelongsToMany && junction.is_none() {
        return None;
    }
    Some(Association {
        kind: attr.kind,
        ident: super::identifier(&name, ident_span),
        name,
        target: attr.target,
        target_name,
        singular,
        aliased: attr.alias.is_some(),
        foreign_key,
        key_span,
        source_key: source_key.flatten(),
        source_span,
        target_key: attr.target_key.unwrap_or_default(),
        junction,
        on_delete: attr.on_delete.map(|(text, action)| (text.span(), action)),
        on_update: attr.on_update.map(|(text, action)| (text.span(), action)),
        constraint: attr.constraints.is_none_or(|(_, constraints)| constraints),
        index: attr.index.is_none_or(|(_, index)| index),
        // Beside the rows of a scope there may be others with the same key.
        unique: attr.kind == AssociationKind::HasOne && attr.unique.map_or(attr.scope.is_empty(), |(_, unique)| unique),
        scope: attr.scope,
    })
}

/// The association's name, and the name of one target.
fn names(attr: &AssociationAttr, target_name: &str, errors: &mut Errors) -> Option<(String, String)> {
    for written in [&attr.alias, &attr.singular].into_iter().flatten() {
        is_part_of_methods(written, errors)?;
    }
    if let Some(alias) = &attr.alias {
        return Some(alias_names(attr, alias, errors));
    }
    let noun = naming::snake(target_name);
    if !attr.kind.is_to_many() {
        return Some((noun.clone(), noun));
    }
    let plural = naming::plural(&noun);
    if let Some(singular) = &attr.singular {
        return Some((plural, singular.value()));
    }
    if naming::is_plural(&noun) {
        let kind = attr.kind.name();
        let message = format!(
            "`{target_name}` has no plural of its own, so `get_{plural}` could mean one or many\n\nname one of them: \
             `#[{kind}({target_name}, singular = \"one_{plural}\")]`, or all: `as = \"..\"`"
        );
        errors.at(&attr.target, message);
        return Some((plural, format!("one_{noun}")));
    }
    Some((plural, noun))
}

/// A name that is given can stand in `get_name`.
fn is_part_of_methods(written: &LitStr, errors: &mut Errors) -> Option<()> {
    let name = written.value();
    if syn::parse_str::<Ident>(&name).is_ok() || super::is_keyword(&name) {
        return Some(());
    }
    let word = naming::snake(&name);
    let instead = if word != name && syn::parse_str::<Ident>(&word).is_ok() {
        format!("write `\"{word}\"`")
    } else {
        "choose another word".to_owned()
    };
    let message = format!(
        "`{name}` cannot be the name of an association, which becomes a method and a part of method names: {instead}"
    );
    errors.at(written, message);
    None
}

/// The same of an association with an alias, which says by its form whether it leads to one row or to many.
fn alias_names(attr: &AssociationAttr, alias: &LitStr, errors: &mut Errors) -> (String, String) {
    let (name, kind) = (alias.value(), attr.kind.name());
    if !attr.kind.is_to_many() {
        if !naming::is_singular(&name) {
            let singular = naming::singular(&name);
            errors.at(
                alias,
                format!("`{name}` is a plural, but `#[{kind}(..)]` leads to one row: write `as = \"{singular}\"`"),
            );
        }
        return (name.clone(), name);
    }
    let singular = attr.singular.as_ref().map_or_else(|| naming::singular(&name), LitStr::value);
    if singular != name {
        return (name, singular);
    }
    if attr.singular.is_some() {
        let message = format!("`singular` is the name of one, and `{name}` that of all: give it another word");
        errors.at(&attr.singular, message);
    } else if naming::is_uncountable(&name) {
        let message = format!(
            "`{name}` has no singular of its own, so `add_{name}` could mean one or many\n\nname one of them: \
             `singular = \"one_{name}\"`"
        );
        errors.at(alias, message);
    } else {
        let plural = naming::plural(&name);
        errors.at(
            alias,
            format!("`{name}` is a singular, but `#[{kind}(..)]` leads to many rows: write `as = \"{plural}\"`"),
        );
        return (plural, name);
    }
    let one = format!("one_{name}");
    (name, one)
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
