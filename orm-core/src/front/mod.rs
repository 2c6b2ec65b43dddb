//! The public modules, by what a user does.
//!
//! Owns which names stand where. Nothing is defined here: each module lists what the folders of the library own.

pub mod associate;
pub mod errors;
pub mod query;
pub mod schema;
pub mod types;
pub mod write;
