//! The settings of a connection.
//!
//! Owns the settings, their SQL, and how a connection is opened with them. Must not know DDL.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use orm_core::Error;

use crate::PgConnection;

/// The settings of a connection: how long a statement may take. By default nothing is set, and setting up a connection
/// runs no statement.
///
/// | for | |
/// |---|---|
/// | one connection | [`connect`](Self::connect), `connect_async` (feature `async`) |
/// | a pool of r2d2 (feature `r2d2`) | `Pool::builder().connection_customizer(Box::new(settings))` |
/// | a pool of bb8, deadpool or mobc (feature `pool`) | `settings.manager(url)` |
/// | a connection that your code opens itself, with TLS | [`apply`](Self::apply), `apply_async` (feature `async`) |
///
/// # Example
/// ```no_run
/// use std::time::Duration;
///
/// use orm_postgres::Settings;
///
/// let settings = Settings::new().statement_timeout(Duration::from_secs(10));
/// let mut db = settings.connect("postgres://localhost/league")?;
/// # Ok::<(), orm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct Settings {
    statement_timeout: Option<Duration>,
}

impl Settings {
    /// Makes settings that set nothing: those of the server, the database and the role stay.
    pub const fn new() -> Self {
        Self { statement_timeout: None }
    }

    /// Sets how long the server works on one statement. It then stops the statement, which fails with
    /// [`Error::Timeout`].
    ///
    /// ```sql
    /// SET statement_timeout = 10000
    /// ```
    ///
    /// Setting it takes one round trip when a connection is opened, and none later. PostgreSQL counts whole
    /// milliseconds: a fraction is rounded up, and more than 24 days count as 24 days. With zero there is no limit,
    /// whatever the role or the database sets.
    ///
    /// The limit holds for each statement by itself, not for a transaction, and not for the wait for a connection of a
    /// pool. PgBouncer in transaction mode gives a transaction whichever server connection is free. Behind such a
    /// pooler, set the limit for the role instead: `ALTER ROLE blog SET statement_timeout = '10s'`.
    pub const fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = Some(timeout);
        self
    }

    /// Connects to a database with these settings. `url` is a URL, or a list of `key=value` as libpq reads it.
    ///
    /// # Errors
    /// [`Error::Connection`] when no connection can be opened; its source has libpq's message.
    pub fn connect(self, url: &str) -> Result<PgConnection, Error> {
        let mut connection = <PgConnection as diesel::Connection>::establish(url)?;
        self.apply(&mut connection)?;
        Ok(connection)
    }

    /// Sets up a connection that was opened without these settings. Call it outside of a transaction: a rollback would
    /// undo the settings.
    ///
    /// # Errors
    /// [`Error::Connection`] when the connection was lost.
    pub fn apply(self, connection: &mut PgConnection) -> Result<(), Error> {
        self.sql().map_or(Ok(()), |sql| connection.batch_execute(&sql).map_err(not_set_up))
    }

    /// Returns the statement that sets the settings; `None` when nothing is set.
    pub(crate) fn sql(self) -> Option<String> {
        self.statement_timeout.map(|timeout| format!("SET statement_timeout = {}", milliseconds(timeout)))
    }
}

/// Converts the error of a statement that sets something. It stores no data, so its outcome is never unknown.
pub(crate) fn not_set_up(error: diesel::result::Error) -> Error {
    match Error::from(error) {
        Error::OutcomeUnknown(lost) => Error::Connection(Box::new(lost)),
        error => error,
    }
}

/// Converts to whole milliseconds as the server takes them. It rounds up, so that a short limit does not become none.
fn milliseconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX)
}

/// Sets up each connection that a pool of r2d2 opens.
///
/// # Example
/// ```
/// use std::time::Duration;
///
/// use orm_core::diesel::r2d2::{self, ConnectionManager, Pool};
/// use orm_postgres::{PgConnection, Settings};
///
/// fn pool(url: &str) -> Result<Pool<ConnectionManager<PgConnection>>, r2d2::PoolError> {
///     Pool::builder()
///         .connection_customizer(Box::new(Settings::new().statement_timeout(Duration::from_secs(10))))
///         .build(ConnectionManager::<PgConnection>::new(url))
/// }
/// ```
#[cfg(feature = "r2d2")]
impl diesel::r2d2::CustomizeConnection<PgConnection, diesel::r2d2::Error> for Settings {
    fn on_acquire(&self, connection: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        let set_up = self.sql().map_or(Ok(()), |sql| connection.batch_execute(&sql));
        set_up.map_err(diesel::r2d2::Error::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_set_unless_asked_for() {
        assert_eq!(Settings::new().sql(), None);
    }

    #[test]
    fn a_timeout_is_whole_milliseconds_and_never_less_than_asked_for() {
        let cases = [
            (Duration::ZERO, "0"),
            (Duration::from_nanos(1), "1"),
            (Duration::from_secs(10), "10000"),
            (Duration::from_micros(250_001), "251"),
            (Duration::MAX, "2147483647"),
        ];
        for (duration, expected) in cases {
            let sql = Settings::new().statement_timeout(duration).sql();
            assert_eq!(sql, Some(format!("SET statement_timeout = {expected}")), "{duration:?}");
        }
    }
}
