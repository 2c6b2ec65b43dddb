//! The cause of an error that a database reports.
//!
//! Owns the texts of the databases' messages. Diesel's kind of the error decides. Where Diesel has no kind, the message
//! decides, because Diesel does not hand on SQLSTATE. So of a PostgreSQL server whose messages are not in English, only
//! the errors with a kind of Diesel's are recognised. Must not know operations or the library's own errors.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind};

/// The cause of an error, the same for both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Unique,
    ForeignKey {
        /// Whether the database says that the violating rows are the referenced ones.
        referenced: bool,
    },
    NotNull,
    Check,
    /// Another connection was in the way.
    Contention,
    /// The server stopped the statement because it took too long.
    Timeout,
    /// The connection is closed, and the statement was not carried out.
    Disconnected,
    /// The connection was lost, and it is not known whether the statement was carried out.
    Lost,
    /// The database cannot store a value or work with it.
    InvalidValue,
    /// An earlier statement of the transaction has failed.
    Aborted,
    Other,
}

impl Cause {
    pub(crate) fn of(kind: DatabaseErrorKind, information: &dyn DatabaseErrorInformation) -> Self {
        use DatabaseErrorKind as Kind;
        let message = information.message();
        // A blocking connection reports that it is closed. An async one reports only the last message of the server.
        if message.starts_with("terminating connection ") {
            return Self::Disconnected;
        }
        match kind {
            Kind::UniqueViolation => Self::Unique,
            Kind::ForeignKeyViolation => {
                Self::ForeignKey { referenced: message.starts_with("update or delete on table") }
            }
            Kind::RestrictViolation => Self::ForeignKey { referenced: true },
            Kind::NotNullViolation => Self::NotNull,
            Kind::CheckViolation => Self::Check,
            Kind::SerializationFailure => Self::Contention,
            // tokio-postgres and libpq also refuse a statement that they cannot write. The connection can still be
            // used.
            Kind::UnableToSendCommand if starts_with_any(message, &UNWRITABLE) => Self::Other,
            // libpq has sent nothing. tokio-postgres has no other kind, and does not say whether it has sent something.
            Kind::UnableToSendCommand if message.starts_with("no connection to the server") => Self::Disconnected,
            Kind::ClosedConnection | Kind::UnableToSendCommand => Self::Lost,
            _ => Self::of_message(message),
        }
    }

    fn of_message(message: &str) -> Self {
        match message {
            // SQLite reports RESTRICT as a failed trigger. PostgreSQL from version 18 on has an SQLSTATE for it,
            // without a kind of Diesel's.
            _ if message == "FOREIGN KEY constraint failed" || message.contains("violates RESTRICT setting") => {
                Self::ForeignKey { referenced: true }
            }
            TWICE_IN_ONE_UPSERT => Self::Unique,
            "canceling statement due to statement timeout" => Self::Timeout,
            _ if message.starts_with("current transaction is aborted") => Self::Aborted,
            _ if starts_with_any(message, &CONTENTION) => Self::Contention,
            _ if starts_with_any(message, &INVALID_VALUE) || RANGES.iter().any(|end| message.ends_with(end)) => {
                Self::InvalidValue
            }
            _ => Self::Other,
        }
    }
}

const UNWRITABLE: [&str; 3] =
    ["number of parameters must be between ", "error encoding message to server", "error serializing parameter"];

/// PostgreSQL's message about a prepared statement whose columns have other types than when it was prepared, because
/// another connection has altered the table.
const STALE: &str = "cached plan must not change result type";

/// PostgreSQL's message about two rows of an upsert that are taken for the same existing row.
pub(crate) const TWICE_IN_ONE_UPSERT: &str = "ON CONFLICT DO UPDATE command cannot affect row a second time";

/// Whether a statement that the connection has cached must be prepared anew.
pub(crate) fn is_stale(error: &diesel::result::Error) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, information) if information.message() == STALE)
}

