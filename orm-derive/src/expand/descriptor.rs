//! The constant that describes a model.
//!
//! Owns the descriptors of the model, its columns and its foreign keys. Must not know the kinds of association: each
//! passes the parts that its key decides.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use super::context::Context;
use super::tokens::{action, option};
use crate::attr::Default;
use crate::ir::{Column, Model};

/// The descriptor of the model, with those of its associations.
pub(super) fn model(model: &Model<'_>, foreign_keys: &[TokenStream], junctions: &[TokenStream]) -> TokenStream {
    let (name, table) = (model.ident.to_string(), &model.table);
    let schema = option(model.schema.as_ref().map(|schema| quote!(#schema)));
    let keys = model.primary_key().map(|(_, column)| &column.name);
    let columns = model.columns.iter().map(column);
    quote! {
        __orm::ModelDescriptor {
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

fn column(column: &Column<'_>) -> TokenStream {
    let Column { name, field, sql_type, nullable, unique, generated, .. } = column;
    let default = option(column.default.as_ref().map(|(_, default)| default_value(default)));
    quote! {
        __orm::ColumnDescriptor {
            name: #name,
            field: #field,
            data_type: <#sql_type as __orm::HasDataType>::DATA_TYPE,
            nullable: #nullable,
            unique: #unique,
            generated: #generated,
            default: #default,
        }
    }
}

fn default_value(default: &Default) -> TokenStream {
    match default {
        Default::Integer(value) => quote!(__orm::DefaultValue::Integer(#value)),
        Default::Number(value) => quote!(__orm::DefaultValue::Number(#value)),
        Default::Boolean(value) => quote!(__orm::DefaultValue::Boolean(#value)),
        Default::Text(value) => quote!(__orm::DefaultValue::Text(#value)),
        Default::Sql(value) => quote!(__orm::DefaultValue::Sql(#value)),
    }
}

/// The part of a foreign key's descriptor that depends on the kind of association.
#[expect(clippy::struct_excessive_bools, reason = "they are independent properties of a key")]
#[derive(core::default::Default)]
pub(super) struct ForeignKey<'a> {
    /// Whether the key is a column of this model, not of the target.
    pub(super) belongs_to: bool,
    pub(super) unique: bool,
    pub(super) constraint: bool,
    pub(super) constraint_name: Option<&'a LitStr>,
    pub(super) index: bool,
    pub(super) index_name: Option<&'a LitStr>,
}

/// The descriptor of an association's foreign key.
pub(super) fn foreign_key(context: &Context<'_>, key: &ForeignKey<'_>) -> TokenStream {
    let Context { model, association, of, .. } = context;
    let ForeignKey { belongs_to, unique, constraint, index, .. } = key;
    let name_of = |name: Option<&LitStr>| option(name.map(|name| quote!(#name)));
    let (constraint_name, index_name) = (name_of(key.constraint_name), name_of(key.index_name));
    let (source, name) = (model.ident, &association.name);
    let of = |part: TokenStream| quote!(<#of as __orm::Association>::#part);
    let (target, source_key, target_key) = (of(quote!(Target)), of(quote!(SourceKey)), of(quote!(TargetKey)));
    let source = quote!(#source);
    let (owner, owner_key, referenced, referenced_key) =
        if *belongs_to { (source, source_key, target, target_key) } else { (target, target_key, source, source_key) };
    let (on_delete, on_update) = (action(association.on_delete), action(association.on_update));
    quote! {
        __orm::ForeignKeyDescriptor {
            association: #name,
            belongs_to: #belongs_to,
            unique: #unique,
            table: <#owner as __orm::Model>::TABLE_NAME,
            schema: <#owner as __orm::Model>::SCHEMA_NAME,
            model: <#owner as __orm::Model>::NAME,
            columns: <#owner_key as __orm::Key<#owner>>::NAMES,
            nullable: <<#owner_key as __orm::Key<#owner>>::Nullability as __orm::Nullability>::OPTIONAL,
            referenced_table: <#referenced as __orm::Model>::TABLE_NAME,
            referenced_schema: <#referenced as __orm::Model>::SCHEMA_NAME,
            referenced_model: <#referenced as __orm::Model>::NAME,
            referenced_columns: <#referenced_key as __orm::Key<#referenced>>::NAMES,
            on_delete: #on_delete,
            on_update: #on_update,
            constraint: #constraint,
            constraint_name: #constraint_name,
            index: #index,
            index_name: #index_name,
        }
    }
}
