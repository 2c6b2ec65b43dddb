//! What can go wrong while an operation runs.
//!
//! Owns [`Error`]; `context` makes it from Diesel's. The same cause gives the same kind on every database. Must not know
//! operations.

mod context;
#[cfg(feature = "tracing")]
mod row_by_row;

use std::error::Error as StdError;

pub(crate) use context::{ByAssociation, Context};
#[cfg(feature = "tracing")]
pub use row_by_row::RowByRow;

/// Why an operation failed. The data are as they were before, with two exceptions: when the connection is lost at the
/// commit, no one knows whether it was done ([`Error::OutcomeUnknown`]), and an operation of one statement that writes a
/// row and then cannot read it ([`Error::Decode`]) has written it. In a transaction the caller can take that back.
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
///         Error::UniqueViolation(_) | Error::StillReferenced(_) => 409,
///         Error::ForeignKeyViolation(_) => 422,
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
    /// A foreign key would reference a row that does not exist: that of a new row, a change, or a link.
    ///
    /// SQLite does not say which end of a key was violated. So a COMMIT that checks deferred keys, and a statement of
    /// Diesel's own, fail with this on either database, whichever end it was.
    #[error(transparent)]
    ForeignKeyViolation(Violation),
    /// Rows that others still reference, models or links, were to be deleted, or to get another key, and RESTRICT or NO
    /// ACTION refused it. When a `delete()` violates a foreign key it is always this.
    ///
    /// Of a key that was to change, SQLite reports RESTRICT; NO ACTION is known where the model declares the association.
    #[error(transparent)]
    StillReferenced(Violation),
    /// A mandatory column would have become NULL.
    #[error(transparent)]
    NotNullViolation(Violation),
    /// A CHECK constraint was not met.
    #[error(transparent)]
    CheckViolation(Violation),
    /// Another connection was in the way: a deadlock, a lock that was not free in time, a transaction that could not be
    /// serialized. Nothing is wrong with the operation: run it again, and in a transaction the whole transaction.
    ///
    /// Deadlocks and locks on a PostgreSQL server whose messages are not in English are [`Database`](Self::Database).
    #[error("another connection was in the way")]
    Contention(#[source] diesel::result::Error),
    /// A statement took longer than the server lets one: PostgreSQL's `statement_timeout`. The connection is as good as
    /// before. To run the operation again at once is to ask for the same.
    ///
    /// SQLite has no such limit. On a PostgreSQL server whose messages are not in English this is
    /// [`Database`](Self::Database).
    #[error("the database stopped a statement that took too long")]
    Timeout(#[source] diesel::result::Error),
    /// No connection could be made, or it was lost and nothing was changed: a server process that was terminated, a network
    /// that is down. The operation can be run again on another connection, and in a transaction the whole transaction.
    #[error("no connection to the database")]
    Connection(#[source] Box<dyn StdError + Send + Sync>),
    /// The connection was lost at the COMMIT, or, outside of a transaction, at a single statement that writes and that the
    /// server has not answered. The change is stored as a whole or not at all, and no one knows which: read the data before
    /// the operation is run again, or a row may be there twice.
    ///
    /// A transaction of Diesel's does not say which statement of its own has failed. A connection that is lost at its
    /// BEGIN or COMMIT is this, and with diesel-async also one that is lost inside of it, whose ROLLBACK fails.
    #[error("the connection was lost while the change was committed: it may be stored or not")]
    OutcomeUnknown(#[source] diesel::result::Error),
    /// A value that the database cannot store, or cannot work with: a text longer than its column, a number or date out
    /// of range, on PostgreSQL a NUL in a text or JSON, a LIKE pattern too long. The request is wrong, not the program.
    ///
    /// On a PostgreSQL server whose messages are not in English this is [`Database`](Self::Database).
    #[error("the database does not take a value")]
    InvalidValue(#[source] diesel::result::Error),
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
    Schema(#[from] crate::ddl::SchemaError),
    /// A getter was to be run for more rows of one query than the [watch](crate::trace::watch) lets pass; it was not
    /// run.
    #[cfg(feature = "tracing")]
    #[error(transparent)]
    RowByRow(#[from] RowByRow),
    /// Any other error of Diesel or the database.
    #[error(transparent)]
    Database(diesel::result::Error),
}

/// A constraint that was violated.
#[derive(Debug, thiserror::Error)]
#[error(
    "{kind}: {} of `{model}`{}",
    constraint.as_deref().map_or_else(|| "a constraint".to_owned(), |name| format!("`{name}`")),
    by(*association)
)]
pub struct Violation {
    /// What was violated, for the message.
    kind: &'static str,
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

fn by(association: Option<&str>) -> String {
    association.map_or_else(String::new, |name| format!(" (association `{name}`)"))
}

impl Error {
    /// Of a statement inside a transaction that is not committed: what it wrote goes with the connection.
    pub(crate) fn uncommitted(self) -> Self {
        match self {
            Self::OutcomeUnknown(lost) => Self::Connection(Box::new(lost)),
            error => error,
        }
    }
}

#[cfg(feature = "tracing")]
impl Error {
    /// The kind's name, for `error.type`.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::UniqueViolation(_) => "unique_violation",
            Self::ForeignKeyViolation(_) => "foreign_key_violation",
            Self::StillReferenced(_) => "still_referenced",
            Self::NotNullViolation(_) => "not_null_violation",
            Self::CheckViolation(_) => "check_violation",
            Self::Contention(_) => "contention",
            Self::Timeout(_) => "timeout",
            Self::Connection(_) => "connection",
            Self::OutcomeUnknown(_) => "outcome_unknown",
            Self::InvalidValue(_) => "invalid_value",
            Self::Decode { .. } => "decode",
            Self::Schema(_) => "schema",
            Self::RowByRow(_) => "row_by_row",
            Self::Database(_) => "database",
        }
    }
}

/// For `?` inside Diesel's transactions.
impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Context::UNKNOWN.error(error)
    }
}

impl From<diesel::ConnectionError> for Error {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Connection(Box::new(error))
    }
}
