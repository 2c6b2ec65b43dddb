//! Tables of a schema: the plan without a database, the text, and what the databases make of it.

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
