//! The rules that one struct must keep, one function each, its reason above it.

use std::collections::BTreeMap;

use proc_macro2::Span;
use quote::ToTokens;

use crate::attr::{Action, Default};
use crate::errors::Errors;
use crate::ir::{Association, Column, ForeignKey, Model};

/// Checks all rules.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    has_primary_key(model, errors);
    primary_key_is_mandatory(model, errors);
    not_too_many_columns(model, errors);
    column_names_differ(model, errors);
    for column in &model.columns {
        generated_is_a_whole_number(column, errors);
        default_has_the_columns_type(column, errors);
    }
    names_are_free(model, errors);
    association_names_differ(model, errors);
    accessors_differ(model, errors);
    for association in &model.associations {
        source_key_is_unique(association, model, errors);
        source_key_has_its_foreign_key(association, model, errors);
        actions_are_possible(association, model, errors);
        actions_need_a_constraint(association, errors);
    }
}

/// Every row must be found again: `find`, `update`, `delete` and all accessors go by the primary key.
fn has_primary_key(model: &Model<'_>, errors: &mut Errors) {
    if model.primary_key().next().is_none() {
        let name = model.ident;
        let message =
            format!("`{name}` has no primary key: call a field `id`, or mark one with `#[column(primary_key)]`");
        errors.at(name, message);
    }
}

/// NULL identifies nothing.
fn primary_key_is_mandatory(model: &Model<'_>, errors: &mut Errors) {
    for (_, column) in model.primary_key().filter(|(_, column)| column.nullable) {
        errors.at(
            column.ty,
            format!(
                "the primary key `{field}` cannot be an `Option`: write `{field}: {key}`",
                field = column.field,
                key = column.key_ty.to_token_stream()
            ),
        );
    }
}

/// Diesel's tuples end there.
fn not_too_many_columns(model: &Model<'_>, errors: &mut Errors) {
    if let Some(column) = model.columns.get(32) {
        let count = model.columns.len();
        errors.at(&column.ident, format!("a model has at most 32 columns, `{}` has {count}: split it", model.ident));
    }
}

/// Two fields that stand for one column would overwrite each other.
fn column_names_differ(model: &Model<'_>, errors: &mut Errors) {
    let mut seen = BTreeMap::new();
    for column in &model.columns {
        if let Some(first) = seen.insert(&column.name, &column.field) {
            errors.at(
                &column.ident,
                format!(
                    "the fields `{first}` and `{}` have the same column, `{}`: give one of them another `name`",
                    column.field, column.name
                ),
            );
        }
    }
}

/// Databases count upwards in whole numbers only, and a composite key has no one column to count in.
fn generated_is_a_whole_number(column: &Column<'_>, errors: &mut Errors) {
    if !column.generated {
        return;
    }
    let ty = column.key_ty.to_token_stream().to_string();
    if !matches!(&*ty, "i16" | "i32" | "i64") {
        let message =
            format!("the database generates whole numbers only, `{}` is `{ty}`: remove `generated`", column.field);
        errors.at(column.ty, message);
    } else if !column.primary_key {
        errors
            .at(&column.ident, format!("only a primary key is generated: remove `generated` from `{}`", column.field));
    }
}

/// A default of another type would be refused, or silently stored as it is, when the first row relies on it.
fn default_has_the_columns_type(column: &Column<'_>, errors: &mut Errors) {
    let Some((expression, default)) = &column.default else { return };
    let ty = column.key_ty.to_token_stream().to_string();
    let fits = match (&*ty, default) {
        (_, Default::Sql(_))
        | ("String", Default::Text(_))
        | ("bool", Default::Boolean(_))
        | ("i64", Default::Integer(_))
        | ("f32" | "f64", Default::Integer(_) | Default::Number(_)) => true,
        ("i16", Default::Integer(number)) => i16::try_from(*number).is_ok(),
        ("i32", Default::Integer(number)) => i32::try_from(*number).is_ok(),
        ("i16" | "i32" | "i64" | "f32" | "f64" | "String" | "bool", _) => false,
        // Of other types the macro knows the name only.
        _ => true,
    };
    if !fits {
        let written = expression.to_token_stream();
        errors.at(
            expression,
            format!("`{written}` is no value for `{}: {ty}`: give a default of that type", column.field),
        );
    }
}

