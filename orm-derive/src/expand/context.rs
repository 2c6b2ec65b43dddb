//! The context in which the code of one association is written.
//!
//! Owns the names that the code of every kind uses.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::ir::{Association, Model};

/// An association of a model.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model<'a>,
    pub(super) association: &'a Association,
    /// The place of the association among those of the model.
    pub(super) place: usize,
    /// The association as a type: `teams::players`.
    pub(super) of: TokenStream,
}

impl<'a> Context<'a> {
    pub(super) fn new(place: usize, model: &'a Model<'a>) -> Self {
        let association = &model.associations[place];
        let (module, ident) = (&model.module, &association.ident);
        Self { model, association, place, of: quote!(#module::#ident) }
    }

    /// The name of an accessor: `get_players`.
    pub(super) fn method(&self, verb: &str, noun: &str) -> Ident {
        format_ident!("{verb}_{noun}", span = self.association.ident.span())
    }

    /// The trait that an accessor's argument implements, a row of the target or its key: `IntoKey<..>`. `key` names the
    /// key.
    pub(super) fn accepts(&self, what: &str, key: &str) -> TokenStream {
        let (of, what, key) = (&self.of, format_ident!("{what}"), format_ident!("{key}"));
        quote!(__orm::#what<__orm::TargetOf<#of>, __orm::#key<#of>>)
    }

    /// The accessors as methods of the model.
    pub(super) fn accessors(&self, methods: impl ToTokens) -> TokenStream {
        let source = self.model.ident;
        quote! {
            #[allow(dead_code)]
            impl #source {
                #methods
            }
        }
    }
}
