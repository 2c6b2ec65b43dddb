//! What an operation knows about itself when a statement of it fails, and the error that Diesel's becomes by it.
//!
//! Owns the sorting of Diesel's errors by their cause. Must not know operations.

use std::error::Error as StdError;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, DeserializeFieldError};

use super::{Error, Violation};
use crate::descriptor::{
    ForeignKeyDescriptor, JunctionDescriptor, ModelDescriptor, foreign_key_name, primary_key_name, unique_name,
};
use crate::model::row::InRowOf;

/// What an operation knows about itself when a statement of it fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) model: &'static ModelDescriptor,
    pub(crate) association: Option<ByAssociation>,
    /// Which end of a foreign key the statement can violate, where that is known.
    pub(crate) side: Option<Side>,
}

/// An end of a foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The rows that hold the key: it is written, and there is no row that it could reference.
    Referencing,
    /// The rows that are referenced: they go, or get another key.
    Referenced,
}

/// The association that an operation goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByAssociation {
    pub(crate) name: &'static str,
    /// The columns of its foreign key in the model's table, when they are written.
    key: &'static [&'static str],
    /// Whether nothing else is written.
    key_alone: bool,
    /// Whether what is written are links: a row of the association's junction.
    links: bool,
}

impl ByAssociation {
    /// An operation that reads the association's targets.
    pub(crate) fn reading(name: &'static str) -> Self {
        Self { name, key: &[], key_alone: false, links: false }
    }

