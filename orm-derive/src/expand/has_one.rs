//! Accessors of `#[has_one(..)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Association, Model};

pub(super) fn accessors(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, visibility, .. } = model;
    let Association { ident, singular: one, target_name, .. } = association;
    let get = format_ident!("get_{one}", span = ident.span());
    let set = format_ident!("set_{one}", span = ident.span());
    let create = format_ident!("create_{one}", span = ident.span());
    let association = quote!(#module::#ident);
    let key = super::association::accepts(&association, "IntoOptionalKey");
    let get_doc = format!("The `{one}` of this row, if there is one.\n\n`SELECT .. WHERE key = ..`, one statement.");
    let set_doc = format!(
        "Makes that `{target_name}` the `{one}` of this row; `None` leaves it without.\n\nDetaches the one there was and moves this one: two statements in one transaction, one for `None`."
    );
    let create_doc = format!(
        "A new `{target_name}` of this row: its key is given already.\n\nWhere the key is optional the one there was is detached in the same transaction; where it is mandatory a second one is a unique violation."
    );
    quote! {
        #[allow(dead_code)]
        impl #source {
            #[doc = #get_doc]
            #visibility fn #get(&self) -> ::orm_core::GetOne<::orm_core::Get<#association>, ::orm_core::Optional> {
                ::orm_core::derive::get_one::<#association, _>(self)
            }

            #[doc = #set_doc]
            #visibility fn #set(
                &self,
                target: impl #key,
            ) -> ::orm_core::SetOne<#association>
            where
                for<'detachable> #association: ::orm_core::association::Detachable,
            {
                ::orm_core::SetOne::new(self, target)
            }

            #[doc = #create_doc]
            #visibility fn #create(&self) -> ::orm_core::CreateOneOf<#association> {
                ::orm_core::derive::create_one_of::<#association>(self)
            }
        }
    }
}
