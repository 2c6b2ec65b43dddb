//! Owns the impls that all generated builders have.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The impls by which a generated builder runs its operation.
pub(super) fn builder(name: &Ident, parameters: &TokenStream, operation: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl<#parameters> ::core::convert::From<#operation> for #name<#parameters> {
            fn from(operation: #operation) -> Self {
                Self(operation)
            }
        }

        #[automatically_derived]
        impl<#parameters> ::core::fmt::Debug for #name<#parameters> {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, formatter)
            }
        }

        #[automatically_derived]
        impl<#parameters> __orm::Builder for #name<#parameters>
        where
            #operation: __orm::Operation,
        {
            type Operation = #operation;

            fn operation(&self) -> &Self::Operation {
                &self.0
            }

            fn into_operation(self) -> Self::Operation {
                self.0
            }
        }
    }
}
