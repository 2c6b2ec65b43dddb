//! The foreign keys of a schema; all associations that go by the same key share it.
//!
//! Owns the merging of what the associations declare, its check against the columns, and the default actions. Must not
//! know SQL, nor how the tables of junctions are made.

use super::definition::{Definition, Place, Unique, check_length, describe, same};
use super::order::Edge;
use super::table::Name;
use super::{AssociationName, SchemaError};
use crate::descriptor::{
    ColumnDescriptor, ForeignKeyDescriptor, JunctionDescriptor, JunctionKeyDescriptor, ModelDescriptor,
    ReferentialAction, foreign_key_name, unique_name,
};

/// An action, and the association that gives it.
type Asked = Option<(ReferentialAction, AssociationName)>;

/// A name, and the association that gives it.
type Given = Option<(&'static str, AssociationName)>;

/// The role of an association for the foreign key that it goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Declared by the model that holds the key: a `belongs_to`.
    BelongsTo,
    /// Declared by another model: a `has_one` or `has_many`.
    Has,
    /// Declared by a `belongs_to_many`: the key is one of its junction.
    BelongsToMany,
}

/// A foreign key with all that its sides declare.
#[derive(Debug)]
pub(super) struct Key<'a> {
    /// The associations that go by the key, in the order in which they are found; never empty.
    pub(super) associations: Vec<AssociationName>,
    pub(super) unique: bool,
    pub(super) holder: &'a Definition,
    pub(super) columns: Vec<&'static str>,
    /// The referenced table. `None` when it is not in the schema, which only a key without a constraint permits.
    pub(super) referenced: Option<&'a Definition>,
    pub(super) referenced_columns: Vec<&'static str>,
    /// Whether no side says `index = false`.
    pub(super) index: bool,
    /// The first side that says `constraints = false`.
    unconstrained: Option<AssociationName>,
    referenced_place: Place,
    referenced_model: &'static str,
    /// The roles of the associations, one for each of `associations`.
    roles: Vec<Role>,
    on_delete: Asked,
    on_update: Asked,
    constraint_name: Given,
    index_name: Given,
}

/// Merges the keys that the models declare, so that each stands in the list once.
///
/// Associations go by the same key when they name the same columns and reference the same ones. Keys of the same
/// columns that reference different columns are an error, unless at most one of them has a constraint: a column without
/// constraints may hold keys of several tables.
pub(super) fn merged<'a>(
    models: &[&'static ModelDescriptor],
    definitions: &'a [Definition],
) -> Result<Vec<Key<'a>>, SchemaError> {
    let mut keys: Vec<Key<'a>> = Vec::new();
    for model in models {
        let plain = model
            .foreign_keys
            .iter()
            .map(|declared| (*declared, if declared.is_held_by(model) { Role::BelongsTo } else { Role::Has }));
        let of_junctions = model.junctions.iter().flat_map(|junction| {
            [junction.source, junction.target].map(|key| (junction_key(junction, key), Role::BelongsToMany))
        });
        for (declared, role) in plain.chain(of_junctions) {
            let Some(key) = Key::new(definitions, model, &declared, role)? else { continue };
            match keys.iter_mut().find(|other| other.goes_by(&key)) {
                Some(other) => other.merge(key)?,
                None => keys.push(key),
            }
        }
    }
    for (position, key) in keys.iter().enumerate() {
        key.check_constraint(&keys[..position])?;
    }
    Ok(keys)
}

/// Describes a key of a junction as if a `belongs_to` without options had declared it.
fn junction_key(junction: &JunctionDescriptor, key: JunctionKeyDescriptor) -> ForeignKeyDescriptor {
    ForeignKeyDescriptor {
        association: junction.association,
        belongs_to: true,
        unique: false,
        table: junction.table,
        schema: junction.schema,
        model: junction.table,
        columns: key.columns,
        nullable: false,
        referenced_table: key.referenced_table,
        referenced_schema: key.referenced_schema,
        referenced_model: key.referenced_model,
        referenced_columns: key.referenced_columns,
        on_delete: junction.on_delete,
        on_update: junction.on_update,
        constraint: true,
        constraint_name: None,
        index: true,
        index_name: None,
    }
}

