//! Owns the struct for request bodies, `TeamInsert`: its fields for mandatory columns have the column's type, the
//! others are optional.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::expand::tokens;
use crate::ir::{Column, Model};

pub(super) fn definition(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, visibility, .. } = model;
    let (name, library) = (format_ident!("{owner}Insert"), tokens::library(model));
    let fields = model.columns.iter().map(field);
    // With bounds on the fields' types, a field that cannot deserialize only keeps `TeamInsert` from deserializing; the
    // model still compiles.
    let bounds = model.columns.iter().map(|column| {
        let ty = column.key_ty;
        quote!(#ty: #library::serde::Deserialize<'de>).to_string()
    });
    let bounds = bounds.collect::<Vec<_>>().join(", ");
    let serde = quote!(#library::serde).to_string();
    let doc = format!(
        "The values of a new `{owner}`, as a request body brings them. A column that the database can fill in may be left \
         out."
    );
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, #library::serde::Deserialize)]
        #[serde(crate = #serde, bound(deserialize = #bounds))]
        #visibility struct #name {
            #(#fields,)*
        }
    }
}

fn field(column: &Column<'_>) -> TokenStream {
    let Column { ident, name, ty, key_ty, .. } = column;
    let doc = format!("The column `{name}`.");
    let rename = (*name != column.field).then(|| quote!(#[serde(rename = #name)]));
    if column.is_mandatory() {
        quote!(#[doc = #doc] #rename pub #ident: #ty)
    } else {
        quote!(#[doc = #doc] #rename #[serde(default)] pub #ident: ::core::option::Option<#key_ty>)
    }
}

pub(super) fn impls(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, visibility, .. } = model;
    let (name, create) = (format_ident!("{owner}Insert"), format_ident!("{owner}Create"));
    let values = model.columns.iter().map(|column| {
        let ident = &column.ident;
        match (column.is_mandatory(), column.nullable) {
            (true, _) => quote!(::core::option::Option::Some(self.#ident)),
            (false, true) => quote!(self.#ident.map(::core::option::Option::Some)),
            (false, false) => quote!(self.#ident),
        }
    });
    let given = model.mandatory().into_iter().map(|_| quote!(__orm::Given));
    quote! {
        #[allow(dead_code)]
        impl #name {
            /// The builder of a new row with these values, which is not inserted yet.
            #visibility fn create(self) -> #create<(#(#given,)*)> {
                let (values, _) = __orm::NewRow::<#owner>::into_row(self);
                ::core::convert::From::from(__orm::Create::plain(values))
            }
        }

        #[automatically_derived]
        impl __orm::NewRow<#owner> for #name {
            type Plan = __orm::Plain;

            fn into_row(self) -> (<#owner as __orm::Model>::Values, __orm::Plain) {
                ((#(#values,)*), ::core::default::Default::default())
            }
        }
    }
}
