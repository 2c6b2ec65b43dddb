//! The `Model` derive of `orm-core`, which re-exports it and documents it.
//!
//! Owns the order of the stages.
//!
//! A compiler in four stages: `attr` reads what was written, `ir` says what it means, `check` holds the rules, `expand`
//! writes the code; only the first and the third report mistakes. All mistakes are reported at once, each at its own place. The code of a model with
//! mistakes is written all the same, as far as it is known, so that its uses are not reported as mistakes of their own.

mod attr;
mod check;
mod errors;
mod expand;
mod ir;
mod naming;
#[cfg(test)]
mod tests;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use check::Shape;
use errors::Errors;

/// This derive is the crate `orm-derive`, which is used through its re-export `orm_core::Model` only.
#[proc_macro_derive(Model, attributes(model, column, has_many, has_one, belongs_to, belongs_to_many))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// The code of a model, and its mistakes.
fn expand(input: &DeriveInput) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let stand_in = match check::shape(input, &mut errors) {
        Shape::Model => None,
        Shape::StandIn(stand_in) => Some(stand_in),
        Shape::Nothing => return errors.into_compile_errors(),
    };
    let Some(written) = attr::read(stand_in.as_deref().unwrap_or(input), &mut errors) else {
        return errors.into_compile_errors();
    };
    let mut model = ir::model(&written);
    check::check(&written, &model, &mut errors);
    if !errors.is_empty() {
        model.repair();
    }
    let (errors, model) = (errors.into_compile_errors(), expand::model(&model));
    quote::quote!(#errors #model)
}
