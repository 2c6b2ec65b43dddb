//! The `Model` derive.
