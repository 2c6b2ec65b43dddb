//! Rules about a model as a whole.
//!
//! Owns the rules about its primary key and its number of columns.

use quote::ToTokens;

use crate::errors::Errors;
use crate::ir::Model;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    has_primary_key(model, errors);
    primary_key_is_mandatory(model, errors);
    not_too_many_columns(model, errors);
}

/// `find`, `update`, `delete` and all accessors find a row by its primary key, so a model needs one.
fn has_primary_key(model: &Model<'_>, errors: &mut Errors) {
    if model.primary_key().next().is_none() {
        let name = model.ident;
        let message =
            format!("`{name}` has no primary key: call a field `id`, or mark one with `#[column(primary_key)]`");
        errors.at(name, message);
    }
}

/// NULL identifies no row, so a primary key cannot be an `Option`.
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

/// Diesel implements its traits for tuples of at most 32 columns.
fn not_too_many_columns(model: &Model<'_>, errors: &mut Errors) {
    if let Some(column) = model.columns.get(32) {
        let count = model.columns.len();
        errors.at(&column.ident, format!("a model has at most 32 columns, `{}` has {count}: split it", model.ident));
    }
}
