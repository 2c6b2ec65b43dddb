//! The blog as its clients see it, on both databases: HTTP requests, and whole answers.

#[path = "../support/mod.rs"]
mod support;

/// Makes two tests of one body, `name::sqlite` and `name::postgres`. `blog` is a [`Blog`](support::Blog) without rows.
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* fn $name:ident($blog:ident) $body:block)+) => { $(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn body($blog: &crate::support::Blog) $body

            #[test]
            fn sqlite() {
                body(&crate::support::Blog::on_sqlite());
            }

            #[test]
            fn postgres() {
                body(&crate::support::Blog::on_postgres());
            }
        }
    )+ };
}

mod binary;
mod categories;
mod deletes;
mod posts;
mod requests;
mod tags;
