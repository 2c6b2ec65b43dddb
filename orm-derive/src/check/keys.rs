//! Rules about keys and referential actions.
//!
//! Owns the rules that this struct alone decides. The compiler checks that the two sides of a key agree.

use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use crate::attr::{Action, AssociationAttr};
use crate::errors::Errors;
use crate::ir::{Association, Kind, Model, TheirKey};
use crate::words;

/// A key of this model is made of columns of this model.
pub(super) fn exist(attr: &AssociationAttr, association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let options = &attr.options;
    columns_exist(options.source_key.as_deref().unwrap_or_default(), model, errors);
    let Kind::BelongsTo(belongs_to) = &association.kind else { return };
    if attr.broken || belongs_to.foreign_key.is_some() {
        return;
    }
    if let Some(written) = &options.foreign_key {
        columns_exist(written, model, errors);
        return;
    }
    let (owner, target) = (model.ident, &association.target_name);
    let is_missing = |name: &&String| model.columns.iter().all(|column| column.name != **name);
    if let Some(name) = belongs_to.key_names.iter().find(is_missing) {
        let message = format!(
            "`{owner}` has no column `{name}` for its key to `{target}`\n\nadd the field `{name}`, or name the column: \
             `#[belongs_to({target}, foreign_key = \"..\")]`"
        );
        errors.at(&attr.target, message);
    }
}

fn columns_exist(written: &[LitStr], model: &Model<'_>, errors: &mut Errors) {
    let names: Vec<&str> = model.columns.iter().map(|column| &*column.name).collect();
    for written in written.iter().filter(|written| !names.contains(&&*written.value())) {
        let (owner, name) = (model.ident, written.value());
        let by_field = model.columns.iter().find(|column| column.field == name).map(|column| &*column.name);
        let near = words::did_you_mean(by_field.or_else(|| words::nearest(&name, &names)));
        let names = words::list(&names);
        errors.at(written, format!("`{owner}` has no column `{name}`{near}\n\nits columns are {names}"));
    }
}

pub(super) fn check(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    source_key_is_unique(association, model, errors);
    source_key_has_its_foreign_key(association, model, errors);
    actions_are_possible(association, model, errors);
    actions_need_a_constraint(association, errors);
    names_need_what_they_name(association, errors);
}

/// The key that others reference must tell the rows apart: databases refuse the constraint otherwise.
fn source_key_is_unique(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let Some((places, span)) = association.source_key() else { return };
    let is_primary_key = model.primary_key().map(|(place, _)| place).eq(places.iter().copied());
    let single = matches!(places, [place] if model.columns[*place].unique);
    if !single && !is_primary_key {
        let names: Vec<&str> = places.iter().map(|place| &*model.columns[*place].field).collect();
        errors.at_span(
            span,
            format!(
                "the source key `{}` of `{}` is not unique\n\nmark the field with `#[column(unique)]`, or use the primary key",
                names.join(", "),
                model.ident
            ),
        );
    }
}

/// The target's own `belongs_to` has a foreign key that references the primary key. A `source_key` is another column,
/// so the foreign key that references it must be named.
fn source_key_has_its_foreign_key(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let Some(has) = association.kind.has() else { return };
    let (Some(places), TheirKey::WayBack) = (&has.source_key, &has.foreign_key) else { return };
    if !model.primary_key().map(|(place, _)| place).eq(places.iter().copied()) {
        let target = &association.target_name;
        let message =
            format!("with `source_key`, say which column of `{target}` references it: add `foreign_key = \"..\"`");
        errors.at_span(has.source_span, message);
    }
}

/// SET NULL needs a key that may be NULL, and SET DEFAULT needs a default. Otherwise the database would refuse the
/// delete.
fn actions_are_possible(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let Kind::BelongsTo(belongs_to) = &association.kind else { return };
    for (span, action) in [association.on_delete, association.on_update].into_iter().flatten() {
        for column in belongs_to.columns(&model.columns) {
            let field = &column.field;
            if action == Action::SetNull && !column.nullable {
                let ty = column.ty.to_token_stream();
                let message = format!(
                    "SET NULL on a mandatory key: `{field}` is not an `Option`\n\nmake it `Option<{ty}>`, or choose \
                     `cascade`, `restrict` or `no action`"
                );
                errors.at_span(span, message);
            }
            if action == Action::SetDefault && column.default.is_none() {
                let message = format!(
                    "SET DEFAULT on a key without a default: `{field}`\n\ngive the field `{field}` one, \
                     `#[column(default = ..)]`, or choose another action"
                );
                errors.at_span(span, message);
            }
        }
    }
}

/// A constraint or an index that is left out has no name.
fn names_need_what_they_name(association: &Association, errors: &mut Errors) {
    let named = match (association.kind.has(), &association.kind) {
        (Some(has), _) => [(has.constraint, &has.constraint_name), (has.index, &has.index_name)],
        (None, Kind::BelongsTo(to)) => [(to.constraint, &to.constraint_name), (to.index, &to.index_name)],
        (None, _) => return,
    };
    let options = [("constraint_name", "constraints = false"), ("index_name", "index = false")];
    for ((there, name), (option, without)) in named.into_iter().zip(options) {
        if let (false, Some(name)) = (there, name) {
            errors.at(name, format!("`{option}` names what `{without}` leaves out: remove one of them"));
        }
    }
}

/// An action is a part of the constraint.
fn actions_need_a_constraint(association: &Association, errors: &mut Errors) {
    let constraint = match &association.kind {
        Kind::BelongsTo(belongs_to) => belongs_to.constraint,
        kind => kind.has().is_none_or(|has| has.constraint),
    };
    let action: Option<(Span, Action)> = association.on_delete.or(association.on_update);
    if let (false, Some((span, _))) = (constraint, action) {
        errors.at_span(
            span,
            "an action is a part of the constraint, which `constraints = false` leaves out: remove one of the two",
        );
    }
}
