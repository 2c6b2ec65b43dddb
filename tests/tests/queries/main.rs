//! The queries that applications write beside associations: aggregates and groups, conditions and orders as values,
//! search in texts, lists, dates, cursor pages, locks, trees, raw SQL.

mod aggregates;
mod associated_aggregates;
mod dates;
mod distinct_on;
mod groups;
mod joins;
mod keyset;
mod lists;
mod locks;
mod partial_models;
mod raw;
mod streams;
mod text_search;
mod trees;
mod values;
