//! Errors of operations.
//!
//! Owns [`Error`]; `context` makes it from Diesel's error. Must not know operations.

mod context;
#[cfg(feature = "tracing")]
mod row_by_row;

use std::error::Error as StdError;

use crate::model::InvalidCursor;

pub(crate) use context::{ByAssociation, Context, is_contention_of_diesel};
#[cfg(feature = "tracing")]
pub use row_by_row::RowByRow;

/// Why an operation failed. A failed operation has changed nothing, with one exception: when the connection is lost at
/// the commit, nobody knows whether the change is stored ([`Error::OutcomeUnknown`]).
///
/// This holds also for a row that is written and then cannot be read ([`Error::Decode`]): where a model has a field
/// whose value may not be readable, such as JSON, a decimal or a type of your own, each write of a single statement
/// runs in a transaction. For fields of whole numbers, floating point numbers, `bool`, `String`, `Vec<u8>`, UUIDs,
/// dates and times it does not. If the table then holds something that no such field takes, such as NULL where the
/// field is mandatory, the row is written although the error is returned.
///
/// Every database gives the same variant for the same cause. Every variant but [`NotFound`](Self::NotFound) keeps its
/// source ([`std::error::Error::source`]), down to Diesel's error. In a transaction of Diesel's, `?` turns Diesel's own
/// errors into this type.
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
    /// The row that was to be read or changed does not exist.
    #[error("no such `{model}`{}", by(*association))]
    NotFound {
        /// The model whose row is missing.
        model: &'static str,
        /// The association by which the row was read or changed.
        association: Option<&'static str>,
    },
    /// A row with the same value of a unique key exists already.
    #[error(transparent)]
    UniqueViolation(Violation),
    /// A foreign key references a row that does not exist: the key of a new row, of an updated row, or of a junction
    /// row.
    ///
    /// SQLite does not say whether the referencing or the referenced row violates the key. So on either database this
    /// is also the error of a COMMIT that checks deferred keys, and of a statement of Diesel's own, whichever row
    /// violates the key.
    #[error(transparent)]
    ForeignKeyViolation(Violation),
    /// A row that other rows or links still reference was to be deleted or to get another key, and RESTRICT or NO
    /// ACTION refused it. A `delete()` that violates a foreign key always fails with this error.
    ///
    /// When an UPDATE changes a referenced key, SQLite reports RESTRICT. A NO ACTION violation is recognised only if
    /// the model declares the association.
    #[error(transparent)]
    StillReferenced(Violation),
    /// A value violates NOT NULL: a mandatory column was to become NULL.
    #[error(transparent)]
    NotNullViolation(Violation),
    /// A value violates a CHECK constraint.
    #[error(transparent)]
    CheckViolation(Violation),
    /// Another connection was in the way: a deadlock, a lock that was not free in time, a transaction that could not be
    /// serialized. On PostgreSQL it is also the error of an operation whose table was altered since a blocking
    /// connection prepared the statement; the connection then prepares its statements anew. The operation itself is
    /// right. Run it again; inside a transaction, run the whole transaction again, which a
    /// [`Transaction`](crate::Transaction) does by itself.
    ///
    /// If the messages of a PostgreSQL server are not in English, its deadlocks and locks are
    /// [`Database`](Self::Database).
    #[error("another connection was in the way")]
    Contention(#[source] diesel::result::Error),
    /// A statement took longer than the server permits: PostgreSQL's `statement_timeout`. The connection can still be
    /// used. The operation is likely to take as long when it runs again.
    ///
    /// SQLite has no such limit. If the messages of a PostgreSQL server are not in English, this error is
    /// [`Database`](Self::Database).
    #[error("the database stopped a statement that took too long")]
    Timeout(#[source] diesel::result::Error),
    /// No connection could be opened, or it was lost and nothing was changed: the server process was terminated, or the
    /// network is down. On PostgreSQL, an async connection is also closed when a table was altered since the connection
    /// prepared the statement. Run the operation again on another connection; inside a transaction, run the whole
    /// transaction again.
    #[error("no connection to the database")]
    Connection(#[source] Box<dyn StdError + Send + Sync>),
    /// The connection was lost at the COMMIT, or, outside of a transaction, at a single writing statement that the
    /// server has not answered. The change is stored as a whole or not at all, and nobody knows which. Read the data
    /// before you run the operation again, or a row may be inserted twice.
    ///
    /// Diesel does not say which statement of its transactions has failed. So this is the error when the connection is
    /// lost at the BEGIN or COMMIT of a Diesel transaction. With diesel-async it is also the error when the connection
    /// is lost inside the transaction, because the ROLLBACK then fails.
    #[error("the connection was lost while the change was committed: it may be stored or not")]
    OutcomeUnknown(#[source] diesel::result::Error),
    /// The database cannot store a value or work with it: a text longer than its column, a number or date out of range,
    /// a LIKE pattern that is too long; on PostgreSQL also a NUL in a text or in JSON. The input is wrong, not the
    /// program. It is also the error of a text that is no cursor ([`InvalidCursor`](crate::errors::InvalidCursor)).
    ///
    /// If the messages of a PostgreSQL server are not in English, this error is [`Database`](Self::Database).
    #[error("the database does not take a value")]
    InvalidValue(#[source] diesel::result::Error),
    /// An earlier statement of this transaction has failed, and PostgreSQL refuses every further one: the transaction
    /// can only be rolled back. A [`Transaction`](crate::Transaction) whose closure returns `Ok` after a failed
    /// statement ends with this error. To go on after a statement that may fail, run it in a transaction inside this
    /// one.
    ///
    /// If the messages of a PostgreSQL server are not in English, this error is [`Database`](Self::Database).
    #[error("an earlier statement of the transaction failed, so that it is rolled back")]
    Aborted(#[source] diesel::result::Error),
    /// A value in the database could not be read into its field.
    #[error("could not read {} of `{model}`", column.as_deref().map_or_else(|| "a column".to_owned(), |name| format!("column `{name}`")))]
    Decode {
        /// The model that was read.
        model: &'static str,
        /// The column, where Diesel knows it.
        column: Option<String>,
        /// Why the value could not be read.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The models do not fit together, or one is missing; nothing was sent to the database.
    #[error(transparent)]
    Schema(#[from] crate::ddl::SchemaError),
    /// A getter ran for more rows of one query than the [watch](crate::trace::watch) permits. The getter sent no
    /// statement.
    #[cfg(feature = "tracing")]
    #[error(transparent)]
    RowByRow(#[from] RowByRow),
    /// Any other error of Diesel or the database.
    #[error(transparent)]
    Database(diesel::result::Error),
}

/// A violated constraint, with the model and the association that it belongs to.
#[derive(Debug, thiserror::Error)]
#[error(
    "{kind}: {} of `{model}`{}",
    constraint.as_deref().map_or_else(|| "a constraint".to_owned(), |name| format!("`{name}`")),
    by(*association)
)]
pub struct Violation {
    /// The kind of the violation, for the message.
    kind: &'static str,
    /// The model whose statement failed.
    pub model: &'static str,
    /// The constraint as the database reports it: its name on PostgreSQL, its columns on SQLite (`teams.name`). SQLite
    /// does not report which foreign key was violated.
    pub constraint: Option<String>,
    /// The association whose foreign key was violated, if it is known.
    pub association: Option<&'static str>,
    /// The database's own error.
    pub source: diesel::result::Error,
}

fn by(association: Option<&str>) -> String {
    association.map_or_else(String::new, |name| format!(" (association `{name}`)"))
}

impl Error {
    /// Whether it is [`Contention`](Self::Contention): the same transaction may succeed when it runs again.
    pub fn is_contention(&self) -> bool {
        matches!(self, Self::Contention(_))
    }

    /// Whether the connection must prepare its statements anew.
    pub(crate) fn is_stale(&self) -> bool {
        matches!(self, Self::Contention(source) if crate::dialect::is_stale(source))
    }

    /// Converts the error of a statement inside a transaction that is not committed: the change is lost with the
    /// connection, so its outcome is known.
    pub(crate) fn uncommitted(self) -> Self {
        match self {
            Self::OutcomeUnknown(lost) => Self::Connection(Box::new(lost)),
            error => error,
        }
    }
}

#[cfg(feature = "tracing")]
impl Error {
    /// The name of the variant, for the field `error.type` of a span.
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
            Self::Aborted(_) => "aborted",
            Self::Decode { .. } => "decode",
            Self::Schema(_) => "schema",
            Self::RowByRow(_) => "row_by_row",
            Self::Database(_) => "database",
        }
    }
}

/// Lets `?` convert errors inside Diesel's transactions.
impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Context::UNKNOWN.error(error)
    }
}

/// The text came from a client: the input is wrong, not the program.
impl From<InvalidCursor> for Error {
    fn from(error: InvalidCursor) -> Self {
        Self::InvalidValue(diesel::result::Error::DeserializationError(Box::new(error)))
    }
}

impl From<diesel::ConnectionError> for Error {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Connection(Box::new(error))
    }
}
