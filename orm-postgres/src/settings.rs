//! The settings of a connection.
//!
//! Owns the settings, their SQL, and how a connection is opened with them. Must not know DDL.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use orm_core::Error;

use crate::PgConnection;
use crate::url::{with_options, without_secrets};

/// The settings of a connection: how long a statement may take, and how long the network may be silent. By default
/// nothing is set, and setting up a connection runs no statement.
///
/// | for | |
/// |---|---|
/// | one connection | [`connect`](Self::connect), `connect_async` (feature `async`) |
/// | a pool of r2d2 (feature `r2d2`) | `connection_customizer(Box::new(settings))`, and [`url`](Self::url) for its manager |
/// | a pool of bb8, deadpool or mobc (feature `pool`) | `settings.manager(url)` |
/// | a connection that your code opens itself, with TLS | [`apply`](Self::apply), `apply_async` (feature `async`) |
///
/// PgBouncer in transaction mode has to keep prepared statements: version 1.21 or later with `max_prepared_statements`
/// above 0. No setting of this type avoids prepared statements.
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
#[expect(clippy::struct_field_names, reason = "each is a timeout, of another thing")]
pub struct Settings {
    statement_timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    network_timeout: Option<Duration>,
}

impl Settings {
    /// Makes settings that set nothing: those of the server, the database and the role stay.
    pub const fn new() -> Self {
        Self { statement_timeout: None, connect_timeout: None, network_timeout: None }
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

    /// Sets how long connecting may take before it fails with [`Error::Connection`]; with libpq, connecting to each
    /// host of the URL. Without this setting, connecting to a host that does not answer takes as long as the operating
    /// system waits: minutes.
    ///
    /// It sets the option `connect_timeout` of the URL to whole seconds, rounded up. libpq waits two seconds when it is
    /// one.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets how long the server's side of the network may be silent before the connection counts as lost. The statement
    /// then fails with [`Error::Connection`] or [`Error::OutcomeUnknown`]. Without this setting, a statement whose
    /// answer is lost in the network may wait for ever: `statement_timeout` does not help, because the server's answer
    /// to it is lost too.
    ///
    /// It sets `tcp_user_timeout` for data that was sent. For the wait for an answer it sets TCP keepalives:
    /// `keepalives_idle` to half of the time, and three more at a `keepalives_interval` of a sixth. All are whole
    /// seconds, rounded up. A server that works for long still answers keepalives. The setting has no effect on Unix
    /// sockets, and the operating system decides which of the options exist.
    ///
    /// libpq and tokio-postgres give these options different names and units: `tcp_user_timeout` counts milliseconds in
    /// libpq and seconds in tokio-postgres. So set them here and not in the URL.
    pub const fn network_timeout(mut self, timeout: Duration) -> Self {
        self.network_timeout = Some(timeout);
        self
    }

    /// Returns the URL with the timeouts of the network as libpq reads them, for code that connects without
    /// [`connect`](Self::connect).
    ///
    /// # Example
    /// ```
    /// use std::time::Duration;
    ///
    /// let settings = orm_postgres::Settings::new().connect_timeout(Duration::from_secs(5));
    /// assert_eq!(settings.url("postgres://localhost/league"), "postgres://localhost/league?connect_timeout=5");
    /// // diesel::r2d2::ConnectionManager::<PgConnection>::new(settings.url("postgres://localhost/league"))
    /// ```
    pub fn url(self, url: &str) -> String {
        self.url_for(url, "keepalives_count", 1000)
    }

    /// Returns the URL with the timeouts of the network as tokio-postgres reads them.
    #[cfg(feature = "async")]
    pub(crate) fn async_url(self, url: &str) -> String {
        self.url_for(url, "keepalives_retries", 1)
    }

    /// The time that connecting may take in all, with diesel-async.
    #[cfg(feature = "async")]
    pub(crate) fn longest_connect(self) -> Option<Duration> {
        self.connect_timeout.map(|timeout| Duration::from_secs(seconds(timeout)))
    }

    /// Returns the URL with the timeouts of the network. `count` is the driver's name of the number of keepalives;
    /// `unit` is the number of its units of `tcp_user_timeout` in a second.
    fn url_for(self, url: &str, count: &'static str, unit: u64) -> String {
        let mut options = Vec::new();
        if let Some(timeout) = self.connect_timeout {
            options.push(("connect_timeout", seconds(timeout).to_string()));
        }
        if let Some(timeout) = self.network_timeout {
            let seconds = seconds(timeout);
            options.extend([
                ("tcp_user_timeout", (seconds * unit).to_string()),
                ("keepalives", "1".to_owned()),
                ("keepalives_idle", seconds.div_ceil(2).to_string()),
                ("keepalives_interval", seconds.div_ceil(6).to_string()),
                (count, "3".to_owned()),
            ]);
        }
        with_options(url, &options)
    }

    /// Connects to a database with these settings. `url` is a URL, or a list of `key=value` as libpq reads it.
    ///
    /// # Errors
    /// [`Error::Connection`] when no connection can be opened; its source has libpq's message.
    pub fn connect(self, url: &str) -> Result<PgConnection, Error> {
        let opened = <PgConnection as diesel::Connection>::establish(&self.url(url));
        let mut connection = opened.map_err(|error| without_secrets(error, url))?;
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

/// Converts to whole seconds, rounded up: at least one, and at most 24 days, since the milliseconds of more do not fit
/// an `int` of libpq.
fn seconds(duration: Duration) -> u64 {
    let seconds = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    seconds.clamp(1, 2_000_000)
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
    fn the_drivers_have_their_own_names_and_units() {
        let settings = Settings::new().connect_timeout(Duration::from_millis(4001));
        let settings = settings.network_timeout(Duration::from_secs(30));
        let options = |unit, count| {
            format!(
                "dbname=league connect_timeout=5 tcp_user_timeout={unit} keepalives=1 keepalives_idle=15 \
                 keepalives_interval=5 {count}=3"
            )
        };
        assert_eq!(settings.url("dbname=league"), options("30000", "keepalives_count"));
        #[cfg(feature = "async")]
        assert_eq!(settings.async_url("dbname=league"), options("30", "keepalives_retries"));
        assert_eq!(Settings::new().url("dbname=league"), "dbname=league");
        let longest = Settings::new().network_timeout(Duration::MAX).url("");
        assert!(longest.contains("tcp_user_timeout=2000000000 "), "{longest}");
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
