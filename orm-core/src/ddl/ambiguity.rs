//! That no two things of a plan have the same name.
//!
//! Owns which things share a list of names in a database. Must not know how the names are made.

use std::collections::HashMap;

use super::SchemaError;
use super::definition::describe;
use super::table::{Name, Table};

/// That no two things are called the same where a database has one list of names.
///
/// `CREATE TABLE` and `CREATE INDEX` with `IF NOT EXISTS` would take the other one for their own and leave theirs out
/// without an error.
pub(super) fn check(tables: &[Table]) -> Result<(), SchemaError> {
    each_name(tables, ToOwned::to_owned, |first, second| SchemaError::SameName {
        name: second.name,
        first: first.what,
        second: second.what,
    })
}

/// The same for a database that does not tell small letters from capital ones: ASCII, as in SQLite.
pub(super) fn check_ignoring_case(tables: &[Table], database: &'static str) -> Result<(), SchemaError> {
    each_name(tables, str::to_ascii_lowercase, |first, second| SchemaError::SameNameIgnoringCase {
        first_name: first.name,
        first: first.what,
        second_name: second.name,
        second: second.what,
        database,
    })
}

/// What has a name.
struct Named {
    name: String,
    /// In words.
    what: String,
}

/// Names that have to differ once `fold` has taken away what the database does not look at.
struct Names<'a> {
    seen: HashMap<(Option<Name>, String), Named>,
    fold: fn(&str) -> String,
    error: &'a dyn Fn(Named, Named) -> SchemaError,
}

impl Names<'_> {
    /// PostgreSQL has a list of names for each of its schemas.
    fn add(&mut self, table: &Table, name: &str, what: &str) -> Result<(), SchemaError> {
        let named = || Named { name: name.to_owned(), what: what.to_owned() };
        match self.seen.insert((table.name.schema.clone(), (self.fold)(name)), named()) {
            Some(first) => Err((self.error)(first, named())),
            None => Ok(()),
        }
    }
}

/// Adds all names to their lists: one for tables and indexes together (a primary key and a UNIQUE constraint bring an
/// index of their name), and in each table one for its constraints and one for its columns.
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
