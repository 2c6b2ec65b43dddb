//! Rules about a model as a whole.
//!
//! Owns those about its primary key and its size.

use quote::ToTokens;

use crate::errors::Errors;
use crate::ir::Model;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    has_primary_key(model, errors);
    primary_key_is_mandatory(model, errors);
    not_too_many_columns(model, errors);
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
