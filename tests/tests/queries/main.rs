//! The queries that applications write beside associations: aggregates and groups, conditions and orders as values,
//! search in texts, lists, dates, trees, raw SQL.

mod aggregates;
mod associated_aggregates;
mod dates;
mod groups;
mod joins;
mod lists;
mod locks;
mod raw;
mod streams;
mod text_search;
mod trees;
mod values;
