//! Owns the impls of a model: `Model`, and those of Diesel that rows need.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{existing, tokens};
use crate::ir::{Column, Model};

/// `impl Model`, with the descriptor, to which the associations contribute.
pub(super) fn model(model: &Model<'_>, descriptor: &TokenStream) -> TokenStream {
    let Model { ident, module, table, .. } = model;
    let (name, table_sql) = (ident.to_string(), tokens::table_sql(model));
    let columns_sql = model.columns.iter().map(|column| tokens::column_sql(model, column));
    let columns_sql = columns_sql.collect::<Vec<_>>().join(", ");
    let names = model.columns.iter().map(|column| &column.name);
    let types = model.columns.iter().map(Column::stored);
    let sql_types = model.columns.iter().map(Column::full_sql_type);
    let keys = model.primary_key().map(|(_, column)| &column.ident);
    let nothing = model.mandatory().into_iter().map(|_| quote!(__orm::Missing));
    let (create, update) = (format_ident!("{ident}Create"), format_ident!("{ident}Update"));
    let with = format_ident!("{ident}With");
    let schema = tokens::option(model.schema.as_ref().map(|schema| quote!(#schema)));
    let (row, from_row) = row(model);
    let is_checked = model.columns.iter().any(|column| !column.reads_back);
    let reads_back = if is_checked { quote!(__orm::MayBeUnreadable) } else { quote!(__orm::AlwaysReadable) };
    let key_value = key_value(model);
    let check_table = existing::check_table(model);
    quote! {
        #[automatically_derived]
        impl __orm::Model for #ident {
            type Table = #module::table;
            type SqlType = (#(#sql_types,)*);
            type Row = #row;
            type Values = (#(::core::option::Option<#types>,)*);
            type PrimaryKey = (#(#module::#keys,)*);
            type Create<S, P> = #create<S, P>;
            type ReadsBack = #reads_back;
            type NothingGiven = (#(#nothing,)*);
            type With<I: ::core::marker::Send + ::core::marker::Sync> = #with<I>;
            type Update<W> = #update<W>;

            const NAME: &'static str = #name;
            const TABLE_NAME: &'static str = #table;
            const SCHEMA_NAME: ::core::option::Option<&'static str> = #schema;
            const TABLE: &'static str = #table_sql;
            const COLUMNS: &'static str = #columns_sql;
            const COLUMN_NAMES: &'static [&'static str] = &[#(#names,)*];
            const DESCRIPTOR: &'static __orm::ModelDescriptor = &#descriptor;

            #check_table

            fn from_row(row: Self::Row) -> Self {
                #from_row
            }

            fn key(&self) -> __orm::PrimaryKeyOf<Self> {
                #key_value
            }
        }
    }
}

/// How the struct is built from a row of the database.
fn row(model: &Model<'_>) -> (TokenStream, TokenStream) {
    let types = model.columns.iter().map(|column| {
        let ty = column.stored_key();
        if column.nullable { quote!(__orm::MaybeNull<#ty>) } else { quote!(__orm::NotNull<#ty>) }
    });
    let fields = model.columns.iter().enumerate().map(|(place, column)| {
        let (ident, place) = (&column.ident, tokens::index(place));
        quote!(#ident: row.#place.0)
    });
    (quote!((#(#types,)*)), tokens::body(model, quote!(Self { #(#fields,)* })))
}

fn key_value(model: &Model<'_>) -> TokenStream {
    let keys: Vec<&Ident> = model.primary_key().map(|(_, column)| &column.ident).collect();
    let value = match &keys[..] {
        [key] => quote!(::core::clone::Clone::clone(&self.#key)),
        keys => quote!((#(::core::clone::Clone::clone(&self.#keys),)*)),
    };
    tokens::body(model, value)
}

/// Diesel's `Queryable`, `Selectable`, `HasTable` and `Identifiable`.
pub(super) fn diesel(model: &Model<'_>) -> TokenStream {
    let Model { ident, module, .. } = model;
    let idents: Vec<&Ident> = model.columns.iter().map(|column| &column.ident).collect();
    let types: Vec<_> = model.columns.iter().map(Column::stored).collect();
    let sql_types: Vec<_> = model.columns.iter().map(Column::full_sql_type).collect();
    let places = (0..idents.len()).map(tokens::index);
    let build = tokens::body(model, quote!(::core::result::Result::Ok(Self { #(#idents: row.#places,)* })));
    let identifiable = identifiable(model);
    quote! {
        #[automatically_derived]
        impl<DB: __orm::diesel::backend::Backend>
            __orm::diesel::deserialize::Queryable<(#(#sql_types,)*), DB> for #ident
        where
            (#(#types,)*): __orm::diesel::deserialize::FromStaticSqlRow<(#(#sql_types,)*), DB>,
        {
            type Row = (#(#types,)*);

            fn build(row: Self::Row) -> __orm::diesel::deserialize::Result<Self> {
                #build
            }
        }

        #[automatically_derived]
        impl<DB: __orm::diesel::backend::Backend> __orm::diesel::Selectable<DB> for #ident {
            type SelectExpression = (#(#module::#idents,)*);

            fn construct_selection() -> Self::SelectExpression {
                (#(#module::#idents,)*)
            }
        }

        #[automatically_derived]
        impl __orm::diesel::associations::HasTable for #ident {
            type Table = #module::table;

            fn table() -> Self::Table {
                #module::table
            }
        }

        #identifiable
    }
}

fn identifiable(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let keys: Vec<(&Ident, &syn::Type)> = model.primary_key().map(|(_, column)| (&column.ident, column.ty)).collect();
    let (id, value) = match &keys[..] {
        [(key, ty)] => (quote!(&'ident #ty), quote!(&self.#key)),
        keys => {
            let (idents, types): (Vec<_>, Vec<_>) = keys.iter().copied().unzip();
            (quote!((#(&'ident #types,)*)), quote!((#(&self.#idents,)*)))
        }
    };
    let value = tokens::body(model, value);
    quote! {
        #[automatically_derived]
        impl<'ident> __orm::diesel::Identifiable for &'ident #ident {
            type Id = #id;

            fn id(self) -> Self::Id {
                #value
            }
        }
    }
}
