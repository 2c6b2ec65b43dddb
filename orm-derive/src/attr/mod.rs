//! Reads the attributes of a struct and of its fields as they are written, with their places.
//!
//! Owns the syntax of attributes. Must not know what they mean, or which ones exclude each other: a message from here
//! is about the form of one attribute.

mod association;
mod kind;
mod options;
mod reader;
mod values;

use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataStruct, DeriveInput, Expr, ExprLit, Fields, Lit, Meta, MetaNameValue, Token};

use crate::errors::Errors;
use crate::naming::RenameRule;
use reader::Reader;

pub(crate) use association::AssociationAttr;
pub(crate) use kind::AssociationKind;
#[cfg(test)]
pub(crate) use options::AssociationOptions;
pub(crate) use options::{ColumnOptions, ModelOptions};
#[cfg(test)]
pub(crate) use reader::Options;
pub(crate) use values::{Action, Default, TableAttr, ThroughAttr};

/// A struct with its attributes as they are written.
pub(crate) struct Written<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) model: ModelOptions,
    pub(crate) fields: Vec<(&'a syn::Field, &'a syn::Ident, ColumnOptions)>,
    pub(crate) associations: Vec<AssociationAttr>,
    /// The rule of serde's `rename_all`, if `rename_all` of `#[model(..)]` has a rule of this name.
    pub(crate) serialized: Option<RenameRule>,
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
        let mut column = ColumnOptions::default();
        for attribute in &field.attrs {
            if attribute.path().is_ident("column") {
                Reader::of(attribute).read(attribute, &mut column, errors);
            } else if let Some(kind) = AssociationKind::of(attribute) {
                errors.at(attribute, belongs_on_the_struct(kind.name()));
            } else if attribute.path().is_ident("model") {
                let message = belongs_on_the_struct("model");
                errors.at(attribute, format!("{message}; for a field write `#[column(..)]`"));
            }
        }
        Some((field, field.ident.as_ref()?, column))
    });
    let fields = fields.collect();
    let serialized = input.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).find_map(serde_rule);
    Some(Written { input, model, fields, associations, serialized })
}

fn belongs_on_the_struct(attribute: &str) -> String {
    format!("`#[{attribute}(..)]` belongs on the struct, not on a field")
}

/// The rule of `#[serde(rename_all = "..")]`. Other options of serde do not change the names of associations.
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
