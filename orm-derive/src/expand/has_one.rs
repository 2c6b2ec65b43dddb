//! The code of `#[has_one(..)]`.
//!
//! Owns what differs from `has_many`: the accessors with their docs, and how a target is created and loaded with its
//! source. The common part is in `has`.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::descriptor::ForeignKey;
use super::docs::{Words, one_statement};
use super::include::{self, Included};
use super::nested::{self, Nested};
use super::{descriptor, has};
use crate::ir::{Has, HasOne};

pub(super) fn code(context: &Context<'_>, one: &HasOne) -> TokenStream {
    let (has, unique) = (&one.has, one.unique);
    let implementation = has::implementation(context, has);
    // A unique key has an index.
    let warning = (!unique).then(|| has::warning_without_index(context, has));
    let accessors = accessors(context, has, unique);
    let of = &context.of;
    let nested = nested::setter(
        context,
        &Nested {
            plan: "NewChildren",
            bound: quote!(__orm::ChildOf<#of, Plan = N>),
            many: false,
            rows: quote!([new]),
            gives: &[],
        },
    );
    let include = include::association(context, &Included::by_key(quote!(One<__orm::Optional>), false));
    quote!(#implementation #warning #accessors #nested #include)
}

/// The descriptor of the foreign key.
pub(super) fn foreign_key(context: &Context<'_>, one: &HasOne) -> TokenStream {
    let key = ForeignKey { unique: one.unique, ..has::foreign_key(&one.has) };
    descriptor::foreign_key(context, &key)
}

fn accessors(context: &Context<'_>, has: &Has, unique: bool) -> TokenStream {
    let (of, visibility, name) = (&context.of, context.model.visibility, &context.association.name);
    let (get, set, create) = (context.method("get", name), context.method("set", name), context.method("create", name));
    let key = context.accepts("IntoOptionalKey", "TargetIdOf");
    let [get_doc, set_doc, create_doc] = docs(context, has, unique);
    context.accessors(quote! {
        #[doc = #get_doc]
        #visibility fn #get(&self) -> __orm::GetOne<__orm::Get<#of>, __orm::Optional> {
            __orm::get_one::<#of, _>(self)
        }

        #[doc = #set_doc]
        #visibility fn #set(&self, target: impl #key) -> __orm::SetOne<#of>
        where
            for<'detachable> #of: __orm::Detachable,
        {
            __orm::SetOne::new(self, target)
        }

        #[doc = #create_doc]
        #visibility fn #create(&self) -> __orm::CreateOneOf<#of> {
            __orm::create_one_of::<#of>(self)
        }
    })
}

fn docs(context: &Context<'_>, has: &Has, unique: bool) -> [String; 3] {
    let words = Words::of(context.association, context.model);
    let Words { source, target, name, .. } = &words;
    let key = has::key_words(context, has);
    let (rows, assignment, null) = (key.rows(), key.assignment(), key.null());
    let (column, to, along) = (&key.name, has::value(&key, &words), key.along("its"));
    let get = format!(
        "Reads the `{name}` of this {source}. Returns `None` if there is none.\n\n{}",
        one_statement(&format!("SELECT .. FROM {target} WHERE {rows}"))
    );
    let set = format!(
        "Makes the given `{target}` the `{name}` of this {source}: sets its {column} to {to}{along}, and the {column} of \
         the one before to NULL. With `None` this {source} has none afterwards. Returns the new one as it is afterwards.\n\n\
         `UPDATE {target} SET {null} WHERE {rows}` and `UPDATE {target} SET {assignment} WHERE {target}.key = .. RETURNING ..`: \
         two statements in one transaction, one for `None`."
    );
    let second = if unique { "; a mandatory one makes this a unique violation." } else { "." };
    let create = format!(
        "Creates the `{name}` of this {source}: sets its {column} to {to}{along}. Set its other columns before `.exec(..)`. \
         Returns the new `{target}`. If this {source} has one already, an optional {column} of that one becomes NULL in the \
         same transaction{second}\n\n`INSERT INTO {target} .. RETURNING ..` with `{rows}`, one statement."
    );
    [get, set, create]
}
