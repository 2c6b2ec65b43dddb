//! The rules that one struct must keep, one function each, its reason above it.
//!
//! Owns every rule between what is written at different places of the struct. The form of one attribute is `attr`'s
//! matter, and the rules that need the other model are checked by the compiler, on the generated code.

mod associations;
mod columns;
mod junctions;
mod keys;
mod model;
mod shape;

use crate::attr::Written;
use crate::errors::Errors;
use crate::ir::Model;

pub(crate) use shape::{Shape, shape};

/// Checks all rules. What was written is there for the places of mistakes, and for what the model's kinds do not have.
pub(crate) fn check(written: &Written<'_>, model: &Model<'_>, errors: &mut Errors) {
    columns::have_types(model, errors);
    for (attr, association) in written.associations.iter().zip(&model.associations) {
        associations::names_are_clear(attr, association, errors);
        junctions::check(attr, association, errors);
        keys::exist(attr, association, model, errors);
    }
    model::check(model, errors);
    columns::check(model, errors);
    associations::check(model, errors);
    for association in &model.associations {
        keys::check(association, model, errors);
    }
}
