//! The plan: every table with its constraints and indexes, named, in an order that can be created.
//!
//! Owns the plan's types and its assembly. Must not know how foreign keys are merged and checked (`keys`), nor SQL.

use std::collections::HashMap;

use super::keys::{self, Key};
use super::names::{LONGEST_NAME, foreign_key_name, index_name, primary_key_name, unique_name};
use super::order::{Edge, order};
use super::{AssociationName, SchemaError};
use crate::{ColumnDescriptor, DataType, ModelDescriptor, ReferentialAction};

/// The tables of a schema in the order in which they can be created.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The tables; each after those that it references, but for the keys that close a cycle.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// The model that the table is made for.
    pub model: &'static ModelDescriptor,
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
    /// The model whose table is referenced.
    pub referenced: &'static ModelDescriptor,
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
        for model in &models {
            check_names(model)?;
            check_columns(model)?;
        }
        let keys = keys::merged(&models)?;
        for key in &keys {
            key.check(&keys)?;
        }
        let edges: Vec<Edge> = keys.iter().map(|key| key.edge(&models)).collect();
        let order: Vec<_> = order(models.len(), &edges).into_iter().map(|position| models[position]).collect();
        let mut tables = Vec::with_capacity(order.len());
        for (position, model) in order.iter().enumerate() {
            tables.push(Table::new(model, &keys, &order[position + 1..])?);
        }
        check_unambiguous(&tables)?;
        Ok(Self { tables })
    }
}

impl Table {
    fn new(
        model: &'static ModelDescriptor,
        keys: &[Key],
        later: &[&'static ModelDescriptor],
    ) -> Result<Self, SchemaError> {
        let mut own: Vec<&Key> = keys.iter().filter(|key| key.holder == model).collect();
        own.sort_by_key(|key| key.columns.iter().map(|column| position(model, column)).collect::<Vec<_>>());

        let named =
            |columns: &Vec<_>| UniqueConstraint { name: unique_name(model.table, columns), columns: columns.clone() };
        let unique_constraints: Vec<_> = unique_columns(model, keys).iter().map(named).collect();
        let mut foreign_keys = Vec::with_capacity(own.len());
        let mut indexes = Vec::new();
        for key in own {
            let has_index = leads(&key.columns, model.primary_key)
                || unique_constraints.iter().any(|unique| leads(&key.columns, &unique.columns));
            if !has_index {
                indexes.push(Index { name: index_name(model.table, &key.columns), columns: key.columns.clone() });
            }
            foreign_keys.push(ForeignKey {
                name: foreign_key_name(model.table, &key.columns),
                associations: key.associations.clone(),
                columns: key.columns.clone(),
                referenced: key.referenced,
                referenced_columns: key.referenced_columns.clone(),
                on_delete: key.on_delete()?,
                on_update: key.on_update()?,
                closes_cycle: later.contains(&key.referenced),
            });
        }
        let primary_key_name = primary_key_name(model.table);
        Ok(Self { model, primary_key_name, unique_constraints, foreign_keys, indexes })
    }

    /// Whether the column may be NULL: its field is an `Option`, and it is not part of the primary key.
    pub fn is_nullable(&self, column: &ColumnDescriptor) -> bool {
        is_nullable(self.model, column)
    }
}

pub(super) fn is_nullable(model: &ModelDescriptor, column: &ColumnDescriptor) -> bool {
    column.nullable && !model.primary_key.contains(&column.name)
}

/// The lists of columns that get a UNIQUE constraint: those declared unique and the keys of `has_one`, unless the
/// primary key makes them unique already.
pub(super) fn unique_columns(model: &'static ModelDescriptor, keys: &[Key]) -> Vec<Vec<&'static str>> {
    let declared = model.columns.iter().filter(|column| column.unique).map(|column| vec![column.name]);
    let one_to_one = keys.iter().filter(|key| key.unique && key.holder == model).map(|key| key.columns.clone());
    let mut found: Vec<Vec<&'static str>> = Vec::new();
    for columns in declared.chain(one_to_one) {
        if !same(&columns, model.primary_key) && !found.iter().any(|other| same(&columns, other)) {
            found.push(columns);
        }
    }
    found
}

/// Whether both lists have the same columns, in any order.
pub(super) fn same(columns: &[&str], others: &[&str]) -> bool {
    columns.len() == others.len() && columns.iter().all(|column| others.contains(column))
}

/// Whether an index on `others` finds rows by `columns`: they are its first ones, in any order.
fn leads(columns: &[&str], others: &[&str]) -> bool {
    others.get(..columns.len()).is_some_and(|first| same(columns, first))
}

fn position(model: &ModelDescriptor, name: &str) -> usize {
    model.columns.iter().take_while(|column| column.name != name).count()
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

fn check_names(model: &ModelDescriptor) -> Result<(), SchemaError> {
    let names = model.columns.iter().map(|column| column.name).chain(model.schema);
    match [model.table].into_iter().chain(names).find(|name| name.len() > LONGEST_NAME) {
        Some(name) => Err(SchemaError::NameTooLong { name, length: name.len() }),
        None => Ok(()),
    }
}

fn check_columns(model: &ModelDescriptor) -> Result<(), SchemaError> {
    if let Some(missing) = model.primary_key.iter().find(|name| model.column(name).is_none()) {
        let wanted_by = format!("the primary key of `{}`", model.name);
        return Err(SchemaError::MissingColumn { wanted_by, column: keys::describe(model, &[missing]) });
    }
    let whole = |data_type| matches!(data_type, DataType::SmallInt | DataType::Integer | DataType::BigInt);
    let can_be = |column: &ColumnDescriptor| model.primary_key == [column.name] && whole(column.data_type);
    match model.columns.iter().find(|column| column.generated && !can_be(column)) {
        Some(column) => Err(SchemaError::CannotBeGenerated { column: keys::describe(model, &[column.name]) }),
        None => Ok(()),
    }
}

/// That no two things are called the same where a database has one list of names: tables and indexes together (a
/// primary key and a UNIQUE constraint bring an index of their name), and the constraints of one table.
///
/// `CREATE INDEX IF NOT EXISTS` would take the other one for its own and leave the index out without an error.
fn check_unambiguous(tables: &[Table]) -> Result<(), SchemaError> {
    let mut relations = Names::default();
    for table in tables {
        // PostgreSQL has a list for each of its schemas; tables are told apart by name alone, but indexes may repeat.
        let scope = table.model.schema.unwrap_or_default();
        relations.add(scope, table.model.table, || format!("the table of `{}`", table.model.name))?;
    }
    for table in tables {
        let (model, scope) = (table.model, table.model.schema.unwrap_or_default());
        let mut constraints = Names::default();
        if !model.primary_key.is_empty() {
            relations.add(scope, &table.primary_key_name, || format!("the primary key of `{}`", model.name))?;
        }
        for unique in &table.unique_constraints {
            let what = || format!("the UNIQUE constraint on {}", keys::describe(model, &unique.columns));
            relations.add(scope, &unique.name, what)?;
            constraints.add(scope, &unique.name, what)?;
        }
        for index in &table.indexes {
            relations.add(scope, &index.name, || format!("the index on {}", keys::describe(model, &index.columns)))?;
        }
        for key in &table.foreign_keys {
            let what = || format!("the foreign key {}", keys::describe(model, &key.columns));
            constraints.add(scope, &key.name, what)?;
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
