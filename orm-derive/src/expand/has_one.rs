//! Accessors of `#[has_one(..)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::Sql;
use crate::ir::{Association, Model};

pub(super) fn accessors(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, visibility, .. } = model;
    let Association { ident: one, name, target_name, .. } = association;
    let get = format_ident!("get_{name}", span = one.span());
    let set = format_ident!("set_{name}", span = one.span());
    let create = format_ident!("create_{name}", span = one.span());
    let Sql { target, target_id, key: set_key, mine, scoped, .. } = super::docs::sql(association, model);
    let columns = set_key.split(" = ").next().unwrap_or_default();
    let get_doc = format!(
        "The `{name}` of this row, if there is one.\n\n`SELECT .. FROM {target} WHERE {scoped}`, one statement."
    );
    let set_doc = format!(
        "Makes that `{target_name}` the `{name}` of this row; `None` leaves it without.\n\n`UPDATE {target} SET {columns} = NULL WHERE {scoped}` and `UPDATE {target} SET {set_key} WHERE {target_id} = .. RETURNING ..`: two statements in one transaction, one for `None`."
    );
    let create_doc = format!(
        "A new `{target_name}` of this row: its key is given already.\n\n`INSERT INTO {target} .. RETURNING ..` with `{mine}`, one statement. Where the key is optional the one there was is detached in the same transaction; where it is mandatory a second one is a unique violation."
    );
    let association = quote!(#module::#one);
    let key = super::association::accepts(&association, "IntoOptionalKey");
    quote! {
        #[allow(dead_code)]
        impl #source {
            #[doc = #get_doc]
            #visibility fn #get(&self) -> ::orm_core::derive::GetOne<::orm_core::derive::Get<#association>, ::orm_core::derive::Optional> {
                ::orm_core::derive::get_one::<#association, _>(self)
            }

            #[doc = #set_doc]
            #visibility fn #set(
                &self,
                target: impl #key,
            ) -> ::orm_core::derive::SetOne<#association>
            where
                for<'detachable> #association: ::orm_core::derive::Detachable,
            {
                ::orm_core::derive::SetOne::new(self, target)
            }

            #[doc = #create_doc]
            #visibility fn #create(&self) -> ::orm_core::derive::CreateOneOf<#association> {
                ::orm_core::derive::create_one_of::<#association>(self)
            }
        }
    }
}
