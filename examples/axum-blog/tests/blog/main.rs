//! The blog as its clients see it, on both databases: HTTP requests, and whole answers.

#[path = "../support/mod.rs"]
mod support;

mod binary;
mod categories;
mod deletes;
mod posts;
mod requests;
mod tags;
