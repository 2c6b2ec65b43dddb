//! Creating rows: of one model, and together with associated rows.

mod nested;
mod rows;
mod whose_children;
