//! The `Model` derive.
/// x
#[proc_macro_derive(Model)]
pub fn model(_: proc_macro::TokenStream) -> proc_macro::TokenStream { proc_macro::TokenStream::new() }
