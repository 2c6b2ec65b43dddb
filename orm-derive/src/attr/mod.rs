//! What was written: the attributes of a struct and its fields, with their places.
//!
//! Knows the attributes' syntax and nothing of what they mean together.

mod association;
mod column;
mod model;
mod option;

use syn::{Data, DeriveInput, Fields};

use crate::errors::Errors;

pub(crate) use association::{Action, AssociationAttr, AssociationKind};
pub(crate) use column::{ColumnAttr, Default};
pub(crate) use model::{ModelAttr, TableAttr};
pub(crate) use option::{list, nearest};

/// A struct as it was written.
pub(crate) struct Written<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) model: ModelAttr,
    pub(crate) fields: Vec<(&'a syn::Field, &'a syn::Ident, ColumnAttr)>,
    pub(crate) associations: Vec<AssociationAttr>,
}

/// Reads the attributes. `None` when the item is no struct with named fields, so that nothing more can be said.
pub(crate) fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Written<'a>> {
    let fields = named_fields(input, errors)?;
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "a model cannot be generic: it stands for one table; remove the parameters");
        return None;
    }
    let mut model = ModelAttr::default();
    let mut associations = Vec::new();
    for attribute in &input.attrs {
        if attribute.path().is_ident("model") {
            model.read(attribute, errors);
        } else if let Some(kind) = AssociationKind::of(attribute) {
            associations.extend(AssociationAttr::read(kind, attribute, errors));
        } else if attribute.path().is_ident("column") {
            errors.at(
                attribute,
                "`#[column(..)]` belongs on a field, not on the struct; for the struct write `#[model(..)]`",
            );
        }
    }
    let fields = fields.named.iter().filter_map(|field| {
        let mut column = ColumnAttr::default();
        for attribute in &field.attrs {
            if attribute.path().is_ident("column") {
                column.read(attribute, errors);
            } else if let Some(kind) = AssociationKind::of(attribute) {
                let name = kind.name();
                errors.at(attribute, format!("`#[{name}(..)]` belongs on the struct, not on a field"));
            } else if attribute.path().is_ident("model") {
                errors.at(
                    attribute,
                    "`#[model(..)]` belongs on the struct, not on a field; for a field write `#[column(..)]`",
                );
            }
        }
        Some((field, field.ident.as_ref()?, column))
    });
    let fields = fields.collect();
    Some(Written { input, model, fields, associations })
}

fn named_fields<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a syn::FieldsNamed> {
    let name = &input.ident;
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => return Some(fields),
            Fields::Named(_) | Fields::Unit => {
                errors.at(
                    name,
                    format!("`{name}` has no fields: a model needs one per column, `struct {name} {{ id: i32 }}`"),
                );
            }
            Fields::Unnamed(fields) => {
                errors.at(fields, format!("a model's fields have names: write `struct {name} {{ id: i32, .. }}`"));
            }
        },
        Data::Enum(data) => {
            errors.at(data.enum_token, format!("a model is a struct with named fields; `{name}` is an enum"));
        }
        Data::Union(data) => {
            errors.at(data.union_token, format!("a model is a struct with named fields; `{name}` is a union"));
        }
    }
    None
}
