//! Tables of a schema: their plan without a database, the text of their DDL, and the tables on both databases.

mod conventions;
mod databases;
mod existing_databases;
mod junction_plan;
mod junctions;
mod names;
mod plan;
mod round_trip;
mod schemas;
mod snapshots;
mod support;
mod unconstrained;
