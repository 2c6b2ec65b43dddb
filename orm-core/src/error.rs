//! What can go wrong while an operation runs.
//!
//! Owns [`Error`] and its making from Diesel's. The same cause gives the same kind on every database. Must not know
//! operations.

use std::error::Error as StdError;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, DeserializeFieldError};

use crate::ddl::{foreign_key_name, primary_key_name, unique_name};
use crate::descriptor::{JunctionDescriptor, ModelDescriptor};
use crate::row::InRowOf;

/// Why an operation failed. Whatever it was, the data are as they were before, with one exception: an operation of one
/// statement that writes a row and then cannot read it ([`Error::Decode`]) has written it. In a transaction the caller can
/// take that back.
///
/// The same cause gives the same kind on every database. Every kind but [`NotFound`](Self::NotFound) keeps its source
/// ([`std::error::Error::source`]), down to Diesel's error. In a transaction of Diesel's, `?` turns Diesel's own errors
/// into this type.
///
/// # Example
/// ```
/// use orm_core::Error;
///
/// fn status(error: &Error) -> u16 {
///     match error {
///         Error::NotFound { .. } => 404,
///         Error::UniqueViolation(_) => 409,
///         Error::ForeignKeyViolation(violation) if violation.association.is_some() => 422,
///         _ => 500,
///     }
/// }
/// # let error = Error::NotFound { model: "Team", association: None };
/// # assert_eq!(status(&error), 404);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row that was asked for, or that was to be changed, does not exist.
    #[error("no such `{model}`{}", by(*association))]
    NotFound {
        /// The model whose row is missing.
        model: &'static str,
        /// The association it was asked for by.
        association: Option<&'static str>,
    },
    /// A row with the same unique key is there already.
    #[error(transparent)]
    UniqueViolation(Violation),
    /// A foreign key references no row, or a row that is still referenced was to go.
    #[error(transparent)]
    ForeignKeyViolation(Violation),
    /// A mandatory column would have become NULL.
    #[error(transparent)]
    NotNullViolation(Violation),
    /// A CHECK constraint was not met.
    #[error(transparent)]
    CheckViolation(Violation),
    /// Another connection was in the way: a deadlock, a lock that was not free in time, a transaction that could not be
    /// serialized. Nothing is wrong with the operation: run it again, and in a transaction the whole transaction.
    ///
    /// A PostgreSQL server whose messages are not in English tells deadlocks and locks as [`Database`](Self::Database).
    #[error("another connection was in the way")]
    Contention(#[source] diesel::result::Error),
    /// A statement took longer than the server lets one: PostgreSQL's `statement_timeout`. The connection is as good as
    /// before. To run the operation again at once is to ask for the same.
    ///
    /// SQLite has no such limit. A PostgreSQL server whose messages are not in English tells this as
    /// [`Database`](Self::Database).
    #[error("the database stopped a statement that took too long")]
    Timeout(#[source] diesel::result::Error),
    /// No connection could be made, or it was lost.
    #[error("no connection to the database")]
    Connection(#[source] Box<dyn StdError + Send + Sync>),
    /// A value in the database could not be read into its field.
    #[error("could not read {} of `{model}`", column.as_deref().map_or_else(|| "a column".to_owned(), |name| format!("column `{name}`")))]
    Decode {
        /// The model that was read.
        model: &'static str,
        /// The column, where Diesel knows it.
        column: Option<String>,
        /// What was wrong with the value.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The models do not make a schema; nothing was sent to the database.
    #[error(transparent)]
    Schema(#[from] crate::SchemaError),
    /// A getter was to be run for more rows of one query than the [watch](crate::trace::watch) lets pass; it was not
    /// run.
    #[cfg(feature = "tracing")]
    #[error(transparent)]
    RowByRow(#[from] crate::trace::watch::RowByRow),
    /// Any other error of Diesel or the database.
    #[error(transparent)]
    Database(diesel::result::Error),
}

/// A constraint that was violated.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}: {} of `{model}`{}",
    kind(source),
    constraint.as_deref().map_or_else(|| "a constraint".to_owned(), |name| format!("`{name}`")),
    by(*association)
)]
pub struct Violation {
    /// The model whose statement failed.
    pub model: &'static str,
    /// What the database calls the constraint: its name (PostgreSQL) or the columns, `teams.name` (SQLite). SQLite does
    /// not say which foreign key was violated.
    pub constraint: Option<String>,
    /// The association whose key was violated, where it is known.
    pub association: Option<&'static str>,
    /// The database's own error.
    pub source: diesel::result::Error,
}

fn kind(error: &diesel::result::Error) -> &'static str {
    use diesel::result::Error::DatabaseError;
    match error {
        DatabaseError(DatabaseErrorKind::UniqueViolation, _) => "unique violation",
        DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => "foreign key violation",
        DatabaseError(DatabaseErrorKind::NotNullViolation, _) => "not null violation",
        DatabaseError(DatabaseErrorKind::CheckViolation, _) => "check violation",
        _ => "violation",
    }
}

fn by(association: Option<&str>) -> String {
    association.map_or_else(String::new, |name| format!(" (association `{name}`)"))
}

/// For `?` inside Diesel's transactions.
#[cfg(feature = "tracing")]
impl Error {
    /// The kind's name, for `error.type`.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::UniqueViolation(_) => "unique_violation",
            Self::ForeignKeyViolation(_) => "foreign_key_violation",
            Self::NotNullViolation(_) => "not_null_violation",
            Self::CheckViolation(_) => "check_violation",
            Self::Contention(_) => "contention",
            Self::Timeout(_) => "timeout",
            Self::Connection(_) => "connection",
            Self::Decode { .. } => "decode",
            Self::Schema(_) => "schema",
            Self::RowByRow(_) => "row_by_row",
            Self::Database(_) => "database",
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Context::of(&NO_MODEL).error(error)
    }
}

impl From<diesel::ConnectionError> for Error {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Connection(Box::new(error))
    }
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

/// What an operation knows about itself when a statement of it fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) model: &'static ModelDescriptor,
    pub(crate) association: Option<ByAssociation>,
    /// Whether rows of the model are deleted: then it is the keys that reference them that can be violated.
    pub(crate) deletes: bool,
}

