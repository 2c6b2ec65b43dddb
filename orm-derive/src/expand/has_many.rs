//! The code of `#[has_many(..)]`.
//!
//! Owns what differs from `has_one`: the accessors with their docs, and how targets are created and loaded with their
//! source. The common part is in `has`.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::docs::{self, Effect, Words, one_statement, two_statements};
use super::include::{self, Included};
use super::nested::{self, Nested};
use super::{descriptor, has};
use crate::ir::{Has, HasMany};

pub(super) fn code(context: &Context<'_>, many: &HasMany) -> TokenStream {
    let has = &many.has;
    let implementation = has::implementation(context, has);
    let warning = has::warning_without_index(context, has);
    let (reading, changing) = (reading(context, has), changing(context, has));
    let accessors = context.accessors(quote!(#reading #changing));
    let of = &context.of;
    let nested = nested::setter(
        context,
        &Nested {
            plan: "NewChildren",
            bound: quote!(__orm::ChildOf<#of, Plan = N>),
            many: true,
            rows: quote!(new),
            gives: &[],
        },
    );
    let include = include::association(context, &Included::by_key(quote!(Many), true));
    quote!(#implementation #warning #accessors #nested #include)
}

/// The descriptor of the foreign key.
pub(super) fn foreign_key(context: &Context<'_>, many: &HasMany) -> TokenStream {
    descriptor::foreign_key(context, &has::foreign_key(&many.has))
}

/// `get`, `count`, `has`.
fn reading(context: &Context<'_>, has: &Has) -> TokenStream {
    let (of, visibility) = (&context.of, context.model.visibility);
    let (one, many) = (&context.association.singular, &context.association.name);
    let (get, count) = (context.method("get", many), context.method("count", many));
    let (has_one, has_many) = (context.method("has", one), context.method("has", many));
    let (key, keys) = (context.accepts("IntoKey", "TargetIdOf"), context.accepts("IntoKeys", "TargetIdOf"));
    let words = Words::of(context.association, context.model);
    let from = format!("FROM {} WHERE {}", words.target, has::key_words(context, has).rows());
    let (get_doc, count_doc) = (docs::get(&words, &from), docs::count(&words, &from));
    let (has_one_doc, has_many_doc) = (docs::has_one(&words, &from), docs::has_many(&words, &from));
    quote! {
        #[doc = #get_doc]
        #visibility fn #get(&self) -> __orm::Get<#of> {
            __orm::get::<#of>(self)
        }

        #[doc = #count_doc]
        #visibility fn #count(&self) -> __orm::Count<__orm::Get<#of>> {
            self.#get().count()
        }

        #[doc = #has_one_doc]
        #visibility fn #has_one(&self, target: impl #key) -> __orm::Has<#of> {
            __orm::Has::new(self, [target])
        }

        #[doc = #has_many_doc]
        #visibility fn #has_many(&self, targets: impl #keys) -> __orm::Has<#of> {
            __orm::Has::new(self, targets)
        }
    }
}

/// `add`, `remove`, `set`, `create`.
fn changing(context: &Context<'_>, has: &Has) -> TokenStream {
    let (of, visibility) = (&context.of, context.model.visibility);
    let (one, many) = (&context.association.singular, &context.association.name);
    let (add_one, add_many) = (context.method("add", one), context.method("add", many));
    let (remove_one, remove_many) = (context.method("remove", one), context.method("remove", many));
    let (set, create) = (context.method("set", many), context.method("create", one));
    let (key, keys) = (context.accepts("IntoKey", "TargetIdOf"), context.accepts("IntoKeys", "TargetIdOf"));
    let detachable = quote!(for<'detachable> #of: __orm::Detachable);
    let [add_one_doc, add_many_doc, remove_one_doc, remove_many_doc, set_doc, create_doc] = change_docs(context, has);
    quote! {
        #[doc = #add_one_doc]
        #visibility fn #add_one(&self, target: impl #key) -> __orm::Add<#of> {
            __orm::Add::new(self, target)
        }

        #[doc = #add_many_doc]
        #visibility fn #add_many(&self, targets: impl #keys) -> __orm::AddMany<#of> {
            __orm::AddMany::new(self, targets)
        }

        #[doc = #remove_one_doc]
        #visibility fn #remove_one(&self, target: impl #key) -> __orm::Remove<#of>
        where
            #detachable,
        {
            __orm::Remove::new(self, [target])
        }

        #[doc = #remove_many_doc]
        #visibility fn #remove_many(&self, targets: impl #keys) -> __orm::Remove<#of>
        where
            #detachable,
        {
            __orm::Remove::new(self, targets)
        }

        #[doc = #set_doc]
        #visibility fn #set(&self, targets: impl #keys) -> __orm::SetMany<#of>
        where
            #detachable,
        {
            __orm::SetMany::new(self, targets)
        }

        #[doc = #create_doc]
        #visibility fn #create(&self) -> __orm::CreateOf<#of> {
            __orm::create_of::<#of>(self)
        }
    }
}

/// The docs of `add`, `remove`, `set`, `create`.
fn change_docs(context: &Context<'_>, has: &Has) -> [String; 6] {
    let words = Words::of(context.association, context.model);
    let Words { source, sources, target, .. } = &words;
    let key = has::key_words(context, has);
    let (rows, assignment, null) = (key.rows(), key.assignment(), key.null());
    let (name, to) = (&key.name, has::value(&key, &words));
    let put = |which: &str| format!("UPDATE {target} SET {assignment} WHERE {target}.key {which} RETURNING ..");
    let take = |which: &str| format!("UPDATE {target} SET {null} WHERE {rows} AND {which}");
    let effect = |does, others, returns: &str, sql| Effect { does, others, returns: returns.to_owned(), sql };
    let returned = format!("Returns the `{target}` as it is afterwards.");
    let add_one = effect(
        format!("sets its {name} to {to}{}", key.along("its")),
        format!("If it belongs to another {source}, it moves."),
        &returned,
        one_statement(&put("= ..")),
    );
    let add_many = effect(
        format!("sets their {name} to {to}{}", key.along("their")),
        format!("Those that belong to other {sources} move. If one of them does not exist, none is changed."),
        "Returns them as they are afterwards.",
        one_statement(&put("IN ..")),
    );
    let remove = |whose: &str, which: &str| {
        effect(
            format!("sets {whose} {name} to NULL"),
            docs::untouched(&words),
            "Returns how many were removed.",
            one_statement(&take(which)),
        )
    };
    let set = effect(
        format!(
            "sets their {name} to {to}{}, and the {name} of this {source}'s other `{}` to NULL",
            key.along("their"),
            words.name
        ),
        String::new(),
        "Returns the given ones as they are afterwards.",
        format!(
            "{} Only the first one for an empty list.",
            two_statements(&take(&format!("NOT {target}.key IN ..")), &put("IN .."))
        ),
    );
    let create = effect(
        format!("sets its {name} to {to}{}", key.along("its")),
        "Set its other columns before `.exec(..)`.".to_owned(),
        &format!("Returns the new `{target}`."),
        format!("`INSERT INTO {target} .. RETURNING ..` with `{rows}`, one statement."),
    );
    [
        docs::add_one(&words, &add_one),
        docs::add_many(&words, &add_many),
        docs::remove_one(&words, &remove("its", &format!("{target}.key = .."))),
        docs::remove_many(&words, &remove("their", &format!("{target}.key IN .."))),
        docs::set(&words, &set),
        docs::create(&words, &create),
    ]
}
