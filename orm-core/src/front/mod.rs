//! The public modules, one for each task of a user.
//!
//! Owns which public name stands in which module. Nothing is defined here: each module re-exports names that other
//! folders of the crate own.

pub mod associate;
pub mod errors;
pub mod query;
pub mod schema;
pub mod types;
pub mod write;
