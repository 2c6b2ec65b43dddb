//! The items that can be models.
//!
//! Owns the rules about the item itself, which are checked before its attributes are read.

use syn::{Data, DataStruct, DeriveInput, Fields, GenericParam, parse_quote};

use crate::errors::Errors;

/// Whether an item can be a model.
pub(crate) enum Shape {
    /// The item can be a model.
    Model,
    /// The item cannot be a model, but this struct stands in for it while the mistake is reported.
    StandIn(Box<DeriveInput>),
    /// The item cannot be a model, and nothing can stand in for it.
    Nothing,
}

/// Checks that the item is a struct with named fields and without parameters.
pub(crate) fn shape(input: &DeriveInput, errors: &mut Errors) -> Shape {
    let name = &input.ident;
    let parameters = &input.generics.params;
    if !parameters.is_empty() {
        let lifetimes = parameters.iter().all(|parameter| matches!(parameter, GenericParam::Lifetime(_)));
        let message = if lifetimes {
            format!("`{name}` borrows its values, a model owns them: write `String` for `&str`, `Vec<u8>` for `&[u8]`")
        } else {
            format!("`{name}` is generic, a model stands for one table: remove the parameters")
        };
        errors.at(parameters, message);
        return Shape::Nothing;
    }
    let form = format!("write `struct {name} {{ id: i32, .. }}`");
    match &input.data {
        Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) if !fields.named.is_empty() => {
            return Shape::Model;
        }
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => {
            errors.at(fields, format!("the fields of `{name}` have no names, a model's have: {form}"));
        }
        Data::Struct(_) => errors.at(name, format!("`{name}` has no fields, a model has one for each column: {form}")),
        Data::Enum(_) => errors.at(name, format!("`{name}` is an enum, a model is a struct: {form}")),
        Data::Union(_) => errors.at(name, format!("`{name}` is a union, a model is a struct: {form}")),
    }
    let visibility = &input.vis;
    Shape::StandIn(Box::new(parse_quote!(#visibility struct #name { id: i32 })))
}
