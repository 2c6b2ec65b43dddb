//! The plan: every table with its constraints and indexes, named, in an order that can be created.
//!
//! Owns the plan's types and its assembly. Must not know how foreign keys and junctions are merged and checked (`keys`,
//! `junctions`), nor SQL.

use std::collections::HashMap;

use super::definition::{Definition, same};
use super::keys::{self, Key};
use super::order::{Edge, order};
use super::{AssociationName, SchemaError, junctions};
use crate::descriptor::{ColumnDescriptor, ModelDescriptor, ReferentialAction};
use crate::descriptor::{foreign_key_name, index_name, unique_name};

/// The tables of a schema in the order in which they can be created.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The tables; each after those that it references, but for the keys that close a cycle.
    pub tables: Vec<Table>,
}

/// The name of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableName {
    /// Its schema (PostgreSQL), when the model has one.
    pub schema: Option<&'static str>,
    /// The name, unquoted.
    pub name: &'static str,
}

/// One table: a model's, or a junction's that has no model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// The columns. The nullable ones of the primary key are NOT NULL in any case.
    pub columns: Vec<ColumnDescriptor>,
    /// Names of the primary key's columns, in key order.
    pub primary_key: Vec<&'static str>,
    /// Name of the primary key's constraint.
    pub primary_key_name: String,
    /// The UNIQUE constraints.
    pub unique_constraints: Vec<UniqueConstraint>,
    /// The foreign keys, in the order of their columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// The indexes that no constraint brings along.
    pub indexes: Vec<Index>,
}

/// One UNIQUE constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// Name of the constraint.
    pub name: String,
    /// Its columns.
    pub columns: Vec<&'static str>,
}

/// One foreign key, with all that its sides say about it and the defaults where they say nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Name of the constraint.
    pub name: String,
    /// The associations that declare it.
    pub associations: Vec<AssociationName>,
    /// The key's columns.
    pub columns: Vec<&'static str>,
    /// The table that is referenced.
    pub referenced: TableName,
    /// The columns that are referenced, one for each of `columns`.
    pub referenced_columns: Vec<&'static str>,
    /// What happens when the referenced row is deleted.
    pub on_delete: ReferentialAction,
    /// What happens when the referenced columns change.
    pub on_update: ReferentialAction,
    /// Whether the referenced table comes later in the plan, because the two depend on each other.
    pub closes_cycle: bool,
}

/// One index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Name of the index.
    pub name: String,
    /// Its columns.
    pub columns: Vec<&'static str>,
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
        check_unambiguous(&ordered, &tables)?;
        Ok(Self { tables })
    }
}

