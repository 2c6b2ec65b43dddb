//! The queries that applications write beside associations: aggregates, groups,
//! conditions and orders as values.

mod aggregates;
mod associated_aggregates;
mod dates;
mod groups;
mod values;
