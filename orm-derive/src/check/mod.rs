//! The rules for one struct. Each is a function, with its reason above it.
//!
//! Owns every rule that compares different places of the struct. `attr` checks the form of a single attribute, and the
//! compiler checks, on the generated code, the rules that need the other model.

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

/// Checks all rules. The attributes as written give the places of mistakes, and the options that a kind of association
/// in `ir` does not hold.
pub(crate) fn check(written: &Written<'_>, model: &Model<'_>, errors: &mut Errors) {
    columns::have_types(model, errors);
    for (attr, association) in written.associations.iter().zip(&model.associations) {
        associations::names_are_clear(attr, association, errors);
        junctions::check(attr, association, errors);
        keys::exist(attr, association, model, errors);
    }
    model::check(written, model, errors);
    columns::check(model, errors);
    associations::check(model, errors);
    for association in &model.associations {
        keys::check(association, model, errors);
    }
}
