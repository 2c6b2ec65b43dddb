//! Queries in depth: cursor pages.

mod keyset;
mod keyset_properties;
