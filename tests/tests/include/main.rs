//! Associations that are loaded with rows. (`include_cost` measures the cost.)

mod corners;
mod equal_keys;
mod json;
mod keys;
mod kinds;
mod properties;
mod queries;
mod random;
