//! Owns the impl of `Association`, for the kinds whose foreign key is in one of the two models.
//!
//! Must not know the kinds: each passes its types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::context::Context;
use super::{key, scope};
use crate::ir::Scope;

/// The types of an association: its target, and the keys of source and target.
pub(super) struct Types {
    pub(super) target: TokenStream,
    pub(super) source_key: TokenStream,
    pub(super) target_key: TokenStream,
}

/// `impl Association for teams::players`.
pub(super) fn implementation(context: &Context<'_>, types: &Types, scope: &Scope) -> TokenStream {
    let Context { model, association, of, .. } = context;
    let (source, name) = (model.ident, &association.name);
    let Types { target, source_key, target_key } = types;
    let given = scope::given(scope, &quote!(Self::Target), &[quote!(Self::TargetKey)]);
    let scope = scope::of_association(scope, of);
    quote! {
        #[automatically_derived]
        impl __orm::Association for #of {
            type Source = #source;
            type Target = #target;
            type SourceKey = #source_key;
            type TargetKey = #target_key;
            type Given = #given;

            const NAME: &'static str = #name;
            const JOIN: &'static str = __orm::join_condition!(
                <<#of as __orm::Association>::TargetKey as __orm::Key<__orm::TargetOf<#of>>>::SQL,
                <<#of as __orm::Association>::SourceKey as __orm::Key<#source>>::SQL
            );
            #scope

            fn key_of(source: &#source) -> ::core::option::Option<__orm::KeyOf<Self>> {
                <Self::SourceKey as __orm::Key<#source>>::of(source)
            }

            fn source_value(key: __orm::KeyOf<Self>) -> <Self::SourceKey as __orm::Key<#source>>::Value {
                key
            }
        }
    }
}

/// The target as a checked type: its use fails unless the target has the scope's columns and passes `check`.
pub(super) fn target(context: &Context<'_>, scope: &Scope, check: Option<TokenStream>) -> TokenStream {
    let (path, span) = (&context.association.target, context.association.ident.span());
    let check = check.unwrap_or_else(|| key::is_model(path, span));
    key::checked(&quote!(#path), span, &scope::exists(scope, path, &check))
}

/// The associated type `Target` of the impl.
pub(super) fn target_of(context: &Context<'_>, span: proc_macro2::Span) -> TokenStream {
    let of = &context.of;
    quote_spanned!(span=> <#of as __orm::Association>::Target)
}
