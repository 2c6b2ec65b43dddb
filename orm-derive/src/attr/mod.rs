//! Reads the attributes of a struct and of its fields as they are written, with their places.
//!
//! Owns the syntax of attributes. Must not know what they mean, or which ones exclude each other: a message from here
//! is about the form of one attribute.

mod association;
mod kind;
mod options;
mod reader;
mod serde;
mod values;

use syn::{Data, DataStruct, DeriveInput, Fields};

use crate::errors::Errors;
use reader::Reader;

pub(crate) use association::AssociationAttr;
pub(crate) use kind::AssociationKind;
#[cfg(test)]
pub(crate) use options::AssociationOptions;
pub(crate) use options::{ColumnOptions, ModelOptions};
#[cfg(test)]
pub(crate) use reader::Options;
pub(crate) use serde::{SerdeOfField, SerdeOfStruct};
pub(crate) use values::{Action, Default, TableAttr, ThroughAttr};

/// A struct with its attributes as they are written.
pub(crate) struct Written<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) model: ModelOptions,
    pub(crate) fields: Vec<WrittenField<'a>>,
    pub(crate) associations: Vec<AssociationAttr>,
    pub(crate) serde: SerdeOfStruct,
}

/// A field with its attributes as they are written.
pub(crate) struct WrittenField<'a> {
    pub(crate) field: &'a syn::Field,
    pub(crate) ident: &'a syn::Ident,
    pub(crate) options: ColumnOptions,
    pub(crate) serde: SerdeOfField,
}

/// Reads the attributes. `None` when the item is no struct with named fields.
pub(crate) fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Written<'a>> {
    let Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) = &input.data else { return None };
    let mut model = ModelOptions::default();
    let mut associations = Vec::new();
    for attribute in &input.attrs {
        if attribute.path().is_ident("model") {
            Reader::of(attribute).read(attribute, &mut model, errors);
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
        let mut options = ColumnOptions::default();
        for attribute in &field.attrs {
            if attribute.path().is_ident("column") {
                Reader::of(attribute).read(attribute, &mut options, errors);
            } else if let Some(kind) = AssociationKind::of(attribute) {
                errors.at(attribute, belongs_on_the_struct(kind.name()));
            } else if attribute.path().is_ident("model") {
                let message = belongs_on_the_struct("model");
                errors.at(attribute, format!("{message}; for a field write `#[column(..)]`"));
            }
        }
        let serde = SerdeOfField::read(&field.attrs);
        Some(WrittenField { field, ident: field.ident.as_ref()?, options, serde })
    });
    let fields = fields.collect();
    let serde = SerdeOfStruct::read(&input.attrs);
    Some(Written { input, model, fields, associations, serde })
}

fn belongs_on_the_struct(attribute: &str) -> String {
    format!("`#[{attribute}(..)]` belongs on the struct, not on a field")
}
