//! Writes beside the plain ones: updates by expressions, inserts of many rows, conflicts.

mod bulk;
mod expressions;
mod many_writers;
