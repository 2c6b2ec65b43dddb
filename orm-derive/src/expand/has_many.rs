//! Accessors of `#[has_many(..)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::Sql;
use crate::ir::{Association, Model};

pub(super) fn accessors(association: &Association, model: &Model<'_>) -> TokenStream {
    let Model { ident: source, module, visibility, .. } = model;
    let Association { ident: many, singular: one, .. } = association;
    let method = |verb: &str, noun: &str| format_ident!("{verb}_{noun}", span = many.span());
    let plural = &association.name;
    let (get, count) = (method("get", plural), method("count", plural));
    let (has_one, has_many) = (method("has", one), method("has", plural));
    let (add_one, add_many) = (method("add", one), method("add", plural));
    let (remove_one, remove_many) = (method("remove", one), method("remove", plural));
    let (set, create) = (method("set", plural), method("create", one));
    let docs = docs(association, model);
    let association = quote!(#module::#many);
    let key = super::association::accepts(&association, "IntoKey");
    let keys = super::association::accepts(&association, "IntoKeys");
    let detachable = quote!(for<'detachable> #association: ::orm_core::derive::Detachable);
    let [
        get_doc,
        count_doc,
        has_doc,
        has_many_doc,
        add_doc,
        add_many_doc,
        remove_doc,
        remove_many_doc,
        set_doc,
        create_doc,
    ] = docs;
    quote! {
        #[allow(dead_code)]
        impl #source {
            #[doc = #get_doc]
            #visibility fn #get(&self) -> ::orm_core::derive::Get<#association> {
                ::orm_core::derive::get::<#association>(self)
            }

            #[doc = #count_doc]
            #visibility fn #count(&self) -> ::orm_core::derive::Count<::orm_core::derive::Get<#association>> {
                self.#get().count()
            }

            #[doc = #has_doc]
            #visibility fn #has_one(&self, target: impl #key) -> ::orm_core::derive::Has<#association> {
                ::orm_core::derive::Has::new(self, [target])
            }

            #[doc = #has_many_doc]
            #visibility fn #has_many(&self, targets: impl #keys) -> ::orm_core::derive::Has<#association> {
                ::orm_core::derive::Has::new(self, targets)
            }

            #[doc = #add_doc]
            #visibility fn #add_one(&self, target: impl #key) -> ::orm_core::derive::Add<#association> {
                ::orm_core::derive::Add::new(self, target)
            }

            #[doc = #add_many_doc]
            #visibility fn #add_many(&self, targets: impl #keys) -> ::orm_core::derive::AddMany<#association> {
                ::orm_core::derive::AddMany::new(self, targets)
            }

            #[doc = #remove_doc]
            #visibility fn #remove_one(&self, target: impl #key) -> ::orm_core::derive::Remove<#association>
            where
                #detachable,
            {
                ::orm_core::derive::Remove::new(self, [target])
            }

            #[doc = #remove_many_doc]
            #visibility fn #remove_many(&self, targets: impl #keys) -> ::orm_core::derive::Remove<#association>
            where
                #detachable,
            {
                ::orm_core::derive::Remove::new(self, targets)
            }

            #[doc = #set_doc]
            #visibility fn #set(&self, targets: impl #keys) -> ::orm_core::derive::SetMany<#association>
            where
                #detachable,
            {
                ::orm_core::derive::SetMany::new(self, targets)
            }

            #[doc = #create_doc]
            #visibility fn #create(&self) -> ::orm_core::derive::CreateOf<#association> {
                ::orm_core::derive::create_of::<#association>(self)
            }
        }
    }
}

fn docs(association: &Association, model: &Model<'_>) -> [String; 10] {
    let plural = &association.name;
    let Sql { target, target_id, key, mine, scoped, .. } = super::docs::sql(association, model);
    let columns = key.split(" = ").next().unwrap_or_default().to_owned();
    [
        format!(
            "The `{plural}` of this row, to be filtered, ordered, limited.\n\n`SELECT .. FROM {target} WHERE {scoped}`, one statement."
        ),
        format!("How many `{plural}` this row has.\n\n`SELECT count(*) FROM {target} WHERE {scoped}`, one statement."),
        format!(
            "Whether that `{target}` is one of the `{plural}` of this row.\n\n`SELECT (SELECT count(*) FROM {target} WHERE {scoped} AND {target_id} IN ..) = ..`, one statement."
        ),
        format!(
            "Whether all of these are among the `{plural}` of this row; true for none.\n\n`SELECT (SELECT count(*) FROM {target} WHERE {scoped} AND {target_id} IN ..) = ..`, one statement."
        ),
        format!(
            "Moves that `{target}` to this row, from wherever it was; yields it as it is afterwards.\n\n`UPDATE {target} SET {key} WHERE {target_id} = .. RETURNING ..`, one statement."
        ),
        format!(
            "Moves all of these to this row, or none when one of them does not exist; yields them.\n\n`UPDATE {target} SET {key} WHERE {target_id} IN .. RETURNING ..`, one statement."
        ),
        format!(
            "Detaches that `{target}` from this row, if it is its; yields the number of rows detached.\n\n`UPDATE {target} SET {columns} = NULL WHERE {scoped} AND {target_id} = ..`, one statement."
        ),
        format!(
            "Detaches those of these that are this row's; yields the number of rows detached.\n\n`UPDATE {target} SET {columns} = NULL WHERE {scoped} AND {target_id} IN ..`, one statement."
        ),
        format!(
            "Makes these the only `{plural}` of this row; yields them.\n\n`UPDATE {target} SET {columns} = NULL WHERE {scoped} AND NOT {target_id} IN ..` and `UPDATE {target} SET {key} WHERE {target_id} IN .. RETURNING ..`: two statements in one transaction, one for an empty list."
        ),
        format!(
            "A new `{target}` of this row: its key is given already.\n\n`INSERT INTO {target} .. RETURNING ..` with {mine}, one statement.",
            mine = format_args!("`{mine}`")
        ),
    ]
}
