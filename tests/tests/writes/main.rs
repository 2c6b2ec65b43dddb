//! Writes beside the plain ones: updates by expressions, inserts of many rows, conflicts, find or create.

mod bulk;
mod expressions;
mod find_or_create;
mod many_writers;
