//! The context of a failed statement, and the error that is made from it and from Diesel's error.
//!
//! Owns the choice of the variant, the model and the association of an error. Must not know operations. The
//! texts of a database's messages stand in `dialect::cause`.

use std::error::Error as StdError;

use diesel::result::DeserializeFieldError;

use super::{Error, Violation};
use crate::descriptor::{
    ForeignKeyDescriptor, JunctionDescriptor, ModelDescriptor, foreign_key_name, primary_key_name, unique_name,
};
use crate::dialect::{Cause, constraint_of};
use crate::model::row::InRowOf;

/// The context of a statement: what its operation knows when the statement fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) model: &'static ModelDescriptor,
    pub(crate) association: Option<ByAssociation>,
    /// Which end of a foreign key the statement can violate, if that is known.
    pub(crate) side: Option<Side>,
    pub(crate) commits: Commits,
}

/// Whether a statement commits a change. When it does and its answer is lost, nobody knows whether the change is
/// stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commits {
    /// The statement only reads.
    Nothing,
    /// The statement writes. Outside of a transaction it also commits.
    Itself,
    /// The statement is the COMMIT of a transaction, or may be it.
    Transaction,
}

/// An end of a foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The rows that hold the key: a statement writes the key, and the row that it references does not exist.
    Referencing,
    /// The rows that are referenced: a statement deletes them or changes their key.
    Referenced,
}

/// The association of an operation, with what the operation writes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByAssociation {
    pub(crate) name: &'static str,
    /// The columns of the association's foreign key in the table of the model, if the operation writes them.
    key: &'static [&'static str],
    /// Whether the operation writes the foreign key alone.
    key_alone: bool,
    /// Whether the operation writes links, which are rows of the association's junction.
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

    /// An operation that inserts a row with the association's foreign key.
    pub(crate) fn creating(name: &'static str, key: &'static [&'static str]) -> Self {
        Self { name, key, key_alone: false, links: false }
    }

    /// An operation that writes rows of the association's junction.
    pub(crate) fn linking(name: &'static str) -> Self {
        Self { name, key: &[], key_alone: false, links: true }
    }
}

impl Context {
    /// The context of a statement of Diesel's own, which may be the COMMIT of its transaction.
    pub(crate) const UNKNOWN: Self =
        Self { model: &NO_MODEL, association: None, side: None, commits: Commits::Transaction };

    pub(crate) fn of(model: &'static ModelDescriptor) -> Self {
        Self { model, association: None, side: Some(Side::Referencing), commits: Commits::Nothing }
    }

    /// The context of an INSERT.
    pub(crate) fn inserting(self) -> Self {
        Self { commits: Commits::Itself, ..self }
    }

    /// The context of a SELECT among the writing statements of an operation.
    pub(crate) fn reading(self) -> Self {
        Self { commits: Commits::Nothing, ..self }
    }

    pub(crate) fn by(self, association: ByAssociation) -> Self {
        let commits = if association.links || !association.key.is_empty() { Commits::Itself } else { self.commits };
        Self { association: Some(association), commits, ..self }
    }

    /// The context of a DELETE. A DELETE is refused only because other rows reference the deleted ones.
    pub(crate) fn deleting(self) -> Self {
        Self { side: Some(Side::Referenced), commits: Commits::Itself, ..self }
    }

    /// The context of an UPDATE of these columns of the model.
    pub(crate) fn updating(self, columns: &[&str]) -> Self {
        let written = |key: &[&str]| key.iter().any(|column| columns.contains(column));
        let ModelDescriptor { foreign_keys, junctions, .. } = *self.model;
        let referenced = foreign_keys.iter().filter(|key| key.references(self.model));
        let referenced = referenced.map(|key| key.referenced_columns);
        let linked = junctions.iter().map(|junction| junction.source.referenced_columns);
        let holds = foreign_keys.iter().any(|key| key.is_held_by(self.model) && written(key.columns));
        let is_referenced = !holds && referenced.chain(linked).any(written);
        let side = if is_referenced { Side::Referenced } else { Side::Referencing };
        Self { side: Some(side), commits: Commits::Itself, ..self }
    }

    /// The context of a COMMIT: any of the statements before it may have violated a deferred constraint.
    pub(crate) fn at_commit(self) -> Self {
        Self { side: None, commits: Commits::Transaction, ..self }
    }

    /// The context of the end of a savepoint. Its changes are committed later.
    pub(crate) fn at_release(self) -> Self {
        Self { side: None, commits: Commits::Nothing, ..self }
    }

    pub(crate) fn not_found(self) -> Error {
        Error::NotFound { model: self.model.name, association: self.association.map(|by| by.name) }
    }

    pub(crate) fn error(self, error: diesel::result::Error) -> Error {
        use diesel::result::Error as Diesel;
        match error {
            Diesel::NotFound => self.not_found(),
            Diesel::DeserializationError(source) => self.decode(source),
            Diesel::SerializationError(_) => Error::InvalidValue(error),
            Diesel::DatabaseError(kind, ref information) => {
                let (cause, constraint) = (Cause::of(kind, &**information), constraint_of(&**information));
                self.of_cause(cause, constraint, error)
            }
            Diesel::RollbackErrorOnCommit { ref commit_error, .. } => match &**commit_error {
                Diesel::DatabaseError(kind, information) => {
                    let (cause, constraint) = (Cause::of(*kind, &**information), constraint_of(&**information));
                    self.at_commit().of_cause(cause, constraint, error)
                }
                _ => Error::Database(error),
            },
            Diesel::BrokenTransactionManager => Error::Connection(Box::new(error)),
            error => Error::Database(error),
        }
    }

