//! Queries in depth.

mod keyset;
