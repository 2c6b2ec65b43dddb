//! Rules about the names of associations.
//!
//! Owns the errors about a name that is missing, and about a name that two things have.

use std::collections::BTreeMap;

use syn::LitStr;

use crate::attr::AssociationAttr;
use crate::errors::Errors;
use crate::ir::{self, Association, Doubt, Model};
use crate::naming;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    names_are_free(model, errors);
    association_names_differ(model, errors);
    accessors_differ(model, errors);
}

/// The names of all and of one become methods, `get_players` and `add_player`: they must be words, and differ.
pub(super) fn names_are_clear(attr: &AssociationAttr, association: &Association, errors: &mut Errors) {
    let Association { target_name, name, .. } = association;
    let (kind, alias, singular) = (attr.kind.name(), &attr.options.alias, &attr.options.singular);
    match association.doubt {
        None => {}
        Some(Doubt::NoIdentifier) => {
            let written = [alias, singular].into_iter().flatten();
            written
                .filter(|written| !ir::is_identifier(&written.value()))
                .for_each(|written| no_identifier(written, errors));
        }
        Some(Doubt::NoPlural) => {
            let message = format!(
                "`{target_name}` has no plural of its own, so `get_{name}` could mean one or many\n\nname one of them: \
                 `#[{kind}({target_name}, singular = \"one_{name}\")]`, or all: `as = \"..\"`"
            );
            errors.at(&attr.target, message);
        }
        Some(Doubt::NoSingular) => {
            let message = format!(
                "`{name}` has no singular of its own, so `add_{name}` could mean one or many\n\nname one of them: \
                 `singular = \"one_{name}\"`"
            );
            errors.at(alias, message);
        }
        Some(Doubt::Plural) => {
            let singular = naming::singular(name);
            let message =
                format!("`{name}` is a plural, but `#[{kind}(..)]` leads to one row: write `as = \"{singular}\"`");
            errors.at(alias, message);
        }
        Some(Doubt::Singular) => {
            let singular = &association.singular;
            let message =
                format!("`{singular}` is a singular, but `#[{kind}(..)]` leads to many rows: write `as = \"{name}\"`");
            errors.at(alias, message);
        }
        Some(Doubt::SameSingular) => {
            let message = format!("`{name}` is the name of all rows: give `singular`, the name of one, another word");
            errors.at(singular, message);
        }
    }
}

fn no_identifier(written: &LitStr, errors: &mut Errors) {
    let name = written.value();
    let word = naming::snake(&name);
    let instead = if word != name && ir::is_identifier(&word) {
        format!("write `\"{word}\"`")
    } else {
        "choose another word".to_owned()
    };
    let message = format!(
        "`{name}` cannot be the name of an association, which becomes a method and a part of method names: {instead}"
    );
    errors.at(written, message);
}

/// An association is a struct in the table's module and a method of the builder. There, some names are taken already.
fn names_are_free(model: &Model<'_>, errors: &mut Errors) {
    for association in &model.associations {
        if let Some(reason) = model.takes(&association.name, false) {
            let name = &association.name;
            let fix = "give it another name: `as = \"..\"`";
            errors.at(&association.ident, format!("`{name}` cannot be the name of an association: {reason}\n\n{fix}"));
        }
    }
}

/// An association has its name beside those of the columns, and its accessors are named after it: two names must
/// differ.
fn association_names_differ(model: &Model<'_>, errors: &mut Errors) {
    let mut seen: BTreeMap<String, &Association> = BTreeMap::new();
    for association in &model.associations {
        let name = association.name.clone();
        if model.columns.iter().any(|column| column.field == name) {
            let message = format!(
                "`{name}` is a field of `{}` and an association: rename the field, or give the association another name, \
                 `as = \"..\"`",
                model.ident
            );
            errors.at(&association.ident, message);
        }
        if let Some(first) = seen.get(&name) {
            errors.at(&association.ident, two_of_a_name(&name, first, association, model));
        } else {
            seen.insert(name, association);
        }
    }
}

fn two_of_a_name(name: &str, first: &Association, second: &Association, model: &Model<'_>) -> String {
    let owner = model.ident;
    if second.aliased {
        return format!("`{owner}` has two associations called `{name}`: give them different names");
    }
    let (kind, target) = (second.attribute(), &second.target_name);
    let example = if kind.is_to_many() { "other_ones" } else { "other" };
    let same = first.target_name == second.target_name;
    let to = if same { format!(" to `{target}`") } else { String::new() };
    let kind = kind.name();
    format!(
        "`{owner}` has two associations{to} called `{name}`\n\nremove one, or give each a name of its own: `#[{kind}({target}, as = \
         \"{example}\", ..)]`"
    )
}

/// Two associations with different names may still have one method in common: `create_employee` of `employees` and of
/// `employee`.
fn accessors_differ(model: &Model<'_>, errors: &mut Errors) {
    for (place, second) in model.associations.iter().enumerate() {
        let firsts = &model.associations[..place];
        let clash = firsts.iter().find(|first| first.singular == second.singular && first.name != second.name);
        if let Some(first) = clash {
            let (singular, kind, target) = (&second.singular, second.attribute().name(), &second.target_name);
            errors.at(
                &second.ident,
                format!(
                    "`create_{singular}` would be a method of two associations, `{}` and `{}`\n\ngive one of them another \
                     name: `#[{kind}({target}, as = \"..\", ..)]`",
                    first.name, second.name
                ),
            );
        }
    }
}
