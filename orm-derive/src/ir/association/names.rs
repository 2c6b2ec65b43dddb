//! The name of an association, and that of one target.
//!
//! Owns the convention: an association has the target's name, in the plural where it leads to many rows. `as` and
//! `singular` change it. Where a name does not show its number, the convention guesses and notes a doubt.

use syn::LitStr;

use crate::attr::AssociationAttr;
use crate::ir::identifier::is_identifier;
use crate::naming;

/// The names of an association.
pub(super) struct Names {
    /// Of the association: `players`, `team`.
    pub(super) name: String,
    /// Of one target: `player`, `team`.
    pub(super) singular: String,
    pub(super) doubt: Option<Doubt>,
}

/// The reason why the names may not be what was meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// A name that was written cannot be a part of the name of a method.
    NoIdentifier,
    /// The target's name is its own plural.
    NoPlural,
    /// `as` is its own singular.
    NoSingular,
    /// `as` is a plural, and the association leads to one row.
    Plural,
    /// `as` is a singular, and the association leads to many rows.
    Singular,
    /// `singular` is the name of all.
    SameSingular,
}

pub(super) fn names(attr: &AssociationAttr) -> Names {
    let written = [&attr.options.alias, &attr.options.singular].into_iter().flatten();
    let usable = written.map(LitStr::value).all(|name| is_identifier(&name));
    let names = |name: String, singular: String, doubt| Names { name, singular, doubt };
    let singular = attr.options.singular.as_ref().map(LitStr::value);
    let noun = naming::snake(&attr.target_ident.to_string());
    match attr.options.alias.as_ref().map(LitStr::value) {
        _ if !usable => names(noun.clone(), noun, Some(Doubt::NoIdentifier)),
        Some(alias) if attr.kind.is_to_many() => of_many(alias, singular.as_deref()),
        Some(alias) => {
            let doubt = (!naming::is_singular(&alias)).then_some(Doubt::Plural);
            names(alias.clone(), alias, doubt)
        }
        None if !attr.kind.is_to_many() => names(noun.clone(), noun, None),
        None => match singular {
            Some(_) => of_many(naming::plural(&noun), singular.as_deref()),
            None if naming::is_plural(&noun) => {
                names(naming::plural(&noun), format!("one_{noun}"), Some(Doubt::NoPlural))
            }
            None => names(naming::plural(&noun), noun, None),
        },
    }
}

/// The names of an association to many rows with this name.
fn of_many(alias: String, written: Option<&str>) -> Names {
    let singular = written.map_or_else(|| naming::singular(&alias), str::to_owned);
    if singular != alias {
        return Names { name: alias, singular, doubt: None };
    }
    if written.is_none() && !naming::is_uncountable(&alias) {
        return Names { name: naming::plural(&alias), singular: alias, doubt: Some(Doubt::Singular) };
    }
    let doubt = if written.is_some() { Doubt::SameSingular } else { Doubt::NoSingular };
    Names { singular: format!("one_{alias}"), name: alias, doubt: Some(doubt) }
}
