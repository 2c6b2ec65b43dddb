//! Accessors of `has_one`, whose foreign key is a column of the target. The getter of every association to one row is
//! in `get_one`.
//!
//! Owns the list. Must not know junctions.

mod create;
mod set;

pub use create::{AssociatedPlan, CreateOneOf, PlanOf, Replacing, create_one_of};
pub use set::SetOne;
