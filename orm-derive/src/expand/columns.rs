//! The model's and its columns' own impls, and those of Diesel that rows need.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{association, belongs_to_many};
use crate::attr::Default;
use crate::ir::{Column, Model};
use crate::naming;

/// `impl Model`, and Diesel's `Queryable`, `Selectable`, `Identifiable` and `HasTable`.
pub(super) fn model(model: &Model<'_>) -> TokenStream {
    let Model { ident, module, table, .. } = model;
    let name = ident.to_string();
    let table_sql = table_sql(model);
    let columns_sql = model.columns.iter().map(|column| column_sql(model, column)).collect::<Vec<_>>().join(", ");
    let names = model.columns.iter().map(|column| &column.name);
    let idents: Vec<&Ident> = model.columns.iter().map(|column| &column.ident).collect();
    let types: Vec<_> = model.columns.iter().map(Column::stored).collect();
    let sql_types: Vec<_> = model.columns.iter().map(Column::full_sql_type).collect();
    let keys: Vec<&Ident> = model.primary_key().map(|(_, column)| &column.ident).collect();
    let rows = model.columns.iter().map(|column| {
        let ty = column.stored_key();
        if column.nullable {
            quote!(::orm_core::derive::MaybeNull<#ty>)
        } else {
            quote!(::orm_core::derive::NotNull<#ty>)
        }
    });
    let read = model.columns.iter().enumerate().map(|(place, column)| {
        let (ident, place) = (&column.ident, Literal::usize_unsuffixed(place));
        quote!(#ident: row.#place.0)
    });
    let from_row = super::body(model, quote!(Self { #(#read,)* }));
    let places = (0..idents.len()).map(Literal::usize_unsuffixed);
    let build = super::body(model, quote!(::core::result::Result::Ok(Self { #(#idents: row.#places,)* })));
    let nothing = model.mandatory().into_iter().map(|_| quote!(::orm_core::derive::Missing));
    let (create, update) = (format_ident!("{ident}Create"), format_ident!("{ident}Update"));
    let with = format_ident!("{ident}With");
    let key_value = match &keys[..] {
        [key] => quote!(::core::clone::Clone::clone(&self.#key)),
        keys => quote!((#(::core::clone::Clone::clone(&self.#keys),)*)),
    };
    let key_value = super::body(model, key_value);
    let (id_type, id_value) = identifiable(model);
    let id_value = super::body(model, id_value);
    let schema = model.schema.as_ref().map(|schema| {
        quote!(const SCHEMA_NAME: ::core::option::Option<&'static str> = ::core::option::Option::Some(#schema);)
    });
    let descriptor = descriptor(model);
    quote! {
        #[automatically_derived]
        impl ::orm_core::derive::Model for #ident {
            type Table = #module::table;
            type SqlType = (#(#sql_types,)*);
            type Row = (#(#rows,)*);
            type Values = (#(::core::option::Option<#types>,)*);
            type PrimaryKey = (#(#module::#keys,)*);
            type Create<S, P> = #create<S, P>;
            type NothingGiven = (#(#nothing,)*);
            type With<I: ::core::marker::Send + ::core::marker::Sync> = #with<I>;
            type Update<W> = #update<W>;

            const NAME: &'static str = #name;
            const TABLE_NAME: &'static str = #table;
            #schema
            const TABLE: &'static str = #table_sql;
            const COLUMNS: &'static str = #columns_sql;
            const COLUMN_NAMES: &'static [&'static str] = &[#(#names,)*];
            const DESCRIPTOR: &'static ::orm_core::derive::ModelDescriptor = &#descriptor;

            fn from_row(row: Self::Row) -> Self {
                #from_row
            }

            fn key(&self) -> ::orm_core::derive::PrimaryKeyOf<Self> {
                #key_value
            }
        }

        #[automatically_derived]
        impl<DB: ::orm_core::derive::diesel::backend::Backend>
            ::orm_core::derive::diesel::deserialize::Queryable<(#(#sql_types,)*), DB> for #ident
        where
            (#(#types,)*): ::orm_core::derive::diesel::deserialize::FromStaticSqlRow<(#(#sql_types,)*), DB>,
        {
            type Row = (#(#types,)*);

            fn build(row: Self::Row) -> ::orm_core::derive::diesel::deserialize::Result<Self> {
                #build
            }
        }

        #[automatically_derived]
        impl<DB: ::orm_core::derive::diesel::backend::Backend> ::orm_core::derive::diesel::Selectable<DB> for #ident {
            type SelectExpression = (#(#module::#idents,)*);

            fn construct_selection() -> Self::SelectExpression {
                (#(#module::#idents,)*)
            }
        }

        #[automatically_derived]
        impl ::orm_core::derive::diesel::associations::HasTable for #ident {
            type Table = #module::table;

            fn table() -> Self::Table {
                #module::table
            }
        }

        #[automatically_derived]
        impl<'ident> ::orm_core::derive::diesel::Identifiable for &'ident #ident {
            type Id = #id_type;

            fn id(self) -> Self::Id {
                #id_value
            }
        }
    }
}

fn identifiable(model: &Model<'_>) -> (TokenStream, TokenStream) {
    let keys: Vec<(&Ident, &syn::Type)> = model.primary_key().map(|(_, column)| (&column.ident, column.ty)).collect();
    match &keys[..] {
        [(ident, ty)] => (quote!(&'ident #ty), quote!(&self.#ident)),
        keys => {
            let (idents, types): (Vec<_>, Vec<_>) = keys.iter().copied().unzip();
            (quote!((#(&'ident #types,)*)), quote!((#(&self.#idents,)*)))
        }
    }
}

/// `impl HasColumn` for each column, and what goes with it.
pub(super) fn columns(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, module, .. } = model;
    let mandatory = model.mandatory();
    let columns = model.columns.iter().enumerate().map(|(place, column)| {
        let Column { ident, sql_type, .. } = column;
        let place_literal = Literal::usize_unsuffixed(place);
        let sql = column_sql(model, column);
        let hash = naming::hash(&column.name);
        let nullability = if column.nullable { quote!(Optional) } else { quote!(Mandatory) };
        let stored = column.stored();
        let key = column.stored_key();
        let value = super::body(model, quote!(&self.#ident));
        let value_mut = super::body(model, quote!(&mut self.#ident));
        let given = mandatory.iter().map(|(other, _)| {
            if *other == place { quote!(::orm_core::derive::Given) } else { quote!(::orm_core::derive::Missing) }
        });
        quote! {
            #[automatically_derived]
            impl ::orm_core::derive::HasColumn<#module::#ident> for #owner {
                type Value = #stored;
                type Key = #key;
                type SqlType = #sql_type;
                type Nullability = ::orm_core::derive::#nullability;
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
            impl ::orm_core::derive::Field<#hash> for #owner {
                type Column = #module::#ident;
            }
        }
    });
    let unique = unique(model);
    quote!(#(#columns)* #unique)
}

/// `impl HasUnique` for the primary key and each unique column.
fn unique(model: &Model<'_>) -> TokenStream {
    let Model { ident: owner, module, .. } = model;
    let keys: Vec<&Column<'_>> = model.primary_key().map(|(_, column)| column).collect();
    let single = |column: &Column<'_>| {
        let (ident, name) = (&column.ident, &column.name);
        quote! {
            #[automatically_derived]
            impl ::orm_core::derive::HasUnique<#module::#ident> for #owner {
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
            impl ::orm_core::derive::HasUnique<(#(#module::#idents,)*)> for #owner {
                const NAMES: &'static [&'static str] = &[#(#names,)*];
            }
        }
    };
    quote!(#(#marked)* #key)
}

fn table_sql(model: &Model<'_>) -> String {
    let schema = model.schema.as_ref().map_or_else(String::new, |schema| format!("\"{schema}\"."));
    format!("{schema}\"{}\"", model.table)
}

fn column_sql(model: &Model<'_>, column: &Column<'_>) -> String {
    format!("{}.\"{}\"", table_sql(model), column.name)
}

/// The constant that describes the model.
fn descriptor(model: &Model<'_>) -> TokenStream {
    let (name, table) = (model.ident.to_string(), &model.table);
    let schema = option(model.schema.as_ref().map(|schema| quote!(#schema)));
    let keys = model.primary_key().map(|(_, column)| &column.name);
    let columns = model.columns.iter().map(|column| {
        let Column { name, field, sql_type, nullable, unique, generated, .. } = column;
        let default = option(column.default.as_ref().map(|(_, default)| default_value(default)));
        quote! {
            ::orm_core::derive::ColumnDescriptor {
                name: #name,
                field: #field,
                data_type: <#sql_type as ::orm_core::derive::HasDataType>::DATA_TYPE,
                nullable: #nullable,
                unique: #unique,
                generated: #generated,
                default: #default,
            }
        }
    });
    let (junctions, others): (Vec<_>, Vec<_>) = model.associations.iter().partition(|each| each.junction.is_some());
    let foreign_keys = others.into_iter().map(|each| association::foreign_key(each, model));
    let junctions = junctions.into_iter().map(|each| belongs_to_many::descriptor(each, model));
    quote! {
        ::orm_core::derive::ModelDescriptor {
            name: #name,
            table: #table,
            schema: #schema,
            columns: &[#(#columns,)*],
            primary_key: &[#(#keys,)*],
            foreign_keys: &[#(#foreign_keys,)*],
            junctions: &[#(#junctions,)*],
        }
    }
}

/// An `Option` as an expression.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    if let Some(value) = value {
        quote!(::core::option::Option::Some(#value))
    } else {
        quote!(::core::option::Option::None)
    }
}

fn default_value(default: &Default) -> TokenStream {
    match default {
        Default::Integer(value) => quote!(::orm_core::derive::DefaultValue::Integer(#value)),
        Default::Number(value) => quote!(::orm_core::derive::DefaultValue::Number(#value)),
        Default::Boolean(value) => quote!(::orm_core::derive::DefaultValue::Boolean(#value)),
        Default::Text(value) => quote!(::orm_core::derive::DefaultValue::Text(#value)),
        Default::Sql(value) => quote!(::orm_core::derive::DefaultValue::Sql(#value)),
    }
}
