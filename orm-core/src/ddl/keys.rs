//! The foreign keys of a schema, one for each pair of associations.
//!
//! Owns merging what the sides of a pair declare, checking it against the columns, and the default actions. Must not
//! know constraint names, order or SQL.

use super::order::Edge;
use super::plan::{is_nullable, same, unique_columns};
use super::{AssociationName, SchemaError};
use crate::{ColumnDescriptor, ForeignKeyDescriptor, ModelDescriptor, ReferentialAction};

/// An action and the association that asks for it.
type Asked = Option<(ReferentialAction, AssociationName)>;

/// A foreign key with all that its sides say about it.
#[derive(Debug)]
pub(super) struct Key {
    /// Never empty: the first one is the side found first.
    pub(super) associations: Vec<AssociationName>,
    pub(super) unique: bool,
    pub(super) holder: &'static ModelDescriptor,
    pub(super) columns: Vec<&'static str>,
    pub(super) referenced: &'static ModelDescriptor,
    pub(super) referenced_columns: Vec<&'static str>,
    on_delete: Asked,
    on_update: Asked,
}

/// The keys that the models declare, each once.
pub(super) fn merged(models: &[&'static ModelDescriptor]) -> Result<Vec<Key>, SchemaError> {
    let mut keys: Vec<Key> = Vec::new();
    for declaring in models {
        for declared in declaring.foreign_keys {
            let key = Key::new(models, declaring, declared)?;
            match keys.iter_mut().find(|other| other.holder == key.holder && same(&other.columns, &key.columns)) {
                Some(other) => other.merge(key)?,
                None => keys.push(key),
            }
        }
    }
    Ok(keys)
}

/// Columns of a model as messages name them: `` `players.club_id` ``.
pub(super) fn describe(model: &ModelDescriptor, columns: &[&str]) -> String {
    match columns {
        [column] => format!("`{}.{column}`", model.table),
        _ => format!("`{}({})`", model.table, columns.join(", ")),
    }
}

impl Key {
    fn new(
        models: &[&'static ModelDescriptor],
        declaring: &'static ModelDescriptor,
        declared: &'static ForeignKeyDescriptor,
    ) -> Result<Self, SchemaError> {
        let association = AssociationName { model: declaring.name, name: declared.association };
        let find = |table: &str, missing| {
            let found = models.iter().copied().find(|model| model.table == table);
            found.ok_or(SchemaError::MissingModel { association, missing })
        };
        let (columns, referenced) = (declared.columns.len(), declared.referenced_columns.len());
        if columns != referenced {
            return Err(SchemaError::ColumnCount { association, columns, referenced });
        }
        Ok(Self {
            associations: vec![association],
            unique: declared.unique,
            holder: find(declared.table, declared.model)?,
            columns: declared.columns.to_vec(),
            referenced: find(declared.referenced_table, declared.referenced_model)?,
            referenced_columns: declared.referenced_columns.to_vec(),
            on_delete: declared.on_delete.map(|action| (action, association)),
            on_update: declared.on_update.map(|action| (action, association)),
        })
    }

    /// Takes in what another side says about the same columns.
    fn merge(&mut self, other: Self) -> Result<(), SchemaError> {
        let agrees = self.referenced == other.referenced && self.pairs().all(|pair| other.pairs().any(|it| it == pair));
        if !agrees {
            return Err(SchemaError::ContradictingReferences {
                first: self.associations[0],
                first_reference: describe(self.referenced, &self.referenced_columns),
                second: other.associations[0],
                second_reference: describe(other.referenced, &other.referenced_columns),
            });
        }
        self.on_delete = agreed("on_delete", self.on_delete, other.on_delete)?;
        self.on_update = agreed("on_update", self.on_update, other.on_update)?;
        self.unique |= other.unique;
        self.associations.extend(other.associations);
        Ok(())
    }

    /// Each column with the one that it references.
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.columns.iter().copied().zip(self.referenced_columns.iter().copied())
    }

    /// That the columns exist, fit each other, and that what is referenced tells rows apart.
    pub(super) fn check(&self, keys: &[Self]) -> Result<(), SchemaError> {
        let association = self.associations[0];
        for (name, referenced_name) in self.pairs() {
            let column = self.column(self.holder, name)?;
            let referenced = self.column(self.referenced, referenced_name)?;
            if column.data_type != referenced.data_type {
                return Err(SchemaError::DifferentTypes {
                    key: describe(self.holder, &[name]),
                    key_type: column.data_type,
                    referenced: describe(self.referenced, &[referenced_name]),
                    referenced_type: referenced.data_type,
                });
            }
        }
        let unique = unique_columns(self.referenced, keys);
        let is_key = same(&self.referenced_columns, self.referenced.primary_key);
        if !is_key && !unique.iter().any(|columns| same(&self.referenced_columns, columns)) {
            let referenced = describe(self.referenced, &self.referenced_columns);
            return Err(SchemaError::ReferenceNotUnique { association, referenced });
        }
        Ok(())
    }

    fn column(&self, model: &ModelDescriptor, name: &str) -> Result<&'static ColumnDescriptor, SchemaError> {
        model.column(name).ok_or_else(|| SchemaError::MissingColumn {
            wanted_by: self.associations[0].to_string(),
            column: describe(model, &[name]),
        })
    }

    /// The key's own columns. Those that do not exist are left out: [`check`](Self::check) reports them.
    fn own_columns(&self) -> impl Iterator<Item = &'static ColumnDescriptor> {
        self.columns.iter().filter_map(|name| self.holder.column(name))
    }

    /// Whether the whole key may be NULL. One column that may not is enough to make a key mandatory, for `SET NULL`
    /// writes them all.
    fn is_optional(&self) -> bool {
        self.own_columns().all(|column| is_nullable(self.holder, column))
    }

    pub(super) fn edge(&self, models: &[&'static ModelDescriptor]) -> Edge {
        let position = |model| models.iter().take_while(|other| **other != model).count();
        Edge { from: position(self.holder), to: position(self.referenced), optional: self.is_optional() }
    }

    /// What a side asks for, or else SET NULL for an optional key and RESTRICT for a mandatory one.
    pub(super) fn on_delete(&self) -> Result<ReferentialAction, SchemaError> {
        let default = if self.is_optional() { ReferentialAction::SetNull } else { ReferentialAction::Restrict };
        self.action("on_delete", self.on_delete, default)
    }

    /// What a side asks for, or else CASCADE for an optional key and RESTRICT for a mandatory one.
    pub(super) fn on_update(&self) -> Result<ReferentialAction, SchemaError> {
        let default = if self.is_optional() { ReferentialAction::Cascade } else { ReferentialAction::Restrict };
        self.action("on_update", self.on_update, default)
    }

    fn action(
        &self,
        option: &'static str,
        asked: Asked,
        default: ReferentialAction,
    ) -> Result<ReferentialAction, SchemaError> {
        let Some((action, association)) = asked else {
            return Ok(default);
        };
        let key = |column: &ColumnDescriptor| describe(self.holder, &[column.name]);
        let mut columns = self.own_columns();
        match action {
            ReferentialAction::SetNull => match columns.find(|column| !is_nullable(self.holder, column)) {
                Some(column) => Err(SchemaError::SetNullOnMandatory { association, option, key: key(column) }),
                None => Ok(action),
            },
            ReferentialAction::SetDefault => match columns.find(|column| column.default.is_none()) {
                Some(column) => Err(SchemaError::SetDefaultWithoutDefault { association, option, key: key(column) }),
                None => Ok(action),
            },
            ReferentialAction::Cascade | ReferentialAction::Restrict | ReferentialAction::NoAction => Ok(action),
        }
    }
}

/// What both sides say: the same, or only one of them says something.
fn agreed(option: &'static str, first: Asked, second: Asked) -> Result<Asked, SchemaError> {
    match (first, second) {
        (Some((first_action, first)), Some((second_action, second))) if first_action != second_action => {
            Err(SchemaError::ContradictingActions { option, first, first_action, second, second_action })
        }
        _ => Ok(first.or(second)),
    }
}