impl<'a> Key<'a> {
    /// Makes the key that one side declares. Returns `None` when the table that holds the key is not in the schema and
    /// the key has no constraint.
    fn new(
        definitions: &'a [Definition],
        declaring: &ModelDescriptor,
        declared: &ForeignKeyDescriptor,
        role: Role,
    ) -> Result<Option<Self>, SchemaError> {
        let association = AssociationName { model: declaring.name, name: declared.association };
        let find = |place: Place| definitions.iter().find(|definition| definition.place == place);
        let referenced_place = Place { schema: declared.referenced_schema, table: declared.referenced_table };
        let (columns, referenced) = (declared.columns.len(), declared.referenced_columns.len());
        if columns != referenced {
            return Err(SchemaError::ColumnCount { association, columns, referenced });
        }
        let holder = match find(Place { schema: declared.schema, table: declared.table }) {
            Some(holder) => holder,
            None if declared.constraint => {
                return Err(SchemaError::MissingModel { association, missing: declared.model });
            }
            None => return Ok(None),
        };
        Ok(Some(Self {
            associations: vec![association],
            unique: declared.unique,
            holder,
            columns: declared.columns.to_vec(),
            referenced: find(referenced_place),
            referenced_columns: declared.referenced_columns.to_vec(),
            index: declared.index,
            unconstrained: (!declared.constraint).then_some(association),
            referenced_place,
            referenced_model: declared.referenced_model,
            roles: vec![role],
            on_delete: declared.on_delete.map(|action| (action, association)),
            on_update: declared.on_update.map(|action| (action, association)),
            constraint_name: declared.constraint_name.map(|name| (name, association)),
            index_name: declared.index_name.map(|name| (name, association)),
        }))
    }

    /// Whether both keys have the same columns of the same table, whatever they reference.
    pub(super) fn has_columns_of(&self, other: &Self) -> bool {
        self.holder == other.holder && same(&self.columns, &other.columns)
    }

    /// Whether both are the same key: the same columns reference the same columns.
    fn goes_by(&self, other: &Self) -> bool {
        let references = self.referenced_place == other.referenced_place
            && self.pairs().all(|pair| other.pairs().any(|it| it == pair));
        self.has_columns_of(other) && references
    }

    /// Adds what another side declares about the same key.
    fn merge(&mut self, other: Self) -> Result<(), SchemaError> {
        self.on_delete = agreed("on_delete", self.on_delete, other.on_delete)?;
        self.on_update = agreed("on_update", self.on_update, other.on_update)?;
        self.constraint_name = one_name("constraint_name", self.constraint_name, other.constraint_name)?;
        self.index_name = one_name("index_name", self.index_name, other.index_name)?;
        self.unique |= other.unique;
        self.index &= other.index;
        self.unconstrained = self.unconstrained.or(other.unconstrained);
        self.roles.extend(other.roles);
        self.associations.extend(other.associations);
        Ok(())
    }

    /// Whether the key has a constraint in the database: no side says `constraints = false`.
    pub(super) fn has_constraint(&self) -> bool {
        self.unconstrained.is_none()
    }

    /// The name of the constraint: the one that a side gives, or else the one made from table and columns.
    pub(super) fn constraint_name(&self) -> Name {
        let usual = || foreign_key_name(self.holder.place.table, &self.columns).into();
        self.constraint_name.map_or_else(usual, |(name, _)| name.into())
    }