    fn of_cause(self, cause: Cause, constraint: Option<String>, source: diesel::result::Error) -> Error {
        match cause {
            Cause::Contention => Error::Contention(source),
            Cause::Timeout => Error::Timeout(source),
            Cause::Lost if self.commits != Commits::Nothing => Error::OutcomeUnknown(source),
            Cause::Disconnected if self.commits == Commits::Transaction => Error::OutcomeUnknown(source),
            Cause::Lost | Cause::Disconnected => Error::Connection(Box::new(source)),
            Cause::InvalidValue => Error::InvalidValue(source),
            Cause::Aborted => Error::Aborted(source),
            Cause::Unique => Error::UniqueViolation(self.violation("unique violation", constraint, source)),
            Cause::NotNull => Error::NotNullViolation(self.violation("not null violation", constraint, source)),
            Cause::Check => Error::CheckViolation(self.violation("check violation", constraint, source)),
            Cause::ForeignKey { referenced } => self.foreign_key(referenced, constraint, source),
            Cause::Other => Error::Database(source),
        }
    }

    fn foreign_key(self, referenced: bool, constraint: Option<String>, source: diesel::result::Error) -> Error {
        // Without an operation, only PostgreSQL says which end of the key is violated.
        let side = self.side.map(|side| if referenced { Side::Referenced } else { side });
        let context = Self { side, ..self };
        let association = context.association_of(constraint.as_deref(), true);
        let model = self.model.name;
        let violation = |kind| Violation { kind, model, constraint, association, source };
        match side {
            Some(Side::Referenced) => Error::StillReferenced(violation("still referenced")),
            _ => Error::ForeignKeyViolation(violation("foreign key violation")),
        }
    }

    fn violation(self, kind: &'static str, constraint: Option<String>, source: diesel::result::Error) -> Violation {
        let association = self.association_of(constraint.as_deref(), false);
        Violation { kind, model: self.model.name, constraint, association, source }
    }

    /// Finds the association to whose foreign key a constraint belongs. An operation of an association reports that
    /// association, not the association in the other direction.
    fn association_of(self, constraint: Option<&str>, foreign_key: bool) -> Option<&'static str> {
        if let Some(by) = self.association.filter(|by| by.links) {
            // A row that references a junction row belongs to no association of this model.
            return (self.side != Some(Side::Referenced) || !foreign_key).then_some(by.name);
        }
        let Some(constraint) = constraint else {
            // SQLite does not name the violated foreign key. It is known when the model declares only one possible key.
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

    /// Finds the association that declares a key. In a model that references itself, both ends may declare it.
    fn declared(self, mut keys: impl Iterator<Item = &'static ForeignKeyDescriptor> + Clone) -> Option<&'static str> {
        let other_end = self.side == Some(Side::Referenced);
        let first = keys.clone().next()?;
        Some(keys.find(|key| key.belongs_to != other_end).unwrap_or(first).association)
    }

    /// Finds the many-to-many association to whose junction a constraint belongs.
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

/// Whether an error of Diesel's says that another transaction was in the way.
pub(crate) fn is_contention_of_diesel(error: &diesel::result::Error) -> bool {
    use diesel::result::Error as Diesel;
    match error {
        Diesel::DatabaseError(kind, information) => Cause::of(*kind, &**information) == Cause::Contention,
        Diesel::RollbackErrorOnCommit { commit_error, .. } => is_contention_of_diesel(commit_error),
        _ => false,
    }
}

/// Whether a constraint is about these columns of this table. PostgreSQL reports the name of the constraint
/// (`players_club_id_fkey`), SQLite the columns (`players.club_id`).
fn names_key(constraint: &str, table: &str, columns: &[&str]) -> bool {
    let listed: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
    constraint == foreign_key_name(table, columns)
        || constraint == unique_name(table, columns)
        || constraint == listed.join(", ")
}

/// Whether a constraint is about one of the junction's foreign keys, or about the pair of them in either order.
fn names_junction(constraint: &str, junction: &JunctionDescriptor) -> bool {
    let (source, target) = (junction.source.columns, junction.target.columns);
    let lists = [source.to_vec(), target.to_vec(), [source, target].concat(), [target, source].concat()];
    lists.iter().any(|columns| names_key(constraint, junction.table, columns))
        || constraint == primary_key_name(junction.table)
        || junction.unique_key == Some(constraint)
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
        let kind = diesel::result::DatabaseErrorKind::UniqueViolation;
        let error = diesel::result::Error::DatabaseError(kind, Box::new(message));
        let error = Context::of(&MOVIE).error(error);
        assert_eq!(
            error.to_string(),
            "unique violation: `castings.movie_id, castings.actor_id` of `Movie` (association `actors`)"
        );
    }
}
