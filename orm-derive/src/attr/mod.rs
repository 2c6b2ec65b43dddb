//! What was written: the attributes of a struct and its fields, with their places.
//!
//! Knows the attributes' syntax and nothing of what they mean together.

mod association;
mod column;
mod model;
mod option;

use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DataStruct, DeriveInput, Expr, ExprLit, Fields, GenericParam, Lit, Meta, MetaNameValue, Token,
    parse_quote,
};

use crate::errors::Errors;
use crate::naming::RenameRule;

pub(crate) use association::{Action, AssociationAttr, AssociationKind, ThroughAttr};
pub(crate) use column::{ColumnAttr, Default};
pub(crate) use model::{ModelAttr, TableAttr};
pub(crate) use option::{did_you_mean, list, nearest};

/// A struct as it was written.
pub(crate) struct Written<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) model: ModelAttr,
    pub(crate) fields: Vec<(&'a syn::Field, &'a syn::Ident, ColumnAttr)>,
    pub(crate) associations: Vec<AssociationAttr>,
    /// How serde renames the fields, where it is one of our rules.
    pub(crate) serialized: Option<RenameRule>,
}

/// Reads the attributes. `None` when the item is no struct with named fields.
pub(crate) fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Written<'a>> {
    let Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) = &input.data else { return None };
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
    let serialized = input.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).find_map(serde_rule);
    Some(Written { input, model, fields, associations, serialized })
}

/// The rule of `#[serde(rename_all = "..")]`. What else serde is told is none of our business.
fn serde_rule(attribute: &Attribute) -> Option<RenameRule> {
    let options = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
    options.iter().find_map(|option| match option {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(rule), .. }), .. })
            if path.is_ident("rename_all") =>
        {
            RenameRule::of(&rule.value())
        }
        _ => None,
    })
}

/// What an item is worth as a model.
pub(crate) enum Shape {
    /// It can be one.
    Model,
    /// It cannot, but this struct can stand in for it while the mistake is reported.
    StandIn(Box<DeriveInput>),
    /// It cannot, and nothing can stand in for it.
    Nothing,
}

/// Whether the item is a struct with named fields and without parameters.
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
