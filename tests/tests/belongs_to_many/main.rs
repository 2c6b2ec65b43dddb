//! `belongs_to_many`: its accessors, through a junction without a model and through one that is a model.

mod accessors;
mod atomicity;
mod concurrency;
mod junctions;
mod keys;
mod properties;
mod sql;
mod through;
