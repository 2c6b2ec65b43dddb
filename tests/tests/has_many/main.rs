//! `has_many`: its accessors.

mod accessors;
mod properties;
