//! The queries that applications write beside associations: aggregates, groups.

mod aggregates;
mod associated_aggregates;
mod groups;