    /// An operation that writes the association's foreign key and nothing else.
    pub(crate) fn moving(name: &'static str, key: &'static [&'static str]) -> Self {
        Self { name, key, key_alone: true, links: false }
    }

    /// An operation that makes a row with the association's foreign key.
    pub(crate) fn creating(name: &'static str, key: &'static [&'static str]) -> Self {
        Self { name, key, key_alone: false, links: false }
    }

    /// An operation that writes rows of the association's junction.
    pub(crate) fn linking(name: &'static str) -> Self {
        Self { name, key: &[], key_alone: false, links: true }
    }
}

impl Context {
    /// Of no operation: a statement of Diesel's own.
    pub(super) const UNKNOWN: Self = Self { model: &NO_MODEL, association: None, side: None };

    pub(crate) fn of(model: &'static ModelDescriptor) -> Self {
        Self { model, association: None, side: Some(Side::Referencing) }
    }

    pub(crate) fn by(self, association: ByAssociation) -> Self {
        Self { association: Some(association), ..self }
    }

    /// Of a DELETE: whatever it is refused for, it is by rows that reference those to go.
    pub(crate) fn deleting(self) -> Self {
        Self { side: Some(Side::Referenced), ..self }
    }

    /// Of an UPDATE of these columns of the model.
    pub(crate) fn updating(self, columns: &[&str]) -> Self {
        let written = |key: &[&str]| key.iter().any(|column| columns.contains(column));
        let ModelDescriptor { foreign_keys, junctions, .. } = *self.model;
        let referenced = foreign_keys.iter().filter(|key| key.references(self.model));
        let referenced = referenced.map(|key| key.referenced_columns);
        let linked = junctions.iter().map(|junction| junction.source.referenced_columns);
        let holds = foreign_keys.iter().any(|key| key.is_held_by(self.model) && written(key.columns));
        let is_referenced = !holds && referenced.chain(linked).any(written);
        Self { side: Some(if is_referenced { Side::Referenced } else { Side::Referencing }), ..self }
    }

    /// Of the COMMIT: which of the statements before it was wrong, no one tells.
    pub(crate) fn at_commit(self) -> Self {
        Self { side: None, ..self }
    }

    pub(crate) fn not_found(self) -> Error {
        Error::NotFound { model: self.model.name, association: self.association.map(|by| by.name) }
    }

    pub(crate) fn error(self, error: diesel::result::Error) -> Error {
        use diesel::result::Error as Diesel;
        match error {
            Diesel::NotFound => self.not_found(),
            Diesel::DeserializationError(source) => self.decode(source),
            Diesel::DatabaseError(kind, information) => {
                let told = told_referenced(kind, &*information);
                let kind = if told { DatabaseErrorKind::ForeignKeyViolation } else { kind };
                // Without an operation, only one of the databases would tell.
                let side = self.side.map(|side| if told { Side::Referenced } else { side });
                let constraint = constraint_of(&*information);
                Self { side, ..self }.database(kind, constraint, Diesel::DatabaseError(kind, information))
            }
            Diesel::BrokenTransactionManager => Error::Connection(Box::new(error)),
            error => Error::Database(error),
        }
    }

    fn database(self, kind: DatabaseErrorKind, constraint: Option<String>, source: diesel::result::Error) -> Error {
        if is_contention(kind, &source) {
            return Error::Contention(source);
        }
        if is_timeout(kind, &source) {
            return Error::Timeout(source);
        }
        let foreign_key = matches!(kind, DatabaseErrorKind::ForeignKeyViolation);
        let association = self.association_of(constraint.as_deref(), foreign_key);
        let model = self.model.name;
        let violation = |kind, source| Violation { kind, model, constraint, association, source };
        match (kind, self.side) {
            (DatabaseErrorKind::UniqueViolation, _) => Error::UniqueViolation(violation("unique violation", source)),
            (DatabaseErrorKind::ForeignKeyViolation, Some(Side::Referenced)) => {
                Error::StillReferenced(violation("still referenced", source))
            }
            (DatabaseErrorKind::ForeignKeyViolation, _) => {
                Error::ForeignKeyViolation(violation("foreign key violation", source))
            }
            (DatabaseErrorKind::NotNullViolation, _) => {
                Error::NotNullViolation(violation("not null violation", source))
            }
            (DatabaseErrorKind::CheckViolation, _) => Error::CheckViolation(violation("check violation", source)),
            (DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => {
                Error::Connection(Box::new(source))
            }
            _ => Error::Database(source),
        }
    }

    /// The association to whose foreign key a constraint belongs. An operation by an association calls it by that
    /// association's name, not by that of the way back.
    fn association_of(self, constraint: Option<&str>, foreign_key: bool) -> Option<&'static str> {
        if let Some(by) = self.association.filter(|by| by.links) {
            // What references a link is no association of the model.
            return (self.side != Some(Side::Referenced) || !foreign_key).then_some(by.name);
        }
        let Some(constraint) = constraint else {
            // SQLite does not name a foreign key: it is known where the model declares only one that it can be.
            return if foreign_key { self.only_association() } else { None };
        };
        let by = self.association.filter(|by| names_key(constraint, self.model.table, by.key));
        let named = |key: &&ForeignKeyDescriptor| {
            key.constraint_name == Some(constraint) || names_key(constraint, key.table, key.columns)
        };
        by.map(|by| by.name)
            .or_else(|| self.declared(self.model.foreign_keys.iter().filter(named)))
            .or_else(|| self.association_through(constraint))
    }

    fn only_association(self) -> Option<&'static str> {
        let keys = self.model.foreign_keys.iter().filter(|key| key.constraint);
        if let Some(by) = self.association.filter(|by| !by.key.is_empty() && self.side != Some(Side::Referenced)) {
            let others = keys.clone().any(|key| key.is_held_by(self.model) && key.columns != by.key);
            return (by.key_alone || !others).then_some(by.name);
        }
        let side = self.side?;
        let possible = keys.filter(|key| match side {
            Side::Referencing => key.is_held_by(self.model),
            Side::Referenced => key.references(self.model),
        });
        let first = possible.clone().next()?;
        let is_first = |key: &ForeignKeyDescriptor| {
            (key.schema, key.table, key.columns) == (first.schema, first.table, first.columns)
        };
        if possible.clone().all(is_first) { self.declared(possible) } else { None }
    }

    /// The name of a key: in a model that references itself both ends may have given it one.
    fn declared(self, mut keys: impl Iterator<Item = &'static ForeignKeyDescriptor> + Clone) -> Option<&'static str> {
        let other_end = self.side == Some(Side::Referenced);
        let first = keys.clone().next()?;
        Some(keys.find(|key| key.belongs_to != other_end).unwrap_or(first).association)
    }

    /// The many-to-many association to whose junction a constraint belongs.
    fn association_through(self, constraint: &str) -> Option<&'static str> {
        let found = self.model.junctions.iter().find(|junction| names_junction(constraint, junction));
        found.map(|junction| junction.association)
    }

    fn decode(self, source: Box<dyn StdError + Send + Sync>) -> Error {
        let (model, source) = match source.downcast::<InRowOf>() {
            Ok(part) => (part.model, part.source),
            Err(source) => (self.model.name, source),
        };
        match source.downcast::<DeserializeFieldError>() {
            Ok(field) => Error::Decode { model, column: field.field_name, source: field.error },
            Err(source) => Error::Decode { model, column: None, source },
        }
    }
}

/// Whether a constraint, as a database reports it, is about these columns of that table: PostgreSQL gives the name
/// (`players_club_id_fkey`), SQLite the columns (`players.club_id`).
fn names_key(constraint: &str, table: &str, columns: &[&str]) -> bool {
    let listed: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
    constraint == foreign_key_name(table, columns)
        || constraint == unique_name(table, columns)
        || constraint == listed.join(", ")
}

/// Whether a constraint is about one of the junction's keys or about the pair, in the order of either side.
fn names_junction(constraint: &str, junction: &JunctionDescriptor) -> bool {
    let (source, target) = (junction.source.columns, junction.target.columns);
    let lists = [source.to_vec(), target.to_vec(), [source, target].concat(), [target, source].concat()];
    lists.iter().any(|columns| names_key(constraint, junction.table, columns))
        || constraint == primary_key_name(junction.table)
        || junction.unique_key == Some(constraint)
}

/// Whether the database says that a row is still referenced: PostgreSQL does by its message, SQLite where the key
/// restricts.
///
/// For both it may have a kind that Diesel does not know: SQLite reports RESTRICT as a failing trigger, PostgreSQL from
/// version 18 on by an SQLSTATE of its own.
fn told_referenced(kind: DatabaseErrorKind, information: &dyn DatabaseErrorInformation) -> bool {
    let message = information.message();
    match kind {
        DatabaseErrorKind::ForeignKeyViolation => message.starts_with("update or delete on table"),
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::NotNullViolation
        | DatabaseErrorKind::CheckViolation => false,
        _ => message == "FOREIGN KEY constraint failed" || message.contains("violates RESTRICT setting"),
    }
}

/// Whether another connection was in the way. Diesel has a kind only for transactions that cannot be serialized.
fn is_contention(kind: DatabaseErrorKind, error: &diesel::result::Error) -> bool {
    let told = ["deadlock detected", "canceling statement due to lock timeout", "could not obtain lock on "];
    let told_by_sqlite = ["database is locked", "database table is locked"];
    match kind {
        DatabaseErrorKind::SerializationFailure => true,
        DatabaseErrorKind::Unknown => told.iter().chain(&told_by_sqlite).any(|told| message(error).starts_with(told)),
        _ => false,
    }
}

/// Whether the server stopped the statement for the time it took.
fn is_timeout(kind: DatabaseErrorKind, error: &diesel::result::Error) -> bool {
    matches!(kind, DatabaseErrorKind::Unknown) && message(error) == "canceling statement due to statement timeout"
}

fn message(error: &diesel::result::Error) -> &str {
    match error {
        diesel::result::Error::DatabaseError(_, information) => information.message(),
        _ => "",
    }
}

/// What the database calls the constraint. PostgreSQL has a name; SQLite's message ends in what it is about
/// (`UNIQUE constraint failed: teams.name`). PostgreSQL names no constraint for NOT NULL, but the column.
fn constraint_of(information: &dyn DatabaseErrorInformation) -> Option<String> {
    if let Some(name) = information.constraint_name() {
        return Some(name.to_owned());
    }
    if let (Some(table), Some(column)) = (information.table_name(), information.column_name()) {
        return Some(format!("{table}.{column}"));
    }
    let (_, rest) = information.message().split_once(" constraint failed: ")?;
    Some(rest.to_owned())
}

const NO_MODEL: ModelDescriptor = ModelDescriptor {
    name: "row",
    table: "",
    schema: None,
    columns: &[],
    primary_key: &[],
    foreign_keys: &[],
    junctions: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::JunctionKeyDescriptor;

    #[test]
    fn contention_and_timeouts_are_told_by_their_messages() {
        let error =
            |kind, message: &str| Error::from(diesel::result::Error::DatabaseError(kind, Box::new(message.to_owned())));
        let contention = [
            (DatabaseErrorKind::SerializationFailure, "could not serialize access due to concurrent update"),
            (DatabaseErrorKind::Unknown, "deadlock detected"),
            (DatabaseErrorKind::Unknown, "canceling statement due to lock timeout"),
            (DatabaseErrorKind::Unknown, "could not obtain lock on row in relation \"teams\""),
            (DatabaseErrorKind::Unknown, "database is locked"),
            (DatabaseErrorKind::Unknown, "database table is locked: teams"),
        ];
        for (kind, message) in contention {
            assert!(matches!(error(kind, message), Error::Contention(_)), "{message}");
        }
        let timeout = error(DatabaseErrorKind::Unknown, "canceling statement due to statement timeout");
        assert!(matches!(timeout, Error::Timeout(_)), "{timeout:?}");
        let other = error(DatabaseErrorKind::Unknown, "canceling statement due to user request");
        assert!(matches!(other, Error::Database(_)), "{other:?}");
        let other = error(DatabaseErrorKind::CheckViolation, "deadlock detected");
        assert!(matches!(other, Error::CheckViolation(_)), "{other:?}");
    }

    const fn key(columns: &'static [&'static str], table: &'static str) -> JunctionKeyDescriptor {
        JunctionKeyDescriptor {
            columns,
            referenced_table: table,
            referenced_schema: None,
            referenced_model: "Some",
            referenced_columns: &["id"],
        }
    }

