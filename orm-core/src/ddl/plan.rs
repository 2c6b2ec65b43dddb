//! The plan: every table with its constraints and indexes, named, in an order that can be created.
//!
//! Owns the assembly of tables from definitions and keys. `keys` and `junctions` merge and check foreign keys and
//! junctions. Must not know SQL.

use super::definition::{Definition, Place, Unique, same};
use super::keys::{self, Key, unique_constraints};
use super::order::{Edge, order};
use super::table::{Column, ForeignKey, Index, Table, UniqueConstraint, owned};
use super::{SchemaError, ambiguity, junctions};
use crate::descriptor::{ColumnDescriptor, ModelDescriptor, index_name};

/// The tables of a schema in the order in which they can be created.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The tables. Each stands after the tables that it references, except by a key that closes a cycle.
    pub tables: Vec<Table>,
}

impl Plan {
    pub(super) fn new(given: &[&'static ModelDescriptor]) -> Result<Self, SchemaError> {
        let models = distinct(given)?;
        let mut definitions: Vec<Definition> = models.iter().map(|model| Definition::of_model(model)).collect();
        junctions::define(&models, &mut definitions)?;
        definitions.iter().try_for_each(Definition::check)?;
        let keys = keys::merged(&models, &definitions)?;
        keys.iter().try_for_each(|key| key.check(&keys))?;
        let edges: Vec<Edge> = keys.iter().filter_map(|key| key.edge(&definitions)).collect();
        let order = order(definitions.len(), &edges);
        let ordered: Vec<&Definition> = order.into_iter().map(|position| &definitions[position]).collect();
        let mut tables = Vec::with_capacity(ordered.len());
        for (position, definition) in ordered.iter().enumerate() {
            tables.push(Table::new(definition, &keys, &ordered[position + 1..])?);
        }
        ambiguity::check(&tables)?;
        Ok(Self { tables })
    }

    /// Checks that no two names differ in case alone. A database that does not tell such names apart calls it.
    ///
    /// # Errors
    /// [`SchemaError::SameNameIgnoringCase`] when two names differ in case alone.
    pub fn check_ignoring_case(&self, database: &'static str) -> Result<(), SchemaError> {
        ambiguity::check_ignoring_case(&self.tables, database)
    }
}

impl Table {
    fn new(definition: &Definition, keys: &[Key<'_>], later: &[&Definition]) -> Result<Self, SchemaError> {
        let mut own: Vec<&Key<'_>> = keys.iter().filter(|key| key.holder == definition).collect();
        own.sort_by_key(|key| key.columns.iter().map(|column| definition.position(column)).collect::<Vec<_>>());

        let unique = unique_constraints(definition, keys);
        let mut foreign_keys = Vec::with_capacity(own.len());
        for key in &own {
            foreign_keys.extend(foreign_key(key, later)?);
        }
        Ok(Self {
            name: definition.place.into(),
            declared_by: definition.owner.clone(),
            columns: definition.columns.iter().map(|column| column_of(definition, column, &own)).collect(),
            primary_key: owned(&definition.primary_key),
            primary_key_name: definition.primary_key_name.clone().into(),
            indexes: indexes(definition, &own, &unique),
            unique_constraints: unique.into_iter().map(UniqueConstraint::from).collect(),
            foreign_keys,
        })
    }
}

impl From<Unique> for UniqueConstraint {
    fn from(unique: Unique) -> Self {
        Self { name: unique.name.into(), columns: owned(&unique.columns) }
    }
}

/// Makes a column of the table. A column of a foreign key has the value of the referenced row, so it is not generated,
/// even if only the other model declares the key.
fn column_of(definition: &Definition, column: &ColumnDescriptor, own: &[&Key<'_>]) -> Column {
    let references = own.iter().any(|key| key.columns.contains(&column.name));
    Column {
        name: column.name.into(),
        data_type: column.data_type,
        nullable: definition.is_nullable(column),
        generated: column.generated && !references,
        default: column.default,
    }
}

/// Makes the indexes on the foreign keys of the table. It leaves out an index when the primary key, a UNIQUE constraint
/// or a longer index begins with the columns of the key.
fn indexes(definition: &Definition, own: &[&Key<'_>], unique: &[Unique]) -> Vec<Index> {
    let mut found: Vec<(&[&'static str], Option<&'static str>)> = Vec::new();
    for key in own {
        if found.iter().any(|(columns, _)| same(&key.columns, columns)) {
            continue;
        }
        let has_index = leads(&key.columns, &definition.primary_key)
            || unique.iter().any(|unique| leads(&key.columns, &unique.columns));
        let mut others = own.iter().filter(|other| other.has_columns_of(key));
        let wants_index = others.clone().all(|other| other.index);
        let name = others.find_map(|other| other.index_name());
        if wants_index && (!has_index || name.is_some()) {
            found.push((&key.columns, name));
        }
    }
    let is_redundant =
        |columns: &[&str]| found.iter().any(|(other, _)| other.len() > columns.len() && leads(columns, other));
    let wanted = found.iter().filter(|(columns, name)| name.is_some() || !is_redundant(columns));
    let index = |(columns, name): &(&[&'static str], Option<&'static str>)| Index {
        name: name.map_or_else(|| index_name(definition.place.table, columns).into(), Into::into),
        columns: owned(columns),
    };
    wanted.map(index).collect()
}

/// Makes the constraint of a key, when it has one.
fn foreign_key(key: &Key<'_>, later: &[&Definition]) -> Result<Option<ForeignKey>, SchemaError> {
    let Some(referenced) = key.referenced.filter(|_| key.has_constraint()) else { return Ok(None) };
    Ok(Some(ForeignKey {
        name: key.constraint_name(),
        associations: key.associations.clone(),
        columns: owned(&key.columns),
        referenced: referenced.place.into(),
        referenced_columns: owned(&key.referenced_columns),
        on_delete: key.on_delete()?,
        on_update: key.on_update()?,
        closes_cycle: later.contains(&referenced),
    }))
}

/// Whether an index on `others` finds rows by `columns`: its first columns are the `columns`, in any order.
fn leads(columns: &[&str], others: &[&str]) -> bool {
    others.get(..columns.len()).is_some_and(|first| same(columns, first))
}

/// Removes models that are given twice. Fails when two models have the same table.
fn distinct(given: &[&'static ModelDescriptor]) -> Result<Vec<&'static ModelDescriptor>, SchemaError> {
    let mut models: Vec<&'static ModelDescriptor> = Vec::with_capacity(given.len());
    for &model in given {
        match models.iter().find(|other| Place::of_model(other) == Place::of_model(model)) {
            None => models.push(model),
            Some(other) if *other == model => {}
            Some(other) => {
                return Err(SchemaError::SameTable { table: model.table, first: other.name, second: model.name });
            }
        }
    }
    Ok(models)
}
