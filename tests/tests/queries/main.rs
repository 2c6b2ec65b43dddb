//! The queries that applications write beside associations: aggregates, groups,
//! conditions and orders as values, trees, raw SQL.

mod aggregates;
mod associated_aggregates;
mod dates;
mod groups;
mod raw;
mod trees;
mod values;
