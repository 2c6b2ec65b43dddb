//! Conditions on columns that the library adds to Diesel's: the search in texts, and lists of any length.

mod lists;
mod text_search;
