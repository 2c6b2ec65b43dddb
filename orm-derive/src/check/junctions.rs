//! Rules about junctions.
//!
//! Owns the rules about what a junction is, and about its two keys.

use crate::attr::{Action, AssociationAttr, ThroughAttr};
use crate::errors::Errors;
use crate::ir::{Association, BelongsToMany, Junction, Kind};

pub(super) fn check(attr: &AssociationAttr, association: &Association, errors: &mut Errors) {
    let Kind::BelongsToMany(many) = &association.kind else { return };
    there_is_one(attr, association, errors);
    options_fit_it(attr, errors);
    actions_are_possible(association, many, errors);
    a_model_linked_to_itself_names_the_other_side(attr, association, many, errors);
    two_keys_are_two_columns(association, many, errors);
}

/// The links of a `belongs_to_many` are rows of a table, and nothing but `through` says of which table.
fn there_is_one(attr: &AssociationAttr, association: &Association, errors: &mut Errors) {
    if attr.options.through.is_none() && !attr.broken {
        let message = format!(
            "`#[belongs_to_many({})]` needs a junction: give its table, `through = \"..\"`, or its model, `through = Model`",
            association.target_name
        );
        errors.at(&attr.target, message);
    }
}

/// A junction that is a table of the schema has two keys and perhaps two timestamps. Only a junction that is a model
/// has other columns.
fn options_fit_it(attr: &AssociationAttr, errors: &mut Errors) {
    let options = &attr.options;
    match &options.through {
        None => {}
        Some(ThroughAttr::Table(name)) => {
            let name = name.value();
            let message = |what: &str| {
                format!("{what} needs a junction model: `{name}` has its two keys only; write `through = Model`")
            };
            if let Some((column, _)) = options.scope.iter().flatten().next() {
                errors.at(column, message("a scope"));
            }
            if let Some((span, false)) = options.unique {
                errors.at_span(span, message("`unique = false`"));
            }
            if let Some(name) = &options.unique_key {
                errors.at(name, message("`unique_key`"));
            }
        }
        Some(ThroughAttr::Model(_)) => {
            if let Some((span, true)) = options.timestamps {
                let message = "`timestamps` is for a junction without a model: give the model fields `created_at` and \
                               `updated_at` instead";
                errors.at_span(span, message);
            }
        }
    }
}

/// The two keys of a junction that is a table of the schema are its primary key: they cannot be NULL, and have no
/// default.
fn actions_are_possible(association: &Association, many: &BelongsToMany, errors: &mut Errors) {
    let Junction::Table(table) = &many.junction else { return };
    for (span, action) in [association.on_delete, association.on_update].into_iter().flatten() {
        let (what, why) = match action {
            Action::SetNull => ("SET NULL", "cannot be NULL"),
            Action::SetDefault => ("SET DEFAULT", "have no default"),
            Action::Cascade | Action::Restrict | Action::NoAction => continue,
        };
        let name = &table.name;
        let message =
            format!("{what} on the keys of `{name}`, which {why}\n\nchoose `cascade`, `restrict` or `no action`");
        errors.at_span(span, message);
    }
}

/// When both keys of a junction reference the same model, the convention names one by the model and the other by the
/// association, so the association needs a name of its own.
fn a_model_linked_to_itself_names_the_other_side(
    attr: &AssociationAttr,
    association: &Association,
    many: &BelongsToMany,
    errors: &mut Errors,
) {
    if many.to_itself && !association.aliased {
        let message = format!(
            "`{target}` is linked to itself: name the other side, `#[belongs_to_many({target}, as = \"..\", ..)]`",
            target = association.target_name
        );
        errors.at(&attr.target, message);
    }
}

/// One column cannot reference two rows.
fn two_keys_are_two_columns(association: &Association, many: &BelongsToMany, errors: &mut Errors) {
    if (association.aliased || !many.to_itself) && many.source_names == many.target_names {
        let names = many.source_names.join(", ");
        let message = format!(
            "both keys of the junction would be the column `{names}`: give them different names, `foreign_key = \"..\"` \
             and `other_key = \"..\"`"
        );
        errors.at_span(many.junction_span, message);
    }
}
