//! Rows of one model: reading, changing, errors, names, types of fields and of keys, and plain Diesel beside it.

mod change;
mod composed;
mod conditions;
mod diesel;
mod errors;
mod every_type;
mod invalid_values;
mod key_types;
mod names;
mod query;
mod raw_sql;
mod types;
