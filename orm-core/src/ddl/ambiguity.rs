//! That no two things of a plan have the same name.
//!
//! Owns which things share a list of names in a database. Must not know how the names are made.

use std::collections::HashMap;

use super::SchemaError;
use super::definition::describe;
use super::table::{Name, Table};

/// That no two things are called the same where a database has one list of names: tables and indexes together (a
/// primary key and a UNIQUE constraint bring an index of their name), and the constraints of one table.
///
/// `CREATE INDEX IF NOT EXISTS` would take the other one for its own and leave the index out without an error.
pub(super) fn check(tables: &[Table]) -> Result<(), SchemaError> {
    let mut relations = Names::default();
    for table in tables {
        relations.add(table, &table.name.name, || format!("the table of {}", table.declared_by))?;
    }
    for table in tables {
        let on = |columns: &[Name]| describe(&table.name, columns);
        let mut constraints = Names::default();
        if !table.primary_key.is_empty() {
            let what = || format!("the primary key of {}", table.declared_by);
            relations.add(table, &table.primary_key_name, what)?;
            constraints.add(table, &table.primary_key_name, what)?;
        }
        for unique in &table.unique_constraints {
            let what = || format!("the UNIQUE constraint on {}", on(&unique.columns));
            relations.add(table, &unique.name, what)?;
            constraints.add(table, &unique.name, what)?;
        }
        for index in &table.indexes {
            relations.add(table, &index.name, || format!("the index on {}", on(&index.columns)))?;
        }
        for key in &table.foreign_keys {
            constraints.add(table, &key.name, || format!("the foreign key {}", on(&key.columns)))?;
        }
    }
    Ok(())
}

/// Names with what bears them. PostgreSQL has a list for each of its schemas.
#[derive(Default)]
struct Names(HashMap<(Option<Name>, String), String>);

impl Names {
    fn add(&mut self, table: &Table, name: &str, what: impl Fn() -> String) -> Result<(), SchemaError> {
        match self.0.insert((table.name.schema.clone(), name.to_owned()), what()) {
            Some(first) => Err(SchemaError::SameName { name: name.to_owned(), first, second: what() }),
            None => Ok(()),
        }
    }
}
