//! The code of a model. Writing it cannot fail, since everything is settled and checked before.
//!
//! Owns the order of the parts. Generated code names everything by absolute paths, of orm-core only what its module
//! `derive` holds, and has bodies of at most three lines and no logic: what branches is in `orm-core`.

mod association;
mod belongs_to;
mod belongs_to_many;
mod builders;
mod columns;
mod context;
mod descriptor;
mod docs;
mod existing;
mod has;
mod has_many;
mod has_one;
mod include;
mod key;
mod methods;
mod model;
mod nested;
mod scope;
mod table;
mod tokens;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Kind, Model};
use context::Context;

/// Everything that a model expands to.
pub(crate) fn model(model: &Model<'_>) -> TokenStream {
    let module = table::module(model);
    let table = table::table(model);
    let columns = columns::columns(model);
    let implementation = model::model(model, &descriptor(model));
    let diesel = model::diesel(model);
    let methods = methods::methods(model);
    let (builders, builder_impls) = builders::builders(model);
    let associations = (0..model.associations.len()).map(|place| association(place, model));
    let loaded = include::loaded(model);
    let by_model = include::by_model(model);
    let (quiet, library) = (tokens::quiet(model), tokens::library(model));
    quote! {
        #module
        #builders
        #loaded
        #quiet
        const _: () = {
            use #library as __orm;

            #builder_impls
            #table
            #implementation
            #diesel
            #columns
            #methods
            #(#associations)*
            #by_model
        };
    }
}

/// The code that one association adds to its model.
pub(crate) fn association(place: usize, model: &Model<'_>) -> TokenStream {
    let context = Context::new(place, model);
    match &context.association.kind {
        Kind::HasMany(many) => has_many::code(&context, many),
        Kind::HasOne(one) => has_one::code(&context, one),
        Kind::BelongsTo(belongs_to) => belongs_to::code(&context, belongs_to),
        Kind::BelongsToMany(many) => belongs_to_many::code(&context, many),
    }
}

/// The descriptor of the model, with the foreign keys and junctions of its associations.
fn descriptor(model: &Model<'_>) -> TokenStream {
    let (mut foreign_keys, mut junctions) = (Vec::new(), Vec::new());
    for place in 0..model.associations.len() {
        let context = Context::new(place, model);
        match &context.association.kind {
            Kind::HasMany(many) => foreign_keys.push(has_many::foreign_key(&context, many)),
            Kind::HasOne(one) => foreign_keys.push(has_one::foreign_key(&context, one)),
            Kind::BelongsTo(belongs_to) => foreign_keys.push(belongs_to::foreign_key(&context, belongs_to)),
            Kind::BelongsToMany(many) => junctions.push(belongs_to_many::descriptor(&context, many)),
        }
    }
    descriptor::model(model, &foreign_keys, &junctions)
}
