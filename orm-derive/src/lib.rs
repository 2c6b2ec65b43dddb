//! The `Model` derive of `orm-core`, which re-exports it and documents it.
//!
//! Owns the order of the stages.
//!
//! The derive is a compiler in four stages: `attr` reads the attributes, `ir` settles their meaning, `check` holds the
//! rules, `expand` writes the code. Only `attr` and `check` report mistakes. All mistakes are reported at once, each at
//! its own place. A model with mistakes gets its code too, as far as it is known, so that uses of the model are not
//! reported as further mistakes.

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

/// Use this derive through its re-export `orm_core::Model`, which documents it.
#[proc_macro_derive(Model, attributes(model, column, has_many, has_one, belongs_to, belongs_to_many))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Writes the code of a model, and collects its mistakes.
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
