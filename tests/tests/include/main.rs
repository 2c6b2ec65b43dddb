//! Associations that are loaded with rows. (What that costs on a million rows is measured by `include_cost`.)

mod corners;
mod equal_keys;
mod json;
mod keys;
mod kinds;
mod properties;
mod queries;
mod random;
