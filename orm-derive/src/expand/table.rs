//! The generated module with the table, its columns and its associations.
//!
//! Owns their names and visibility, and Diesel's impls for the table. The module of a table that `table!` declares
//! takes what that table has.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Visibility;

use super::{existing, tokens};
use crate::ir::{Model, Operators};

/// `pub mod teams { .. }`: unit structs for the table, the columns and the associations.
pub(super) fn module(model: &Model<'_>) -> TokenStream {
    let Model { ident, module, visibility, .. } = model;
    let title = format!("The table, the columns and the associations of [`{ident}`].");
    let table = if model.existing.is_some() { existing(model) } else { own(model) };
    // If an association has the name of a column, which is a mistake, both share one struct.
    let is_column = |name: &Ident| model.columns.iter().any(|column| column.ident == *name);
    let associations = model.associations.iter().filter(|association| !is_column(&association.ident));
    let associations = associations.map(|association| {
        let (unit_name, name) = (&association.ident, &association.name);
        let doc = format!(
            "The association `{name}` of `{ident}`: {} `{}`.",
            association.attribute().words(),
            association.target_name
        );
        unit(&inner_visibility(visibility, 1), unit_name, &doc)
    });
    quote! {
        #[doc = #title]
        #[allow(non_camel_case_types, dead_code, unreachable_pub, unused_imports)]
        #visibility mod #module {
            #table
            #(#associations)*
        }
    }
}

fn own(model: &Model<'_>) -> TokenStream {
    let Model { ident, module, table, .. } = model;
    let (inner, innermost) = (inner_visibility(model.visibility, 1), inner_visibility(model.visibility, 2));
    let table = unit(&inner, &tokens::ident("table", module), &format!("The table `{table}`."));
    let columns = model.columns.iter().map(|column| {
        unit(
            &inner,
            &column.ident,
            &format!("The column `{}` of `{}`: the field `{}` of `{ident}`.", column.name, model.table, column.field),
        )
    });
    let names: Vec<&Ident> = model.columns.iter().map(|column| &column.ident).collect();
    quote! {
        #table
        #(#columns)*
        /// The columns, as Diesel's macros look for them.
        #inner mod columns {
            #innermost use super::{#(#names,)*};
        }
        /// The table under its own name, and its columns.
        #inner mod dsl {
            #innermost use super::{#(#names,)* table as #module};
        }
        /// All columns, in the order of the fields.
        #[allow(non_upper_case_globals)]
        #inner const all_columns: (#(#names,)*) = (#(#names,)*);
    }
}

fn existing(model: &Model<'_>) -> TokenStream {
    let path = model.existing;
    let outside = path.is_some_and(|path| {
        let first = path.segments.first().map(|segment| segment.ident.to_string());
        path.leading_colon.is_none() && !matches!(first.as_deref(), Some("crate"))
    });
    let up = outside.then(|| quote!(super::));
    let inner = inner_visibility(model.visibility, 1);
    quote!(#inner use #up #path::*;)
}

fn unit(visibility: &TokenStream, name: &Ident, doc: &str) -> TokenStream {
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy, Default)]
        #visibility struct #name;
    }
}

/// Diesel's impls for the table and its columns.
pub(super) fn table(model: &Model<'_>) -> TokenStream {
    if model.existing.is_some() {
        return existing::checks(model);
    }
    let Model { module, table, .. } = model;
    let schema = model.schema.iter();
    let keys: Vec<&Ident> = model.primary_key().map(|(_, column)| &column.ident).collect();
    let key = match &keys[..] {
        [key] => quote!(#module::#key = #module::#key),
        keys => quote!((#(#module::#keys,)*) = (#(#module::#keys,)*)),
    };
    let single_key = keys.len() == 1;
    let columns = model.columns.iter().enumerate().map(|(place, column)| {
        let (ident, name) = (&column.ident, &column.name);
        let sql_type = column.full_sql_type();
        let place = tokens::index(place);
        let contained = if single_key && column.primary_key { quote!(key) } else { quote!(column) };
        let operators = match column.operators {
            Operators::None => quote!(),
            Operators::Arithmetic => quote!(Add Sub Mul Div),
            Operators::Values => quote!(Values),
            Operators::Both => quote!(Values Add Sub Mul Div),
        };
        quote!({ #module::#ident, #name, #sql_type, #place, #contained #operators })
    });
    quote! {
        __orm::table! {
            table: #module::table, name: #table, schema: [#(#schema)*],
            key: #key,
            columns: [#(#columns)*]
        }
    }
}

/// The visibility of the struct, as it is written in a module that is nested `depth` deeper.
fn inner_visibility(visibility: &Visibility, depth: usize) -> TokenStream {
    let up = |levels: usize| {
        let more = std::iter::repeat_n(quote!(super), levels - 1);
        if levels == 1 { quote!(pub(super)) } else { quote!(pub(in #(#more::)* super)) }
    };
    match visibility {
        Visibility::Inherited => up(depth),
        Visibility::Restricted(restricted) if restricted.path.is_ident("self") => up(depth),
        Visibility::Restricted(restricted) if restricted.path.is_ident("super") => up(depth + 1),
        visibility => quote!(#visibility),
    }
}
