//! Rules about a model as a whole.
//!
//! Owns the rules about its table's name, its primary key and its number of columns.

use quote::ToTokens;

use crate::attr::Written;
use crate::errors::Errors;
use crate::ir::Model;

pub(super) fn check(written: &Written<'_>, model: &Model<'_>, errors: &mut Errors) {
    table_has_one_name(written, model, errors);
    has_primary_key(model, errors);
    primary_key_is_mandatory(model, errors);
    not_too_many_columns(model, errors);
}

/// `table_name` is for a table that `table!` declares. Any other table is named by `table`.
fn table_has_one_name(written: &Written<'_>, model: &Model<'_>, errors: &mut Errors) {
    if let Some(name) = written.model.table_name.as_ref().filter(|_| model.existing.is_none()) {
        let message = format!(
            "`table_name` is the name of a table that `table!` declares, beside its path\n\nfor any other table write \
             `table = \"{}\"`",
            name.value()
        );
        errors.at(name, message);
    }
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
