//! Owns the builder of a new row: `TeamCreate`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::builder;
use crate::expand::tokens;
use crate::ir::{Column, Model};

pub(super) fn definition(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, visibility, .. } = model;
    let (name, library) = (format_ident!("{owner}Create"), tokens::library(model));
    let doc = format!(
        "A new `{owner}` that is not inserted yet: one setter for each column, then `.exec(&mut conn)` inserts the row and \
         returns it."
    );
    quote! {
        #[doc = #doc]
        #[must_use = "nothing is inserted until `.exec(&mut conn)`"]
        #visibility struct #name<S, P = #library::Plain>(#library::Create<#owner, S, P>);
    }
}

pub(super) fn impls(model: &Model<'_>) -> TokenStream {
    let owner = model.ident;
    let name = format_ident!("{owner}Create");
    let states = tokens::states(model);
    let builder = builder::builder(&name, &quote!(S, P), &quote!(__orm::Create<#owner, S, P>));
    let setters = model.columns.iter().map(|column| setter(model, column, &name, &states));
    let upsert = upsert(model, &name);
    let complete = complete(model, &states);
    quote! {
        #builder

        #[allow(dead_code)]
        impl<#(#states,)* P> #name<(#(#states,)*), P> {
            #(#setters)*
        }

        #upsert
        #complete
    }
}

fn setter(model: &Model<'_>, column: &Column<'_>, name: &Ident, states: &[Ident]) -> TokenStream {
    let Model { module, visibility, .. } = model;
    let Column { ident, ty, .. } = column;
    let doc = format!("Sets the column `{}`.", column.name);
    let assign = quote!(self.0.give::<#module::#ident>(__orm::IntoValue::into_value(value)));
    let assign = tokens::body(model, assign);
    let place = model.mandatory().iter().position(|(_, other)| other.ident == *ident);
    let (output, value) = match place {
        None => (quote!(Self), quote!(self)),
        Some(place) => {
            let after = states
                .iter()
                .enumerate()
                .map(|(other, state)| if other == place { quote!(__orm::Given) } else { quote!(#state) });
            (quote!(#name<(#(#after,)*), P>), quote!(#name(self.0.state())))
        }
    };
    quote! {
        #[doc = #doc]
        #visibility fn #ident(mut self, value: impl __orm::IntoValue<#ty>) -> #output {
            #assign;
            #value
        }
    }
}

fn upsert(model: &Model<'_>, name: &Ident) -> TokenStream {
    let Model { ident: owner, visibility, table, .. } = model;
    let doc = format!(
        "Updates the row that has the same value in the given unique column, if there is one, instead of inserting a \
         second.\n\n`INSERT INTO \"{table}\" .. ON CONFLICT (..) DO UPDATE SET ..`"
    );
    quote! {
        #[allow(dead_code)]
        impl<S> #name<S> {
            #[doc = #doc]
            #visibility fn upsert<UniqueColumns>(self, unique: UniqueColumns) -> #name<S, __orm::Upsert>
            where
                #owner: __orm::HasUnique<UniqueColumns>,
            {
                let _: UniqueColumns = unique;
                #name(self.0.upsert())
            }
        }
    }
}

/// `impl Complete` for the state in which each mandatory column is given.
fn complete(model: &Model<'_>, states: &[Ident]) -> TokenStream {
    let Model { ident: owner, module, .. } = model;
    let mandatory = model.mandatory();
    let columns = mandatory.iter().map(|(_, column)| &column.ident);
    quote! {
        #[automatically_derived]
        impl<#(#states: __orm::IsGiven<#owner, #module::#columns>,)*> __orm::Complete<#owner> for (#(#states,)*) {}
    }
}
