//! The settings of a connection.
//!
//! Owns the settings, their SQL, and how a connection is opened with them. Must not know DDL.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use orm_core::Error;

use crate::PgConnection;
use crate::url::{with_options, without_secrets};

/// How connections are set up: how long a statement may take, and how long the network may be silent. Nothing is set, and no statement run, unless asked for.
///
/// | for | |
/// |---|---|
/// | one connection | [`connect`](Self::connect), `connect_async` (feature `async`) |
/// | a pool of r2d2 (feature `r2d2`) | `connection_customizer(Box::new(settings))`, and [`url`](Self::url) for its manager |
/// | a pool of bb8, deadpool or mobc (feature `pool`) | `settings.manager(url)` |
/// | a connection that was opened otherwise, with TLS | [`apply`](Self::apply), `apply_async` (feature `async`) |
///
/// PgBouncer in transaction mode has to keep prepared statements: version 1.21 or later with `max_prepared_statements` above
/// 0. No setting here does without them.
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
    connect_timeout: Option<Duration>,
    network_timeout: Option<Duration>,
}

impl Settings {
    /// Nothing is set: what the server, the database or the role says stays.
    pub const fn new() -> Self {
        Self { statement_timeout: None, connect_timeout: None, network_timeout: None }
    }

    /// How long the server works on one statement before it stops it, which is [`Error::Timeout`].
    ///
    /// ```sql
    /// SET statement_timeout = 10000
    /// ```
    ///
    /// One more round trip when a connection is opened, none later. PostgreSQL counts milliseconds: what is between two
    /// is rounded up, and more than 24 days are 24 days. Zero: no limit, whatever the role or the database says.
    ///
    /// It holds for each statement by itself, not for a transaction, and not for the wait for a connection of the pool.
    /// Behind a pooler that gives a transaction whichever server connection is free (PgBouncer in transaction mode), set
    /// it for the role instead: `ALTER ROLE blog SET statement_timeout = '10s'`.
    pub const fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = Some(timeout);
        self
    }

    /// How long connecting may take (libpq: to each host of the URL) before it is [`Error::Connection`]. Without it, a host that
    /// does not answer is waited for as long as the operating system does, minutes.
    ///
    /// It is `connect_timeout` of the URL, whole seconds, rounded up. libpq takes two for one.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long the server's side of the network may be silent before the connection is taken for lost, which is
    /// [`Error::Connection`] or [`Error::OutcomeUnknown`]. Without it, a connection that the network has swallowed is waited
    /// for, for ever where an answer is awaited: `statement_timeout` is the server's, and its answer does not come.
    ///
    /// It is `tcp_user_timeout` for what was sent, and for an answer that is awaited TCP keepalives: `keepalives_idle` of half
    /// the time, and three more, `keepalives_interval` of a sixth. Whole seconds, rounded up. A server that works for
    /// long still answers keepalives. It says nothing for Unix sockets, and what it can set depends on the operating system.
    ///
    /// The drivers call these options by other names and count them in other units: libpq has `tcp_user_timeout` in
    /// milliseconds, tokio-postgres in seconds. So set them here and not in the URL.
    pub const fn network_timeout(mut self, timeout: Duration) -> Self {
        self.network_timeout = Some(timeout);
        self
    }

    /// The URL with the timeouts of the network as libpq reads them, for who connects by it without [`connect`](Self::connect).
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

    /// The same as tokio-postgres reads them.
    #[cfg(feature = "async")]
    pub(crate) fn async_url(self, url: &str) -> String {
        self.url_for(url, "keepalives_retries", 1)
    }

    /// How long connecting may take in all, with diesel-async.
    #[cfg(feature = "async")]
    pub(crate) fn longest_connect(self) -> Option<Duration> {
        self.connect_timeout.map(|timeout| Duration::from_secs(seconds(timeout)))
    }

    /// `count`: the name of the number of keepalives; `unit`: how many of the units of `tcp_user_timeout` a second has.
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

    /// Connects to the database: a URL or a list of `key=value` as libpq reads them.
    ///
    /// # Errors
    /// [`Error::Connection`], with libpq's message.
    pub fn connect(self, url: &str) -> Result<PgConnection, Error> {
        let opened = <PgConnection as diesel::Connection>::establish(&self.url(url));
        let mut connection = opened.map_err(|error| without_secrets(error, url))?;
        self.apply(&mut connection)?;
        Ok(connection)
    }

    /// Sets up a connection that was opened otherwise. Outside of a transaction: its rollback takes settings back.
    ///
    /// # Errors
    /// [`Error::Connection`] when the connection was lost.
    pub fn apply(self, connection: &mut PgConnection) -> Result<(), Error> {
        self.sql().map_or(Ok(()), |sql| connection.batch_execute(&sql).map_err(not_set_up))
    }

    /// No statement where nothing is set.
    pub(crate) fn sql(self) -> Option<String> {
        self.statement_timeout.map(|timeout| format!("SET statement_timeout = {}", milliseconds(timeout)))
    }
}

/// The error of a statement that sets something: there is nothing that it could have stored.
pub(crate) fn not_set_up(error: diesel::result::Error) -> Error {
    match Error::from(error) {
        Error::OutcomeUnknown(lost) => Error::Connection(Box::new(lost)),
        error => error,
    }
}

/// Whole seconds, at least one and at most 24 days: the milliseconds of more are no `int` of libpq's.
fn seconds(duration: Duration) -> u64 {
    let seconds = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    seconds.clamp(1, 2_000_000)
}

/// Whole milliseconds as the server takes them. Rounded up: a limit that was asked for is never none.
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
