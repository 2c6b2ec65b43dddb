//! Rules about columns.
//!
//! Owns the rules about names, types, defaults and generated values of columns.

use std::collections::BTreeMap;

use quote::ToTokens;

use crate::attr::Default;
use crate::errors::Errors;
use crate::ir::{Column, Model};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    column_names_differ(model, errors);
    for column in &model.columns {
        generated_is_a_whole_number(column, errors);
        default_has_the_columns_type(column, errors);
    }
    names_are_free(model, errors);
}

/// A value of a type that is not known cannot be stored.
pub(super) fn have_types(model: &Model<'_>, errors: &mut Errors) {
    for Column { field, key_ty, .. } in model.columns.iter().filter(|column| column.unknown) {
        let written = key_ty.to_token_stream().to_string().replace(' ', "");
        let instead = match &*written {
            "u8" | "i8" => Some("i16"),
            "u16" => Some("i32"),
            "u32" | "u64" | "usize" | "isize" | "u128" | "i128" => Some("i64"),
            "&str" | "char" | "Box<str>" => Some("String"),
            "&[u8]" | "Box<[u8]>" => Some("Vec<u8>"),
            _ => None,
        };
        let name_it =
            "name the SQL type, `#[column(sql_type = diesel::sql_types::Text)]`, or associate a model instead";
        let instead = instead.map_or_else(
            || name_it.to_owned(),
            |instead| format!("write `{field}: {instead}`, or name the SQL type: `#[column(sql_type = ..)]`"),
        );
        errors.at(key_ty, format!("no SQL type is known for `{field}: {written}`\n\n{instead}"));
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
        // The macro knows only the name of any other type, so the default cannot be checked.
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

/// The table's module holds names that Diesel's macros look for, and a builder has methods of its own. A column with
/// such a name would be a second item of that name.
fn names_are_free(model: &Model<'_>, errors: &mut Errors) {
    for column in &model.columns {
        if let Some(reason) = model.takes(&column.field, true) {
            let Column { field, name, .. } = column;
            let fix = format!("rename the field: `#[column(name = \"{name}\")]` keeps the column's name");
            errors.at(&column.ident, format!("`{field}` cannot be a field of `{}`: {reason}\n\n{fix}", model.ident));
        }
    }
}