    const ACTORS: JunctionDescriptor = JunctionDescriptor {
        association: "actors",
        model: "Movie",
        table: "castings",
        schema: None,
        is_model: false,
        source: key(&["movie_id"], "movies"),
        target: key(&["actor_id"], "actors"),
        unique: true,
        unique_key: None,
        timestamps: false,
        on_delete: None,
        on_update: None,
    };

    fn association_of(junction: &JunctionDescriptor, constraint: &str) -> Option<&'static str> {
        names_junction(constraint, junction).then_some(junction.association)
    }

    #[test]
    fn a_constraint_of_a_junction_is_that_of_its_association_on_either_database() {
        let own = [
            "castings_movie_id_fkey",
            "castings_actor_id_fkey",
            "castings_pkey",
            "castings_movie_id_actor_id_key",
            "castings_actor_id_movie_id_key",
            "castings.movie_id, castings.actor_id",
            "castings.actor_id, castings.movie_id",
            "castings.actor_id",
        ];
        for constraint in own {
            assert_eq!(association_of(&ACTORS, constraint), Some("actors"), "{constraint}");
        }
        for constraint in ["castings_id_fkey", "movies_pkey", "actors.id", "pair_once"] {
            assert_eq!(association_of(&ACTORS, constraint), None, "{constraint}");
        }
        let named = JunctionDescriptor { unique_key: Some("pair_once"), ..ACTORS };
        assert_eq!(association_of(&named, "pair_once"), Some("actors"));
    }

    #[test]
    fn a_violation_in_a_junction_names_the_association_of_the_model() {
        static MOVIE: ModelDescriptor = ModelDescriptor { name: "Movie", junctions: &[ACTORS], ..NO_MODEL };
        let message = "UNIQUE constraint failed: castings.movie_id, castings.actor_id".to_owned();
        let error = diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, Box::new(message));
        let error = Context::of(&MOVIE).error(error);
        assert_eq!(
            error.to_string(),
            "unique violation: `castings.movie_id, castings.actor_id` of `Movie` (association `actors`)"
        );
    }
}
