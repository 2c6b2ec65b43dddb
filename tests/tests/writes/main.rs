//! Writes beside the plain ones: updates by expressions.

mod expressions;
mod many_writers;
