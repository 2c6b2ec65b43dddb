//! The `Model` derive of `orm-core`, which re-exports it and documents it.
//!
//! A compiler in four stages: `attr` reads what was written, `ir` says what it means, `check` holds the rules, `expand`
//! writes the code and cannot fail. All mistakes are reported at once, each at its own place.

mod attr;
mod check;
mod errors;
mod expand;
mod ir;
mod naming;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use errors::Errors;

/// This derive is the crate `orm-derive`, which is used through its re-export `orm_core::Model` only.
#[proc_macro_derive(Model, attributes(model, column, has_many, has_one, belongs_to))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let written = attr::read(&input, &mut errors);
    let model = written.map(|written| ir::model(written, &mut errors));
    if let Some(model) = &model {
        check::check(model, &mut errors);
    }
    match model {
        Some(model) if errors.is_empty() => expand::model(&model).into(),
        _ => {
            let stub = expand::stub(&input.ident);
            let errors = errors.into_compile_errors();
            quote::quote!(#errors #stub).into()
        }
    }
}
