//! The queries that applications write beside associations: aggregates and groups, conditions and orders as values,
//! search in texts, lists, dates, cursor pages, trees, raw SQL.

mod aggregates;
mod associated_aggregates;
mod dates;
mod groups;
mod keyset;
mod lists;
mod partial_models;
mod raw;
mod text_search;
mod trees;
mod values;