/// The table's module holds the names that Diesel's macros look for, and a builder has methods of its own: a column or an
/// association of such a name would be there twice.
fn names_are_free(model: &Model<'_>, errors: &mut Errors) {
    for column in &model.columns {
        if let Some(reason) = model.takes(&column.field, true) {
            let Column { field, name, .. } = column;
            let fix = format!("rename the field: `#[column(name = \"{name}\")]` keeps the column's name");
            errors.at(&column.ident, format!("`{field}` cannot be a field of `{}`: {reason}\n\n{fix}", model.ident));
        }
    }
    for association in &model.associations {
        if let Some(reason) = model.takes(&association.name, false) {
            let name = &association.name;
            let fix = "give it another name: `as = \"..\"`";
            errors.at(&association.ident, format!("`{name}` cannot be the name of an association: {reason}\n\n{fix}"));
        }
    }
}

/// The association is a name beside the columns, and its accessors are made of it.
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
    let (kind, target) = (second.kind.name(), &second.target_name);
    let example = if second.kind.is_to_many() { "other_ones" } else { "other" };
    let same = first.target_name == second.target_name;
    let to = if same { format!(" to `{target}`") } else { String::new() };
    format!(
        "`{owner}` has two associations{to} called `{name}`\n\nremove one, or give each a name of its own: `#[{kind}({target}, as = \
         \"{example}\", ..)]`"
    )
}

/// Two associations with different names may still make one method: `create_employee` of `employees` and of `employee`.
fn accessors_differ(model: &Model<'_>, errors: &mut Errors) {
    for (place, second) in model.associations.iter().enumerate() {
        let firsts = &model.associations[..place];
        let clash = firsts.iter().find(|first| first.singular == second.singular && first.name != second.name);
        if let Some(first) = clash {
            let (singular, kind, target) = (&second.singular, second.kind.name(), &second.target_name);
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

/// The key that others reference must tell the rows apart: databases refuse the constraint otherwise.
fn source_key_is_unique(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let Some(places) = &association.source_key else { return };
    let keys: Vec<usize> = model.primary_key().map(|(place, _)| place).collect();
    let single = matches!(&places[..], [place] if model.columns[*place].unique);
    if !single && *places != keys {
        let names: Vec<&str> = places.iter().map(|place| &*model.columns[*place].field).collect();
        errors.at_span(
            association.source_span,
            format!(
                "the source key `{}` of `{}` is not unique\n\nmark the field with `#[column(unique)]`, or use the primary key",
                names.join(", "),
                model.ident
            ),
        );
    }
}

/// The target's `belongs_to` back goes by a key that references the primary key.
fn source_key_has_its_foreign_key(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let (Some(places), ForeignKey::WayBack) = (&association.source_key, &association.foreign_key) else { return };
    if !model.primary_key().map(|(place, _)| place).eq(places.iter().copied()) {
        let target = &association.target_name;
        let message = format!(
            "`source_key` needs the key in `{target}` that references it: name it here, `foreign_key = \"..\"`"
        );
        errors.at_span(association.source_span, message);
    }
}

/// SET NULL needs a key that may be NULL, SET DEFAULT a default: without, the database refuses the delete instead.
fn actions_are_possible(association: &Association, model: &Model<'_>, errors: &mut Errors) {
    let ForeignKey::Own(places) = &association.foreign_key else { return };
    let mut check = |action: Option<(Span, Action)>| {
        let Some((span, action)) = action else { return };
        for column in places.iter().map(|place| &model.columns[*place]) {
            if action == Action::SetNull && !column.nullable {
                errors.at_span(
                    span,
                    format!(
                        "SET NULL on a mandatory key: `{}` is not an `Option`\n\nmake it `Option<{}>`, or choose `cascade`, \
                         `restrict` or `no action`",
                        column.field,
                        column.ty.to_token_stream()
                    ),
                );
            }
            if action == Action::SetDefault && column.default.is_none() {
                errors.at_span(
                    span,
                    format!(
                        "SET DEFAULT on a key without a default: `{field}`\n\ngive the field `{field}` one, \
                         `#[column(default = ..)]`, or choose another action",
                        field = column.field
                    ),
                );
            }
        }
    };
    check(association.on_delete);
    check(association.on_update);
}

/// An action is a part of the constraint.
fn actions_need_a_constraint(association: &Association, errors: &mut Errors) {
    let action = association.on_delete.or(association.on_update);
    if let (false, Some((span, _))) = (association.constraint, action) {
        errors.at_span(
            span,
            "an action needs the constraint, which `constraints = false` leaves out: remove one of them",
        );
    }
}
