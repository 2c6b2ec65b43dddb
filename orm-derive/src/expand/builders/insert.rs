//! Owns the struct for request bodies, `TeamInsert`: its fields for mandatory columns have the column's type, the
//! others are optional. Its names are the model's, so it passes the model's options of serde on, and serde names both.
//! Must not name anything itself.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Meta, parse_quote};

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
    let (serde, shared) = (quote!(#library::serde).to_string(), &model.serde.shared);
    let doc = format!(
        "The values of a new `{owner}`, as a request body brings them. A column that the database can fill in may be left \
         out."
    );
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, #library::serde::Deserialize)]
        #[serde(crate = #serde, bound(deserialize = #bounds) #(, #shared)*)]
        #visibility struct #name {
            #(#fields,)*
        }
    }
}

fn field(column: &Column<'_>) -> TokenStream {
    let Column { ident, name, ty, key_ty, serde, .. } = column;
    let (doc, mandatory) = (format!("The column `{name}`."), column.is_mandatory());
    let left_out = (!mandatory).then(|| parse_quote!(default));
    // Elsewhere the field has another type than the model's, and what the database fills in goes before.
    let filled_in = column.generated || column.default.is_some();
    let same_type = mandatory || (column.nullable && !filled_in);
    let default = serde.default.clone().filter(|_| same_type).or(left_out);
    let options: Vec<Meta> = serde.names.iter().cloned().chain(default).collect();
    let options = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    let ty = if mandatory { quote!(#ty) } else { quote!(::core::option::Option<#key_ty>) };
    quote!(#[doc = #doc] #options pub #ident: #ty)
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
