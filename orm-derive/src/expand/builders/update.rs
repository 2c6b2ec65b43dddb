//! Owns the builder of changes: `TeamUpdate`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::builder;
use crate::expand::tokens;
use crate::ir::{Column, Model};

pub(super) fn definition(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, visibility, .. } = model;
    let (name, library) = (format_ident!("{owner}Update"), tokens::library(model));
    let doc = format!(
        "A change to rows of `{owner}` that has not run yet: one setter for each column, then `.exec(&mut conn)` \
         runs it."
    );
    quote! {
        #[doc = #doc]
        #[must_use = "nothing is changed until `.exec(&mut conn)`"]
        #visibility struct #name<W>(#library::Update<#owner, W>);
    }
}

pub(super) fn impls(model: &Model<'_>) -> TokenStream {
    let owner = model.ident;
    let name = format_ident!("{owner}Update");
    let builder = builder::builder(&name, &quote!(W), &quote!(__orm::Update<#owner, W>));
    let setters = model.columns.iter().map(|column| setter(model, column));
    quote! {
        #builder

        #[allow(dead_code)]
        impl<W> #name<W> {
            #(#setters)*
        }
    }
}

fn setter(model: &Model<'_>, column: &Column<'_>) -> TokenStream {
    let Model { ident: owner, module, visibility, .. } = model;
    let Column { ident, ty, .. } = column;
    let doc = format!("Sets the column `{}`.", column.name);
    let assign = quote! {
        *<#owner as __orm::HasColumn<#module::#ident>>::slot(self.0.values()) =
            ::core::option::Option::Some(__orm::IntoValue::into_value(value))
    };
    let assign = tokens::body(model, assign);
    quote! {
        #[doc = #doc]
        #visibility fn #ident(mut self, value: impl __orm::IntoValue<#ty>) -> Self {
            #assign;
            self
        }
    }
}