    /// The name of the index, when a side gives one.
    pub(super) fn index_name(&self) -> Option<&'static str> {
        self.index_name.map(|(name, _)| name)
    }

    /// Checks that a key with a constraint references a table of the schema, and that no earlier one has the same
    /// columns. Checks that no side gives an action to a key without a constraint.
    fn check_constraint(&self, earlier: &[Self]) -> Result<(), SchemaError> {
        if let Some(unconstrained) = self.unconstrained {
            let asked = [("on_delete", self.on_delete), ("on_update", self.on_update)];
            return match asked.into_iter().find_map(|(option, asked)| Some((option, asked?))) {
                Some((option, (action, association))) => {
                    Err(SchemaError::ActionWithoutConstraint { association, option, action, unconstrained })
                }
                None => Ok(()),
            };
        }
        if self.referenced.is_none() {
            return Err(SchemaError::MissingModel {
                association: self.associations[0],
                missing: self.referenced_model,
            });
        }
        match earlier.iter().find(|other| other.has_constraint() && other.has_columns_of(self)) {
            Some(other) => Err(SchemaError::ContradictingReferences {
                first: other.associations[0],
                first_reference: describe(other.referenced_place, &other.referenced_columns),
                second: self.associations[0],
                second_reference: describe(self.referenced_place, &self.referenced_columns),
            }),
            None => Ok(()),
        }
    }

    /// Pairs each column with the one that it references.
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.columns.iter().copied().zip(self.referenced_columns.iter().copied())
    }

    /// Checks that the columns exist and have the types of the referenced ones, and that the referenced columns are
    /// unique.
    pub(super) fn check(&self, keys: &[Self]) -> Result<(), SchemaError> {
        let names = [self.constraint_name, self.index_name];
        names.into_iter().flatten().try_for_each(|(name, _)| check_length(name))?;
        for name in &self.columns {
            self.column(self.holder, name)?;
        }
        let Some(referenced) = self.referenced else { return Ok(()) };
        for (name, referenced_name) in self.pairs() {
            let column = self.column(self.holder, name)?;
            let referenced_column = self.column(referenced, referenced_name)?;
            if column.data_type != referenced_column.data_type {
                return Err(SchemaError::DifferentTypes {
                    key: self.holder.describe(&[name]),
                    key_type: column.data_type,
                    referenced: referenced.describe(&[referenced_name]),
                    referenced_type: referenced_column.data_type,
                });
            }
        }
        let unique = unique_constraints(referenced, keys);
        let is_key = same(&self.referenced_columns, &referenced.primary_key);
        if !is_key && !unique.iter().any(|unique| same(&self.referenced_columns, &unique.columns)) {
            let referenced = referenced.describe(&self.referenced_columns);
            return Err(SchemaError::ReferenceNotUnique { association: self.associations[0], referenced });
        }
        Ok(())
    }

    fn column<'d>(&self, definition: &'d Definition, name: &str) -> Result<&'d ColumnDescriptor, SchemaError> {
        definition.column(name).ok_or_else(|| SchemaError::MissingColumn {
            wanted_by: self.associations[0].to_string(),
            column: definition.describe(&[name]),
        })
    }

    /// The columns of the key. It leaves out columns that do not exist: [`check`](Self::check) reports them.
    fn own_columns(&self) -> impl Iterator<Item = &'a ColumnDescriptor> {
        self.columns.iter().filter_map(|name| self.holder.column(name))
    }

    /// Whether the whole key may be NULL. One mandatory column makes the key mandatory, because `SET NULL` writes all
    /// columns.
    fn is_optional(&self) -> bool {
        self.own_columns().all(|column| self.holder.is_nullable(column))
    }

    /// The edge of this key for the order of the tables. A key without a constraint has none.
    pub(super) fn edge(&self, definitions: &[Definition]) -> Option<Edge> {
        let position = |definition| definitions.iter().take_while(|other| *other != definition).count();
        let to = self.referenced.filter(|_| self.has_constraint())?;
        Some(Edge { from: position(self.holder), to: position(to), optional: self.is_optional() })
    }

    /// The actions of ON DELETE and ON UPDATE when no side gives any.
    fn defaults(&self) -> (ReferentialAction, ReferentialAction) {
        use ReferentialAction::{Cascade, Restrict, SetNull};
        let has = |role| self.roles.contains(&role);
        match (has(Role::BelongsToMany), has(Role::BelongsTo), self.is_optional()) {
            (true, false, _) => (Cascade, Cascade),
            (true, true, _) => (Restrict, Cascade),
            (false, _, true) => (SetNull, Cascade),
            (false, _, false) => (Restrict, Restrict),
        }
    }

    /// The action of ON DELETE: the one that a side gives, or else the default.
    pub(super) fn on_delete(&self) -> Result<ReferentialAction, SchemaError> {
        self.action("on_delete", self.on_delete, self.defaults().0)
    }

    /// The action of ON UPDATE: the one that a side gives, or else the default.
    pub(super) fn on_update(&self) -> Result<ReferentialAction, SchemaError> {
        self.action("on_update", self.on_update, self.defaults().1)
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
        let key = |column: &ColumnDescriptor| self.holder.describe(&[column.name]);
        let mut columns = self.own_columns();
        match action {
            ReferentialAction::SetNull => match columns.find(|column| !self.holder.is_nullable(column)) {
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

/// Merges the actions of two sides: they agree, or only one side gives an action.
fn agreed(option: &'static str, first: Asked, second: Asked) -> Result<Asked, SchemaError> {
    match (first, second) {
        (Some((first_action, first)), Some((second_action, second))) if first_action != second_action => {
            Err(SchemaError::ContradictingActions { option, first, first_action, second, second_action })
        }
        _ => Ok(first.or(second)),
    }
}

/// Merges the names of two sides: they agree, or only one side gives a name.
fn one_name(option: &'static str, first: Given, second: Given) -> Result<Given, SchemaError> {
    match (first, second) {
        (Some((first_name, first)), Some((second_name, second))) if first_name != second_name => {
            Err(SchemaError::ContradictingNames { option, first, first_name, second, second_name })
        }
        _ => Ok(first.or(second)),
    }
}

/// The UNIQUE constraints of a table: the pairs of keys of its junctions, the columns declared unique, and the keys of
/// `has_one`. A constraint is left out when the primary key already makes its columns unique.
pub(super) fn unique_constraints(definition: &Definition, keys: &[Key<'_>]) -> Vec<Unique> {
    let declared = definition.columns.iter().filter(|column| column.unique).map(|column| vec![column.name]);
    let one_to_one = keys.iter().filter(|key| key.unique && key.holder == definition).map(|key| key.columns.clone());
    let mut found = definition.pairs.clone();
    for columns in declared.chain(one_to_one) {
        if !same(&columns, &definition.primary_key) && !found.iter().any(|other| same(&columns, &other.columns)) {
            found.push(Unique { name: unique_name(definition.place.table, &columns), columns });
        }
    }
    found
}