const CONTENTION: [&str; 6] = [
    // PostgreSQL
    STALE,
    "deadlock detected",
    "canceling statement due to lock timeout",
    "could not obtain lock on ",
    // SQLite
    "database is locked",
    "database table is locked",
];

/// Beginnings of the messages of PostgreSQL's data exceptions (SQLSTATE class 22) and limits of a value (class 54), and
/// of the like messages of SQLite.
const INVALID_VALUE: [&str; 24] = [
    // PostgreSQL: text
    "invalid byte sequence for encoding ",
    "value too long for type ",
    "bit string length ",
    "bit string too long for type ",
    "index row size ",
    "index row requires ",
    "LIKE pattern must not end with escape character",
    "invalid regular expression: ",
    // PostgreSQL: numbers, dates and times
    "numeric field overflow",
    "value overflows numeric format",
    "date/time field value out of range",
    "date out of range",
    "timestamp out of range",
    "interval field value out of range",
    // PostgreSQL: JSON and enums
    "unsupported Unicode escape sequence",
    "stack depth limit exceeded",
    "string too long to represent as jsonb string",
    "invalid input syntax for type ",
    "invalid input value for enum ",
    // SQLite
    "string or blob too big",
    "LIKE or GLOB pattern too complex",
    "malformed JSON",
    "integer overflow",
    "cannot store ",
];

/// Ends of PostgreSQL's messages about a number that its column cannot hold: `integer out of range`.
const RANGES: [&str; 3] = ["smallint out of range", "integer out of range", "bigint out of range"];

fn starts_with_any(message: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| message.starts_with(beginning))
}

/// Finds the constraint that an error names. PostgreSQL gives its name. SQLite's message ends in the columns
/// (`UNIQUE constraint failed: teams.name`). For NOT NULL, PostgreSQL gives the column instead of a constraint.
pub(crate) fn constraint_of(information: &dyn DatabaseErrorInformation) -> Option<String> {
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

    #[test]
    fn what_diesel_has_no_kind_for_is_known_by_its_message() {
        use DatabaseErrorKind::{CheckViolation, ClosedConnection, SerializationFailure, UnableToSendCommand, Unknown};
        let cases = [
            (SerializationFailure, "could not serialize access due to concurrent update", Cause::Contention),
            (Unknown, "deadlock detected", Cause::Contention),
            (Unknown, "canceling statement due to lock timeout", Cause::Contention),
            (Unknown, "could not obtain lock on row in relation \"teams\"", Cause::Contention),
            (Unknown, "database is locked", Cause::Contention),
            (Unknown, "database table is locked: teams", Cause::Contention),
            (Unknown, "canceling statement due to statement timeout", Cause::Timeout),
            (Unknown, "canceling statement due to user request", Cause::Other),
            (CheckViolation, "deadlock detected", Cause::Check),
            (Unknown, "terminating connection due to administrator command", Cause::Disconnected),
            (SerializationFailure, "terminating connection due to conflict with recovery", Cause::Disconnected),
            (ClosedConnection, "server closed the connection unexpectedly", Cause::Lost),
            (UnableToSendCommand, "connection closed", Cause::Lost),
            (UnableToSendCommand, "no connection to the server\n", Cause::Disconnected),
            (UnableToSendCommand, "number of parameters must be between 0 and 65535\n", Cause::Other),
            (Unknown, "value too long for type character varying(80)", Cause::InvalidValue),
            (Unknown, "integer out of range", Cause::InvalidValue),
            (
                Unknown,
                "current transaction is aborted, commands ignored until end of transaction block",
                Cause::Aborted,
            ),
            (Unknown, TWICE_IN_ONE_UPSERT, Cause::Unique),
            (Unknown, "FOREIGN KEY constraint failed", Cause::ForeignKey { referenced: true }),
            (Unknown, "relation \"teams\" does not exist", Cause::Other),
        ];
        for (kind, message, cause) in cases {
            assert_eq!(Cause::of(kind, &message.to_owned()), cause, "{message}");
        }
    }
}