/// The association that an operation goes by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByAssociation {
    pub(crate) name: &'static str,
    /// The columns of its foreign key in the model's table, when they are written.
    pub(crate) key: &'static [&'static str],
    /// Whether nothing else is written.
    pub(crate) key_alone: bool,
    /// Whether what is written are links: a row of the association's junction.
    pub(crate) links: bool,
}

impl Context {
    pub(crate) fn of(model: &'static ModelDescriptor) -> Self {
        Self { model, association: None, deletes: false }
    }

    pub(crate) fn by(self, association: ByAssociation) -> Self {
        Self { association: Some(association), ..self }
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
                let kind = kind_of(kind, &*information);
                let constraint = constraint_of(&*information);
                let source = Diesel::DatabaseError(kind, information);
                self.database(kind, constraint, source)
            }
            Diesel::BrokenTransactionManager => Error::Connection(Box::new(error)),
            error => Error::Database(error),
        }
    }

    fn database(self, kind: DatabaseErrorKind, constraint: Option<String>, source: diesel::result::Error) -> Error {
        let foreign_key = matches!(kind, DatabaseErrorKind::ForeignKeyViolation);
        let association = self.association_of(constraint.as_deref(), foreign_key);
        if is_contention(kind, &source) {
            return Error::Contention(source);
        }
        if is_timeout(kind, &source) {
            return Error::Timeout(source);
        }
        let violation = |source| Violation { model: self.model.name, constraint, association, source };
        match kind {
            DatabaseErrorKind::UniqueViolation => Error::UniqueViolation(violation(source)),
            DatabaseErrorKind::ForeignKeyViolation => Error::ForeignKeyViolation(violation(source)),
            DatabaseErrorKind::NotNullViolation => Error::NotNullViolation(violation(source)),
            DatabaseErrorKind::CheckViolation => Error::CheckViolation(violation(source)),
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                Error::Connection(Box::new(source))
            }
            _ => Error::Database(source),
        }
    }

    /// The association to whose foreign key a constraint belongs. An operation by an association calls it by that
    /// association's name, not by that of the way back.
    fn association_of(self, constraint: Option<&str>, foreign_key: bool) -> Option<&'static str> {
        if let Some(by) = self.association.filter(|by| by.links) {
            return Some(by.name);
        }
        let keys = self.model.foreign_keys;
        let Some(constraint) = constraint else {
            // SQLite does not name a foreign key: it is known where the model declares only one that it can be.
            return if foreign_key { self.only_association() } else { None };
        };
        let by = self.association.filter(|by| names_key(constraint, self.model.table, by.key));
        let declared = || keys.iter().find(|key| names_key(constraint, key.table, key.columns));
        by.map(|by| by.name)
            .or_else(|| declared().map(|key| key.association))
            .or_else(|| self.association_through(constraint))
    }

    fn only_association(self) -> Option<&'static str> {
        let table = self.model.table;
        if let Some(by) = self.association.filter(|by| !by.key.is_empty()) {
            let others = self.model.foreign_keys.iter().any(|key| key.table == table && key.columns != by.key);
            return (by.key_alone || !others).then_some(by.name);
        }
        let mut possible = self.model.foreign_keys.iter().filter(|key| !self.deletes || key.referenced_table == table);
        let first = possible.next()?;
        possible.next().is_none().then_some(first.association)
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

/// The kind that Diesel gives, and where it gives none, the kind that the message tells.
///
/// SQLite reports ON DELETE RESTRICT as a failing trigger, PostgreSQL from version 18 on as an SQLSTATE of its own.
fn kind_of(kind: DatabaseErrorKind, information: &dyn DatabaseErrorInformation) -> DatabaseErrorKind {
    let message = information.message();
    let unnamed = !matches!(
        kind,
        DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::CheckViolation
    );
    if unnamed && (message == "FOREIGN KEY constraint failed" || message.contains("violates RESTRICT setting")) {
        return DatabaseErrorKind::ForeignKeyViolation;
    }
    kind
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
            referenced_model: "Some",
            referenced_columns: &["id"],
        }
    }

    const ACTORS: JunctionDescriptor = JunctionDescriptor {
        association: "actors",
        model: "Movie",
        table: "castings",
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
