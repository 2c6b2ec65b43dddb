//! `has_one`: its accessors.

mod accessors;
mod concurrency;
