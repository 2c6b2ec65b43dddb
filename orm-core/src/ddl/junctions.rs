//! The junctions of many-to-many associations; all associations that go through the same junction share it.
//!
//! Owns the merging of the sides of a junction, the tables of junctions without a model, and the constraint that links
//! a pair only once. Must not know the foreign keys of junctions: `keys` treats them like any other.

use super::definition::{Definition, Place, Unique, check_length, describe, same};
use super::{AssociationName, SchemaError};
use crate::descriptor::{
    ColumnDescriptor, DataType, DefaultValue, JunctionDescriptor, JunctionKeyDescriptor, ModelDescriptor,
    ReferentialAction, primary_key_name, unique_name,
};

/// A junction as one association declares it.
#[derive(Debug, Clone, Copy)]
struct Side {
    association: AssociationName,
    junction: &'static JunctionDescriptor,
}

/// A junction with all associations that go through it by the same columns. The first one found decides the order of
/// the columns.
struct Junction {
    first: Side,
    unique_key: Option<&'static str>,
    /// Whether a side says `timestamps`.
    timestamps: bool,
}

/// Adds the tables of junctions without a model to the definitions, and the UNIQUE constraints over pairs to the tables
/// of junction models.
pub(super) fn define(
    models: &[&'static ModelDescriptor],
    definitions: &mut Vec<Definition>,
) -> Result<(), SchemaError> {
    let mut junctions: Vec<Junction> = Vec::new();
    for model in models {
        for junction in model.junctions {
            let association = AssociationName { model: model.name, name: junction.association };
            let side = Side { association, junction };
            side.check(definitions)?;
            junctions.iter().try_for_each(|other| other.first.is_in_the_same_schema(side))?;
            match junctions.iter_mut().find(|other| other.first.is_of(side)) {
                Some(other) => other.merge(side)?,
                None => junctions.push(Junction::new(side)),
            }
        }
    }
    for junction in &junctions {
        if junction.first.junction.is_model {
            junction.constrain(definitions)?;
        } else {
            definitions.push(junction.table(definitions)?);
        }
    }
    Ok(())
}

impl Side {
    /// The schema and the name of the junction's table.
    fn place(self) -> Place {
        Place::of_junction(self.junction)
    }

    /// Checks what one side declares, without the other.
    fn check(self, definitions: &[Definition]) -> Result<(), SchemaError> {
        let Self { association, junction } = self;
        let table = junction.table;
        for key in [junction.source, junction.target] {
            let (columns, referenced) = (key.columns.len(), key.referenced_columns.len());
            if columns != referenced {
                return Err(SchemaError::ColumnCount { association, columns, referenced });
            }
        }
        if let Some(column) = junction.source.columns.iter().find(|name| junction.target.columns.contains(name)) {
            return Err(SchemaError::SharedColumn { association, table, column });
        }
        let model = definitions.iter().find(|definition| definition.place == self.place());
        match (junction.is_model, model) {
            (true, None) => Err(SchemaError::MissingJunction { association, table }),
            (false, Some(model)) => {
                Err(SchemaError::JunctionIsModel { association, table, model: model.owner.clone() })
            }
            _ => self.check_options(),
        }?;
        junction.unique_key.map_or(Ok(()), check_length)
    }

    fn check_options(self) -> Result<(), SchemaError> {
        let Self { association, junction } = self;
        let refuse = |option: &str, reason: String| {
            Err(SchemaError::JunctionOption { association, option: option.to_owned(), reason })
        };
        if junction.is_model {
            if junction.timestamps {
                return refuse(
                    "timestamps",
                    format!("the junction `{}` is a model: add the fields there", junction.table),
                );
            }
        } else {
            if !junction.unique {
                let reason = format!(
                    "the pair is the primary key of the junction `{}`: \
                     write `through = ..` with a model that has a primary key of its own",
                    junction.table
                );
                return refuse("unique = false", reason);
            }
            for (option, asked) in [("on_delete", junction.on_delete), ("on_update", junction.on_update)] {
                if let Some(action @ (ReferentialAction::SetNull | ReferentialAction::SetDefault)) = asked {
                    let reason = format!(
                        "the keys of the junction `{}` cannot be NULL and have no default: write another action",
                        junction.table
                    );
                    return refuse(&format!("{option} = {}", action.sql()), reason);
                }
            }
        }
        if junction.unique_key.is_some() && !junction.unique {
            return refuse("unique_key", "also `unique = false`: leave one of the two out".to_owned());
        }
        Ok(())
    }

    /// Whether both sides declare the same junction. The table of a model can be the junction of several pairs with
    /// different columns. The table that the schema makes for a junction serves one pair only.
    fn is_of(self, other: Self) -> bool {
        let same_pair = !self.junction.is_model || same(&self.pair(), &other.pair());
        self.place() == other.place() && same_pair
    }

    /// Checks that both sides of a junction without a model put its table into the same schema. By convention they do
    /// not when their models are in different schemas.
    fn is_in_the_same_schema(self, other: Self) -> Result<(), SchemaError> {
        let (ours, theirs) = (self.junction, other.junction);
        let apart = ours.table == theirs.table && ours.schema != theirs.schema && !ours.is_model && !theirs.is_model;
        if !apart || !has_same_keys(ours, theirs) {
            return Ok(());
        }
        let says =
            |schema: Option<&str>| schema.map_or("no schema".to_owned(), |schema| format!("the schema `{schema}`"));
        Err(self.contradicts(other, says(ours.schema), says(theirs.schema)))
    }

    fn contradicts(self, other: Self, says: String, other_says: String) -> SchemaError {
        SchemaError::ContradictingJunctions {
            table: self.junction.table,
            first: self.association,
            first_says: says.into(),
            second: other.association,
            second_says: other_says.into(),
        }
    }

    /// The columns of both keys of the junction.
    fn pair(self) -> Vec<&'static str> {
        [self.junction.source.columns, self.junction.target.columns].concat()
    }

    /// Describes both keys: `` `movie_id` to `movies.id` and `actor_id` to `actors.id` ``.
    fn keys(self) -> String {
        let mut keys = [self.junction.source, self.junction.target].map(|key| {
            let columns =
                if let [column] = key.columns { (*column).to_owned() } else { format!("({})", key.columns.join(", ")) };
            format!("`{columns}` to {}", describe(referenced_place(key), key.referenced_columns))
        });
        // In one order for both sides, so that a message shows the difference.
        keys.sort();
        keys.join(" and ")
    }
}

