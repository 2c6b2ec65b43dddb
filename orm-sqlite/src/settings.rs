//! What every connection is told before it is used.
//!
//! Owns the settings, their SQL, and how a connection of either kind is opened with them. Must not know DDL.

use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use orm_core::Error;

use crate::SqliteConnection;

/// How connections are set up: the foreign keys are checked, the database is in WAL mode, and a writer waits for another.
///
/// SQLite keeps the first and the last with the connection, not with the database, so that every connection has to be
/// told, those that a pool opens too:
///
/// ```sql
/// PRAGMA busy_timeout = 5000;
/// PRAGMA journal_mode = WAL;
/// PRAGMA foreign_keys = ON
/// ```
///
/// | statement | why |
/// |---|---|
/// | `busy_timeout` | two connections that write wait for each other, up to this long; then [`Error::Contention`] |
/// | `journal_mode` | readers and a writer do not wait for each other; a database in memory has no such mode and stays as it is |
/// | `foreign_keys` | SQLite does not check them unless told so |
///
/// | for | |
/// |---|---|
/// | one connection | [`connect`](Self::connect), `connect_async` (feature `async`) |
/// | a pool of r2d2 (feature `r2d2`) | `Pool::builder().connection_customizer(Box::new(settings))` |
/// | a pool of bb8, deadpool or mobc (feature `pool`) | `settings.manager(url)` |
/// | a connection that was opened otherwise | [`apply`](Self::apply), `apply_async` (feature `async`) |
///
/// **A pool of `:memory:` is a trap**: each of its connections has a database of its own, which is empty and goes with
/// the connection. A pool needs a file; for a test, one in a temporary folder.
///
/// # Example
/// ```
/// use std::time::Duration;
///
/// use orm_sqlite::Settings;
///
/// let mut db = Settings::new().busy_timeout(Duration::from_secs(1)).connect(":memory:")?;
/// # Ok::<(), orm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Settings {
    busy_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

impl Settings {
    /// The usual settings: five seconds of waiting.
    pub const fn new() -> Self {
        Self { busy_timeout: Duration::from_secs(5) }
    }

    /// How long a statement waits for another connection that writes, before it fails with [`Error::Contention`].
    ///
    /// SQLite counts milliseconds: what is between two is rounded up, and more than 24 days are 24 days. Zero: it does
    /// not wait at all.
    ///
    /// No waiting helps a transaction that has read, when another has written since and it wants to write as well: it
    /// fails at once, and has to be run again from its start. One that begins with `BEGIN IMMEDIATE`, Diesel's
    /// `immediate_transaction`, waits for its turn instead.
    pub const fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// Opens the database: a path, a `file:` URL, or `:memory:`.
    ///
    /// # Errors
    /// [`Error::Connection`] when the file cannot be opened; [`Error::Contention`] when another connection has a file
    /// that is not in WAL mode yet for itself, and keeps it; [`Error::Database`] when a setting is refused: the file is no
    /// database, or cannot be written.
    pub fn connect(self, url: &str) -> Result<SqliteConnection, Error> {
        let mut connection = <SqliteConnection as diesel::Connection>::establish(url)?;
        self.apply(&mut connection)?;
        Ok(connection)
    }

    /// Sets up a connection that was opened otherwise. Outside of a transaction: SQLite ignores `foreign_keys` in one.
    ///
    /// # Errors
    /// [`Error::Contention`] and [`Error::Database`], as [`connect`](Self::connect).
    ///
    /// # Example
    /// ```
    /// use orm_core::diesel::Connection;
    /// use orm_sqlite::{Settings, SqliteConnection};
    ///
    /// let mut db = SqliteConnection::establish(":memory:")?;
    /// Settings::new().apply(&mut db)?;
    /// # Ok::<(), orm_core::Error>(())
    /// ```
    pub fn apply(self, connection: &mut SqliteConnection) -> Result<(), Error> {
        Ok(self.set_up(connection)?)
    }

    /// Two connections that make the same new file a WAL one at the same time would wait for each other. SQLite refuses
    /// one of them at once, whatever its `busy_timeout`: that one tries again, as long as it may wait.
    pub(crate) fn set_up(self, connection: &mut SqliteConnection) -> QueryResult<()> {
        let sql = self.sql();
        let started = Instant::now();
        loop {
            let refused = match connection.batch_execute(&sql) {
                Ok(()) => return Ok(()),
                Err(refused) => refused,
            };
            if !is_locked(&refused) || started.elapsed() >= self.busy_timeout {
                return Err(refused);
            }
            sleep(BETWEEN_ATTEMPTS);
        }
    }

    /// Waiting comes before the change to WAL, which needs the file for itself.
    fn sql(self) -> String {
        let milliseconds = milliseconds(self.busy_timeout);
        format!("PRAGMA busy_timeout = {milliseconds}; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON")
    }
}

/// The change to WAL takes the other connection less than this.
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(2);

fn is_locked(error: &diesel::result::Error) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, information) if information.message() == "database is locked")
}

/// Whole milliseconds as the C library takes them. Rounded up: a wait that was asked for is never none.
fn milliseconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX)
}

/// Sets up each connection that a pool of r2d2 opens.
///
/// # Example
/// ```
/// use orm_core::diesel::r2d2::{self, ConnectionManager, Pool};
/// use orm_sqlite::{Settings, SqliteConnection};
///
/// fn pool(path: &str) -> Result<Pool<ConnectionManager<SqliteConnection>>, r2d2::PoolError> {
///     Pool::builder()
///         .connection_customizer(Box::new(Settings::new()))
///         .build(ConnectionManager::<SqliteConnection>::new(path))
/// }
/// ```
#[cfg(feature = "r2d2")]
impl diesel::r2d2::CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Settings {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        self.set_up(connection).map_err(diesel::r2d2::Error::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_whole_milliseconds_and_never_less_than_asked_for() {
        let cases = [
            (Duration::ZERO, 0),
            (Duration::from_nanos(1), 1),
            (Duration::from_millis(250), 250),
            (Duration::from_micros(250_001), 251),
            (Duration::MAX, i32::MAX),
        ];
        for (duration, expected) in cases {
            assert_eq!(milliseconds(duration), expected, "{duration:?}");
        }
    }
}
