//! Owns the impls of a column, by which statements find its name, its type and its value.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens;
use crate::ir::{Column, Model};
use crate::naming;

/// `impl HasColumn` and `impl Field` for each column, and `impl HasUnique`.
pub(super) fn columns(model: &Model<'_>) -> TokenStream {
    let columns = (0..model.columns.len()).map(|place| column(model, place));
    let unique = unique(model);
    quote!(#(#columns)* #unique)
}

fn column(model: &Model<'_>, place: usize) -> TokenStream {
    let Model { ident: owner, module, .. } = model;
    let column = &model.columns[place];
    let Column { ident, sql_type, .. } = column;
    let place_literal = tokens::index(place);
    let sql = tokens::column_sql(model, column);
    let hash = naming::hash(&column.name);
    let nullability = if column.nullable { quote!(Optional) } else { quote!(Mandatory) };
    let stored = column.stored();
    let key = column.stored_key();
    let value = tokens::body(model, quote!(&self.#ident));
    let value_mut = tokens::body(model, quote!(&mut self.#ident));
    let given = model
        .mandatory()
        .into_iter()
        .map(|(other, _)| if other == place { quote!(__orm::Given) } else { quote!(__orm::Missing) });
    quote! {
        #[automatically_derived]
        impl __orm::HasColumn<#module::#ident> for #owner {
            type Value = #stored;
            type Key = #key;
            type SqlType = #sql_type;
            type Nullability = __orm::#nullability;
            type Given = (#(#given,)*);

            const SQL: &'static str = #sql;

            fn value(&self) -> &Self::Value {
                #value
            }

            fn value_mut(&mut self) -> &mut Self::Value {
                #value_mut
            }

            fn slot(values: &mut Self::Values) -> &mut ::core::option::Option<Self::Value> {
                &mut values.#place_literal
            }
        }

        #[automatically_derived]
        impl __orm::Field<#hash> for #owner {
            type Column = #module::#ident;
        }
    }
}

/// `impl HasUnique` for the primary key and each unique column.
fn unique(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, module, .. } = model;
    let keys: Vec<&Column<'_>> = model.primary_key().map(|(_, column)| column).collect();
    let single = |column: &Column<'_>| {
        let (ident, name) = (&column.ident, &column.name);
        quote! {
            #[automatically_derived]
            impl __orm::HasUnique<#module::#ident> for #owner {
                const NAMES: &'static [&'static str] = &[#name];
            }
        }
    };
    let marked = model.columns.iter().filter(|column| column.unique && !(column.primary_key && keys.len() == 1));
    let marked = marked.map(single);
    let key = if let [key] = &keys[..] {
        single(key)
    } else {
        let idents = keys.iter().map(|column| &column.ident);
        let names = keys.iter().map(|column| &column.name);
        quote! {
            #[automatically_derived]
            impl __orm::HasUnique<(#(#module::#idents,)*)> for #owner {
                const NAMES: &'static [&'static str] = &[#(#names,)*];
            }
        }
    };
    quote!(#(#marked)* #key)
}
