//! Creating rows: of one model, and along with the rows that they are associated with.

mod nested;
mod rows;
mod whose_children;
