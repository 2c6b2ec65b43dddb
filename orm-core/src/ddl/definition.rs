//! The definition of a table before its foreign keys are known.
//!
//! Owns the columns and the primary key of each table, of models and of junctions that the schema makes, and the checks
//! that need no other table. Must not know foreign keys, nor how junctions are merged.

use std::fmt;

use super::SchemaError;
use super::table::TableName;
use crate::descriptor::{
    ColumnDescriptor, DataType, JunctionDescriptor, LONGEST_NAME, ModelDescriptor, primary_key_name,
};

/// The schema and the name of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) schema: Option<&'static str>,
    pub(super) table: &'static str,
}

/// A table without its foreign keys and indexes.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) place: Place,
    /// The model or junction of the table, as messages name it: `` `Team` ``, or `` the junction `castings` ``.
    pub(super) owner: String,
    pub(super) columns: Vec<ColumnDescriptor>,
    pub(super) primary_key: Vec<&'static str>,
    pub(super) primary_key_name: String,
    /// The UNIQUE constraints over the two keys of a junction.
    pub(super) pairs: Vec<Unique>,
}

/// Columns that are unique together, and the name of their constraint.
#[derive(Debug, Clone)]
pub(super) struct Unique {
    pub(super) name: String,
    pub(super) columns: Vec<&'static str>,
}

impl Place {
    pub(super) fn of_model(model: &ModelDescriptor) -> Self {
        Self { schema: model.schema, table: model.table }
    }

    pub(super) fn of_junction(junction: &JunctionDescriptor) -> Self {
        Self { schema: junction.schema, table: junction.table }
    }
}

impl From<Place> for TableName {
    fn from(place: Place) -> Self {
        Self { schema: place.schema.map(Into::into), name: place.table.into() }
    }
}

/// Shows the table as messages name it: `players`, `auth.users`.
impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        TableName::from(*self).fmt(formatter)
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(formatter, "{schema}.{}", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}

/// Two definitions of one schema always differ in their place.
impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Definition {
    pub(super) fn of_model(model: &ModelDescriptor) -> Self {
        Self {
            place: Place::of_model(model),
            owner: format!("`{}`", model.name),
            columns: model.columns.to_vec(),
            primary_key: model.primary_key.to_vec(),
            primary_key_name: primary_key_name(model.table),
            pairs: Vec::new(),
        }
    }

    pub(super) fn column(&self, name: &str) -> Option<&ColumnDescriptor> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether the column may be NULL: its field is an `Option`, and it is not part of the primary key.
    pub(super) fn is_nullable(&self, column: &ColumnDescriptor) -> bool {
        column.nullable && !self.primary_key.contains(&column.name)
    }

    /// Names columns as messages do: `` `players.club_id` ``.
    pub(super) fn describe(&self, columns: &[&str]) -> String {
        describe(self.place, columns)
    }

    /// The position of the column in the table.
    pub(super) fn position(&self, name: &str) -> usize {
        self.columns.iter().take_while(|column| column.name != name).count()
    }

    /// Checks that PostgreSQL keeps the names as they are, that the columns of the primary key exist, and that
    /// generated columns can be generated.
    pub(super) fn check(&self) -> Result<(), SchemaError> {
        let names = self.columns.iter().map(|column| column.name).chain(self.place.schema);
        [self.place.table].into_iter().chain(names).try_for_each(check_length)?;
        if let Some(missing) = self.primary_key.iter().find(|name| self.column(name).is_none()) {
            let wanted_by = format!("the primary key of {}", self.owner);
            return Err(SchemaError::MissingColumn { wanted_by, column: self.describe(&[missing]) });
        }
        let whole = |data_type| matches!(data_type, DataType::SmallInt | DataType::Integer | DataType::BigInt);
        let can_be = |column: &ColumnDescriptor| self.primary_key == [column.name] && whole(column.data_type);
        match self.columns.iter().find(|column| column.generated && !can_be(column)) {
            Some(column) => Err(SchemaError::CannotBeGenerated { column: self.describe(&[column.name]) }),
            None => Ok(()),
        }
    }
}

pub(super) fn check_length(name: &'static str) -> Result<(), SchemaError> {
    if name.len() > LONGEST_NAME {
        return Err(SchemaError::NameTooLong { name, length: name.len() });
    }
    Ok(())
}

/// Names columns of a table as messages do: `` `players.club_id` ``.
pub(super) fn describe(table: impl fmt::Display, columns: &[impl AsRef<str>]) -> String {
    let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    match columns[..] {
        [column] => format!("`{table}.{column}`"),
        _ => format!("`{table}({})`", columns.join(", ")),
    }
}

/// Whether both lists have the same columns, in any order.
pub(super) fn same(columns: &[&str], others: &[&str]) -> bool {
    columns.len() == others.len() && columns.iter().all(|column| others.contains(column))
}
