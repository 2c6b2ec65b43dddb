//! The meaning of a struct: table, columns, associations, with every name and type settled.
//!
//! Owns the conventions. Must not report anything: it leaves unknown what it cannot settle, and `check` reports that.

mod association;
mod column;
mod identifier;
mod model;
mod repair;

pub(crate) use association::{
    Association, BelongsTo, BelongsToMany, Doubt, Has, HasMany, HasOne, Junction, JunctionModel, JunctionTable, Kind,
    Scope, TheirKey,
};
pub(crate) use column::{Column, Operators};
pub(crate) use identifier::is_identifier;
pub(crate) use model::{Model, model};
