//! The check that names in a plan are unique.
//!
//! Owns which names share a list in a database. Must not know how the names are made.

use std::collections::HashMap;

use super::SchemaError;
use super::definition::describe;
use super::table::{Name, Table};

/// Checks that names are unique where a database has one list of them.
///
/// With `IF NOT EXISTS`, `CREATE TABLE` and `CREATE INDEX` would find the other table or index of the same name, and
/// create nothing without an error.
pub(super) fn check(tables: &[Table]) -> Result<(), SchemaError> {
    each_name(tables, ToOwned::to_owned, |first, second| SchemaError::SameName {
        name: second.name,
        first: first.what,
        second: second.what,
    })
}

/// Checks that names are unique for a database that does not tell small letters from capital ones (ASCII, as in
/// SQLite).
pub(super) fn check_ignoring_case(tables: &[Table], database: &'static str) -> Result<(), SchemaError> {
    each_name(tables, str::to_ascii_lowercase, |first, second| SchemaError::SameNameIgnoringCase {
        first_name: first.name,
        first: first.what,
        second_name: second.name,
        second: second.what,
        database,
    })
}

/// A name, and the table, column, constraint or index that has it.
struct Named {
    name: String,
    /// The table, column, constraint or index in words.
    what: String,
}

/// A list of names that must differ after `fold` has removed the differences that the database ignores.
struct Names<'a> {
    seen: HashMap<(Option<Name>, String), Named>,
    fold: fn(&str) -> String,
    error: &'a dyn Fn(Named, Named) -> SchemaError,
}

impl Names<'_> {
    /// Adds a name. PostgreSQL has a list of names for each of its schemas.
    fn add(&mut self, table: &Table, name: &str, what: &str) -> Result<(), SchemaError> {
        let named = || Named { name: name.to_owned(), what: what.to_owned() };
        match self.seen.insert((table.name.schema.clone(), (self.fold)(name)), named()) {
            Some(first) => Err((self.error)(first, named())),
            None => Ok(()),
        }
    }
}

/// Adds all names to their lists. Tables and indexes share one list; a primary key and a UNIQUE constraint make an
/// index of their name. In each table, the constraints share one list and the columns another.
fn each_name(
    tables: &[Table],
    fold: fn(&str) -> String,
    error: impl Fn(Named, Named) -> SchemaError,
) -> Result<(), SchemaError> {
    let list = || Names { seen: HashMap::new(), fold, error: &error };
    let mut relations = list();
    for table in tables {
        relations.add(table, &table.name.name, &format!("the table of {}", table.declared_by))?;
    }
    for table in tables {
        let on = |columns: &[Name]| describe(&table.name, columns);
        let (mut columns, mut constraints) = (list(), list());
        for column in &table.columns {
            columns.add(table, &column.name, &format!("the column {}", describe(&table.name, &[&column.name])))?;
        }
        if !table.primary_key.is_empty() {
            let what = format!("the primary key of {}", table.declared_by);
            relations.add(table, &table.primary_key_name, &what)?;
            constraints.add(table, &table.primary_key_name, &what)?;
        }
        for unique in &table.unique_constraints {
            let what = format!("the UNIQUE constraint on {}", on(&unique.columns));
            relations.add(table, &unique.name, &what)?;
            constraints.add(table, &unique.name, &what)?;
        }
        for index in &table.indexes {
            relations.add(table, &index.name, &format!("the index on {}", on(&index.columns)))?;
        }
        for key in &table.foreign_keys {
            constraints.add(table, &key.name, &format!("the foreign key {}", on(&key.columns)))?;
        }
    }
    Ok(())
}
