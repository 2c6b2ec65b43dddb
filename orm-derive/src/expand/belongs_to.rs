//! Accessors of `#[belongs_to(..)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::Sql;
use crate::ir::{Association, Column, ForeignKey, Model};

pub(super) fn accessors(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, visibility, table, .. } = model;
    let Association { ident: one, name, target_name, .. } = association;
    let columns: Vec<&Column<'_>> = match &association.foreign_key {
        ForeignKey::Own(places) => places.iter().map(|place| &model.columns[*place]).collect(),
        _ => Vec::new(),
    };
    // A key of several columns can be set to NULL only if all of them can.
    let nullable = columns.iter().all(|column| column.nullable);
    // It leads nowhere as soon as one of them is NULL.
    let may_be_null = columns.is_empty() || columns.iter().any(|column| column.nullable);
    let found = if may_be_null { quote!(::orm_core::derive::Optional) } else { quote!(::orm_core::derive::Mandatory) };
    let key = columns.iter().map(|column| &*column.name).collect::<Vec<_>>().join("\", \"");
    let field = columns.iter().map(|column| &*column.field).collect::<Vec<_>>().join("`, `");
    let of = quote!(#module::#one);
    let (nullability, accepts, set_function) = if nullable {
        (
            quote!(::orm_core::derive::Optional),
            super::association::accepts_referenced(&of, "IntoOptionalKey"),
            quote!(optional),
        )
    } else {
        (
            quote!(::orm_core::derive::Mandatory),
            super::association::accepts_referenced(&of, "IntoKey"),
            quote!(mandatory),
        )
    };
    let get = format_ident!("get_{name}", span = one.span());
    let set = format_ident!("set_{name}", span = one.span());
    let create = format_ident!("create_{name}", span = one.span());
    let none = if may_be_null { "; no statement when the key is NULL" } else { "" };
    let Sql { target, mine, .. } = super::docs::sql(association, model);
    let get_doc = format!("The `{name}` of this row.\n\n`SELECT .. FROM {target} WHERE {mine}`, one statement{none}.");
    let set_doc = format!(
        "Points this row to that `{target_name}`; the field `{field}` follows.\n\n`UPDATE \"{table}\" SET \"{key}\" = .. WHERE ..`, one statement."
    );
    let create_doc = format!(
        "A new `{target_name}` that this row points to; the field `{field}` follows.\n\n`INSERT INTO {target} .. RETURNING ..` and `UPDATE \"{table}\" SET \"{key}\" = .. WHERE ..`: two statements in one transaction."
    );
    quote! {
        #[allow(dead_code)]
        impl #source {
            #[doc = #get_doc]
            #visibility fn #get(&self) -> ::orm_core::derive::GetOne<::orm_core::derive::Get<#of>, #found> {
                ::orm_core::derive::get_one::<#of, _>(self)
            }

            #[doc = #set_doc]
            #visibility fn #set(
                &mut self,
                target: impl #accepts,
            ) -> ::orm_core::derive::SetParent<'_, #of, #nullability> {
                ::orm_core::derive::SetParent::#set_function(self, target)
            }

            #[doc = #create_doc]
            #visibility fn #create(&mut self) -> ::orm_core::derive::CreateParentOf<'_, #of> {
                ::orm_core::derive::create_parent_of::<#of>(self)
            }
        }
    }
}
