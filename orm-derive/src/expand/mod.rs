//! The code of a model. Cannot fail: everything was settled and checked before.
//!
//! Generated code names everything by absolute paths, has bodies of at most three lines and no logic: what branches is in
//! `orm-core`.

mod association;
mod belongs_to;
mod belongs_to_many;
mod builders;
mod columns;
mod docs;
mod has_many;
mod has_one;
mod library;
mod loading;
mod methods;
mod nested;
mod table;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::attr::AssociationKind;
use crate::ir::Model;

/// Everything that a model expands to.
pub(crate) fn model(model: &Model<'_>) -> TokenStream {
    let module = table::module(model);
    let table = table::table(model);
    let columns = columns::columns(model);
    let implementation = columns::model(model);
    let methods = methods::methods(model);
    let builders = builders::builders(model);
    let associations = (0..model.associations.len()).map(|place| association_code(place, model));
    let loaded = loading::loaded(model);
    let by_model = loading::by_model(model);
    let quiet = quiet(model);
    let code = quote! {
        #module
        #builders
        #loaded
        #quiet
        const _: () = {
            #table
            #implementation
            #columns
            #methods
            #(#associations)*
            #by_model
        };
    };
    library::known_here(code, model)
}

/// What one association adds to its model.
pub(crate) fn association_code(place: usize, model: &Model<'_>) -> TokenStream {
    let association = &model.associations[place];
    let implementation = match &association.junction {
        Some(junction) => belongs_to_many::implementation(association, junction, model),
        None => association::implementation(association, model),
    };
    let accessors = match association.kind {
        AssociationKind::HasMany => has_many::accessors(association, model),
        AssociationKind::HasOne => has_one::accessors(association, model),
        AssociationKind::BelongsTo => belongs_to::accessors(association, model),
        AssociationKind::BelongsToMany => belongs_to_many::accessors(association, model),
    };
    let nested = nested::method(association, model);
    let loading = loading::association(association, place, model);
    quote!(#implementation #accessors #nested #loading)
}

/// Keeps lints from adding to the mistakes of a model.
fn quiet(model: &Model<'_>) -> Option<TokenStream> {
    (!model.sound).then(|| quote!(#[allow(unused, unreachable_code)]))
}

/// A body that uses the struct's fields: only that of a model without mistakes can.
fn body(model: &Model<'_>, body: TokenStream) -> TokenStream {
    if model.sound { body } else { quote!(::core::unreachable!()) }
}

/// An identifier for a name that the user did not write, at the place of one that they did.
fn ident(name: &str, near: &Ident) -> Ident {
    Ident::new(name, near.span())
}