impl Junction {
    fn new(first: Side) -> Self {
        Self { first, unique_key: first.junction.unique_key, timestamps: first.junction.timestamps }
    }

    /// Adds what another side declares about the same junction.
    fn merge(&mut self, side: Side) -> Result<(), SchemaError> {
        let (first, second) = (self.first, side);
        let contradiction = |first_says, second_says| first.contradicts(second, first_says, second_says);
        // `keys` compares what the keys of a junction model reference, as for any other key.
        if !first.junction.is_model && !has_same_keys(first.junction, second.junction) {
            return Err(contradiction(first.keys(), second.keys()));
        }
        self.timestamps |= second.junction.timestamps;
        let (ours, theirs) = (first.junction.unique, second.junction.unique);
        if ours != theirs {
            let says = |given| format!("`unique = {given}`");
            return Err(contradiction(says(ours), says(theirs)));
        }
        match (self.unique_key, second.junction.unique_key) {
            (Some(ours), Some(theirs)) if ours != theirs => {
                let says = |given| format!("`unique_key = \"{given}\"`");
                Err(contradiction(says(ours), says(theirs)))
            }
            (ours, theirs) => {
                self.unique_key = ours.or(theirs);
                Ok(())
            }
        }
    }

    /// Adds a UNIQUE constraint over the pair to the table of the junction model, unless the pair is its primary key.
    /// With `unique = false`, checks that no primary key and no UNIQUE column forbids a second row for a pair.
    fn constrain(&self, definitions: &mut [Definition]) -> Result<(), SchemaError> {
        let Side { junction, association } = self.first;
        let found = definitions.iter_mut().find(|definition| definition.place == self.first.place());
        let Some(definition) = found else { return Ok(()) };
        let columns = self.first.pair();
        if !junction.unique {
            let Some(unique) = unique_within(definition, &columns) else { return Ok(()) };
            let (option, unique) = ("unique = false".to_owned(), definition.describe(&unique));
            let reason = format!(
                "{unique} is unique, so that a pair is there once only: leave the option out, or give {} another primary \
                 key",
                definition.owner
            );
            return Err(SchemaError::JunctionOption { association, option, reason });
        }
        let name = self.unique_key.map(ToOwned::to_owned);
        if same(&columns, &definition.primary_key) {
            definition.primary_key_name = name.unwrap_or_else(|| definition.primary_key_name.clone());
        } else {
            let name = name.unwrap_or_else(|| unique_name(junction.table, &columns));
            definition.pairs.push(Unique { name, columns });
        }
        Ok(())
    }