impl Table {
    fn new(definition: &Definition, keys: &[Key<'_>], later: &[&Definition]) -> Result<Self, SchemaError> {
        let mut own: Vec<&Key<'_>> = keys.iter().filter(|key| key.holder == definition).collect();
        own.sort_by_key(|key| key.columns.iter().map(|column| definition.position(column)).collect::<Vec<_>>());

        let unique_constraints = unique_constraints(definition, keys);
        let mut foreign_keys = Vec::with_capacity(own.len());
        let mut indexes: Vec<Index> = Vec::new();
        for key in &own {
            let has_index = leads(&key.columns, &definition.primary_key)
                || unique_constraints.iter().any(|unique| leads(&key.columns, &unique.columns))
                || indexes.iter().any(|index| same(&key.columns, &index.columns));
            let wants_index = own.iter().filter(|other| other.has_columns_of(key)).all(|other| other.index);
            if wants_index && !has_index {
                let name = index_name(definition.name.name, &key.columns);
                indexes.push(Index { name, columns: key.columns.clone() });
            }
            foreign_keys.extend(foreign_key(key, later)?);
        }
        Ok(Self {
            name: definition.name,
            columns: definition.columns.clone(),
            primary_key: definition.primary_key.clone(),
            primary_key_name: definition.primary_key_name.clone(),
            unique_constraints,
            foreign_keys,
            indexes,
        })
    }

    /// Whether the column may be NULL: its field is an `Option`, and it is not part of the primary key.
    pub fn is_nullable(&self, column: &ColumnDescriptor) -> bool {
        column.nullable && !self.primary_key.contains(&column.name)
    }
}

/// The constraint of a key, when it has one.
fn foreign_key(key: &Key<'_>, later: &[&Definition]) -> Result<Option<ForeignKey>, SchemaError> {
    let Some(referenced) = key.referenced.filter(|_| key.has_constraint()) else { return Ok(None) };
    Ok(Some(ForeignKey {
        name: foreign_key_name(key.holder.name.name, &key.columns),
        associations: key.associations.clone(),
        columns: key.columns.clone(),
        referenced: referenced.name,
        referenced_columns: key.referenced_columns.clone(),
        on_delete: key.on_delete()?,
        on_update: key.on_update()?,
        closes_cycle: later.contains(&referenced),
    }))
}

/// The UNIQUE constraints of a table: over the pairs of its junctions, the columns declared unique and the keys of
/// `has_one`, each unless the primary key makes it unique already.
pub(super) fn unique_constraints(definition: &Definition, keys: &[Key<'_>]) -> Vec<UniqueConstraint> {
    let declared = definition.columns.iter().filter(|column| column.unique).map(|column| vec![column.name]);
    let one_to_one = keys.iter().filter(|key| key.unique && key.holder == definition).map(|key| key.columns.clone());
    let mut found = definition.pairs.clone();
    for columns in declared.chain(one_to_one) {
        if !same(&columns, &definition.primary_key) && !found.iter().any(|other| same(&columns, &other.columns)) {
            found.push(UniqueConstraint { name: unique_name(definition.name.name, &columns), columns });
        }
    }
    found
}

/// Whether an index on `others` finds rows by `columns`: they are its first ones, in any order.
fn leads(columns: &[&str], others: &[&str]) -> bool {
    others.get(..columns.len()).is_some_and(|first| same(columns, first))
}

/// Each model once.
fn distinct(given: &[&'static ModelDescriptor]) -> Result<Vec<&'static ModelDescriptor>, SchemaError> {
    let mut models: Vec<&'static ModelDescriptor> = Vec::with_capacity(given.len());
    for &model in given {
        // An association names its table without a schema, so the table's name alone has to tell tables apart.
        match models.iter().find(|other| other.table == model.table) {
            None => models.push(model),
            Some(other) if *other == model => {}
            Some(other) => {
                return Err(SchemaError::SameTable { table: model.table, first: other.name, second: model.name });
            }
        }
    }
    Ok(models)
}

/// That no two things are called the same where a database has one list of names: tables and indexes together (a
/// primary key and a UNIQUE constraint bring an index of their name), and the constraints of one table.
///
/// `CREATE INDEX IF NOT EXISTS` would take the other one for its own and leave the index out without an error.
fn check_unambiguous(definitions: &[&Definition], tables: &[Table]) -> Result<(), SchemaError> {
    let mut relations = Names::default();
    for definition in definitions {
        // PostgreSQL has a list for each of its schemas; tables are told apart by name alone, but indexes may repeat.
        let scope = definition.name.schema.unwrap_or_default();
        relations.add(scope, definition.name.name, || format!("the table of {}", definition.owner))?;
    }
    for (definition, table) in definitions.iter().zip(tables) {
        let scope = definition.name.schema.unwrap_or_default();
        let mut constraints = Names::default();
        if !table.primary_key.is_empty() {
            let what = || format!("the primary key of {}", definition.owner);
            relations.add(scope, &table.primary_key_name, what)?;
            constraints.add(scope, &table.primary_key_name, what)?;
        }
        for unique in &table.unique_constraints {
            let what = || format!("the UNIQUE constraint on {}", definition.describe(&unique.columns));
            relations.add(scope, &unique.name, what)?;
            constraints.add(scope, &unique.name, what)?;
        }
        for index in &table.indexes {
            relations.add(scope, &index.name, || format!("the index on {}", definition.describe(&index.columns)))?;
        }
        for key in &table.foreign_keys {
            constraints.add(scope, &key.name, || format!("the foreign key {}", definition.describe(&key.columns)))?;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Names(HashMap<(&'static str, String), String>);

impl Names {
    fn add(&mut self, scope: &'static str, name: &str, what: impl Fn() -> String) -> Result<(), SchemaError> {
        match self.0.insert((scope, name.to_owned()), what()) {
            Some(first) => Err(SchemaError::SameName { name: name.to_owned(), first, second: what() }),
            None => Ok(()),
        }
    }
}
