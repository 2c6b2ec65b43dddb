//! The common part of `has_many` and `has_one`: the foreign key is in the target.
//!
//! Owns the types of the key, and the checks of the target's own declaration of it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::association::{self, Types, target_of};
use super::context::Context;
use super::descriptor::ForeignKey;
use super::docs::{KeyWords, Words};
use super::key;
use super::tokens::values;
use crate::ir::{Has, TheirKey};

/// The impl of `Association`, and the checks.
pub(super) fn implementation(context: &Context<'_>, has: &Has) -> TokenStream {
    let implementation = association::implementation(context, &types(context, has), &has.scope);
    let possible = possible_actions(context);
    quote!(#implementation #possible)
}

fn types(context: &Context<'_>, has: &Has) -> Types {
    let (source, span) = (context.model.ident, has.key_span);
    let target = target_of(context, span);
    let source_key = key::source_key(has.source_key.as_ref(), has.source_span, context.model);
    let (exists, target_key) = match &has.foreign_key {
        TheirKey::Named(names) => {
            let names = values(names);
            let exists = key::columns_exist(&context.association.target, &names, span, "");
            let key = key::named(&target, &names, span);
            let same = key::references(span, (&target, &key), (&quote!(#source), &source_key));
            (Some(exists), key::checked(&key, span, &same))
        }
        TheirKey::WayBack => {
            let target = with_way_back(context, span);
            (None, quote_spanned!(span=> <#target as __orm::BelongsTo<#source>>::ForeignKey))
        }
        TheirKey::Unknown => (None, quote!(__orm::UnknownKey<#source>)),
    };
    Types { target: association::target(context, &has.scope, exists), source_key, target_key }
}

/// The target, checked to have a `belongs_to` to this model. Every use of the type is this check, so rustc reports a
/// missing `belongs_to` once.
fn with_way_back(context: &Context<'_>, span: Span) -> TokenStream {
    let (source, target) = (context.model.ident, target_of(context, span));
    let back = quote_spanned!(span=> __orm::belongs_to::<#target, #source>());
    key::checked(&target, span, &back)
}

/// A warning where the target's foreign key has no index, unless this side has `index = false` too.
pub(super) fn warning_without_index(context: &Context<'_>, has: &Has) -> Option<TokenStream> {
    let by_their_key = matches!(has.foreign_key, TheirKey::WayBack) && has.index;
    (by_their_key && context.model.sound).then(|| {
        let (source, span) = (context.model.ident, has.key_span);
        let target = with_way_back(context, span);
        quote_spanned! {span=>
            const _: () = <<#target as __orm::BelongsTo<#source>>::Index>::foreign_key();
        }
    })
}

/// Checks the referential actions: the key is a column of the target, so only its model knows which actions are
/// possible.
fn possible_actions(context: &Context<'_>) -> TokenStream {
    let of = &context.of;
    key::possible_actions(context, &quote!(__orm::TargetOf<#of>), &quote!(<#of as __orm::Association>::TargetKey))
}

/// The descriptor's part that the key decides.
pub(super) fn foreign_key(has: &Has) -> ForeignKey<'_> {
    ForeignKey {
        constraint: has.constraint,
        constraint_name: has.constraint_name.as_ref(),
        index: has.index,
        index_name: has.index_name.as_ref(),
        ..ForeignKey::default()
    }
}

/// The key in words.
pub(super) fn key_words(context: &Context<'_>, has: &Has) -> KeyWords {
    let names = match &has.foreign_key {
        TheirKey::Named(names) => Some(values(names)),
        TheirKey::WayBack | TheirKey::Unknown => None,
    };
    let target = &context.association.target_name;
    KeyWords::to(context.model, has.source_key.as_ref(), names.as_deref(), target).scoped(&has.scope)
}

/// The value of the key in words: `` this team's `id` ``.
pub(super) fn value(key: &KeyWords, words: &Words<'_>) -> String {
    format!("this {}'s {}", words.source, key.value)
}