    /// Makes the table of a junction without a model.
    fn table(&self, definitions: &[Definition]) -> Result<Definition, SchemaError> {
        let Side { junction, .. } = self.first;
        let mut columns = self.key_columns(junction.source, definitions)?;
        columns.extend(self.key_columns(junction.target, definitions)?);
        if self.timestamps {
            let default = Some(DefaultValue::Sql("CURRENT_TIMESTAMP"));
            let moment = |name| ColumnDescriptor { default, ..plain_column(name, DataType::TimestampTz) };
            columns.extend(["created_at", "updated_at"].map(moment));
        }
        let primary_key_name = self.unique_key.map_or_else(|| primary_key_name(junction.table), ToOwned::to_owned);
        Ok(Definition {
            place: self.first.place(),
            owner: format!("the junction `{}`", self.first.place()),
            columns,
            primary_key: self.first.pair(),
            primary_key_name,
            pairs: Vec::new(),
        })
    }

    /// Makes the columns of a key, each with the type of the column that it references.
    fn key_columns(
        &self,
        key: JunctionKeyDescriptor,
        definitions: &[Definition],
    ) -> Result<Vec<ColumnDescriptor>, SchemaError> {
        let association = self.first.association;
        let referenced = definitions.iter().find(|definition| definition.place == referenced_place(key));
        let referenced = referenced.ok_or(SchemaError::MissingModel { association, missing: key.referenced_model })?;
        let column = |(name, referenced_name): (&&'static str, &&'static str)| {
            let found = referenced.column(referenced_name).ok_or_else(|| SchemaError::MissingColumn {
                wanted_by: association.to_string(),
                column: referenced.describe(&[referenced_name]),
            })?;
            Ok(plain_column(name, found.data_type))
        };
        key.columns.iter().zip(key.referenced_columns).map(column).collect()
    }
}

/// Finds columns of the pair that are unique alone: the primary key, or a column declared unique.
fn unique_within(definition: &Definition, pair: &[&'static str]) -> Option<Vec<&'static str>> {
    let declared = definition.columns.iter().filter(|column| column.unique).map(|column| vec![column.name]);
    let mut found = [definition.primary_key.clone()].into_iter().chain(declared);
    found.find(|columns| !columns.is_empty() && columns.iter().all(|column| pair.contains(column)))
}

fn referenced_place(key: JunctionKeyDescriptor) -> Place {
    Place { schema: key.referenced_schema, table: key.referenced_table }
}

fn plain_column(name: &'static str, data_type: DataType) -> ColumnDescriptor {
    ColumnDescriptor { name, field: name, data_type, nullable: false, unique: false, generated: false, default: None }
}

/// Whether both junctions have the same two keys, in the same or in the opposite order.
fn has_same_keys(first: &JunctionDescriptor, second: &JunctionDescriptor) -> bool {
    let same_key = |one: JunctionKeyDescriptor, other: JunctionKeyDescriptor| {
        let references = |key: JunctionKeyDescriptor| key.columns.iter().zip(key.referenced_columns);
        referenced_place(one) == referenced_place(other)
            && references(one).count() == references(other).count()
            && references(one).all(|pair| references(other).any(|it| it == pair))
    };
    same_key(first.source, second.source) && same_key(first.target, second.target)
        || same_key(first.source, second.target) && same_key(first.target, second.source)
}
