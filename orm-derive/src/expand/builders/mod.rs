//! The builders of a model.
//!
//! Owns the list of them: `TeamCreate` for new rows, `TeamUpdate` for changes, `TeamInsert` for request bodies.

mod builder;
mod create;
mod insert;
mod update;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

/// The builders, whose structs stand beside the model, and their impls.
pub(super) fn builders(model: &Model<'_>) -> (TokenStream, TokenStream) {
    let known = model.columns.iter().all(|column| !column.unknown);
    let (insert, insert_impls) = if cfg!(feature = "serde") && known {
        (insert::definition(model), insert::impls(model))
    } else {
        Default::default()
    };
    let (create, update) = (create::definition(model), update::definition(model));
    let (create_impls, update_impls) = (create::impls(model), update::impls(model));
    (quote!(#create #update #insert), quote!(#create_impls #update_impls #insert_impls))
}
