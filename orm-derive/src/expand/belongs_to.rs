//! Accessors of `#[belongs_to(..)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Association, ForeignKey, Model};

pub(super) fn accessors(association: &Association, model: &Model<'_>) -> TokenStream {
    let ForeignKey::Own(place) = association.foreign_key else { return TokenStream::new() };
    let Model { ident: source, module, visibility, table, .. } = model;
    let Association { ident: one, target, target_name, .. } = association;
    let column = &model.columns[place];
    let (nullability, accepts, set_function) = if column.nullable {
        (quote!(::orm_core::Optional), quote!(IntoOptionalKey), quote!(optional))
    } else {
        (quote!(::orm_core::Mandatory), quote!(IntoKey), quote!(mandatory))
    };
    let get = format_ident!("get_{one}", span = one.span());
    let set = format_ident!("set_{one}", span = one.span());
    let create = format_ident!("create_{one}", span = one.span());
    let association = quote!(#module::#one);
    let key = &column.name;
    let none = if column.nullable { "; no statement when the key is NULL" } else { "" };
    let get_doc = format!("The `{one}` of this row.\n\nOne statement by the key `{key}`{none}.");
    let set_doc = format!(
        "Points this row to that `{target_name}`; the field `{}` follows.\n\n`UPDATE \"{table}\" SET \"{key}\" = .. WHERE ..`, one statement.",
        column.field
    );
    let create_doc = format!(
        "A new `{target_name}` that this row points to; the field `{}` follows.\n\n`INSERT` and `UPDATE \"{table}\" SET \"{key}\" = .. WHERE ..`: two statements in one transaction.",
        column.field
    );
    quote! {
        #[allow(dead_code)]
        impl #source {
            #[doc = #get_doc]
            #visibility fn #get(&self) -> ::orm_core::GetOne<::orm_core::Get<#association>, #nullability> {
                ::orm_core::derive::get_one::<#association, _>(self)
            }

            #[doc = #set_doc]
            #visibility fn #set(
                &mut self,
                target: impl ::orm_core::#accepts<#target, <#target as ::orm_core::Model>::PrimaryKey>,
            ) -> ::orm_core::SetParent<'_, #association, #nullability> {
                ::orm_core::SetParent::#set_function(self, target)
            }

            #[doc = #create_doc]
            #visibility fn #create(&mut self) -> ::orm_core::CreateParentOf<'_, #association> {
                ::orm_core::derive::create_parent_of::<#association>(self)
            }
        }
    }
}
