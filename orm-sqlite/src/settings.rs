//! The settings of a connection.
//!
//! Owns the settings, their SQL, and how a connection is opened with them. Must not know DDL.

use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{QueryResult, RunQueryDsl};
use orm_core::Error;

use crate::SqliteConnection;

/// The settings of a connection. By default foreign keys are checked, a new database is in WAL mode, and a connection
/// that writes waits for another one.
///
/// SQLite keeps `foreign_keys` and `busy_timeout` with the connection, not with the database. So every connection has
/// to be set up, also those that a pool opens:
///
/// ```sql
/// PRAGMA busy_timeout = 5000;
/// PRAGMA journal_mode = WAL; -- where there is no page yet
/// PRAGMA foreign_keys = ON
/// ```
///
/// | statement | why |
/// |---|---|
/// | `busy_timeout` | a writer waits for another one, at most this long; then it fails with [`Error::Contention`] |
/// | `journal_mode` | in a WAL database, readers and a writer do not wait for each other; see [`journal_mode`](Self::journal_mode) |
/// | `foreign_keys` | without it, SQLite does not check foreign keys |
///
/// | for | |
/// |---|---|
/// | one connection | [`connect`](Self::connect), `connect_async` (feature `async`) |
/// | a pool of r2d2 (feature `r2d2`) | `Pool::builder().connection_customizer(Box::new(settings))` |
/// | a pool of bb8, deadpool or mobc (feature `pool`) | `settings.manager(url)` |
/// | a connection that your code opens itself | [`apply`](Self::apply), `apply_async` (feature `async`) |
///
/// **A pool of `:memory:` is a trap**: each of its connections has an empty database of its own, which is lost with the
/// connection. A pool needs a file. In a test, use a file in a temporary folder.
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
    journal_mode: JournalMode,
}

/// Whether a connection changes the journal mode of the database. The file keeps the mode for all who open it later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum JournalMode {
    /// A new database gets WAL mode; an existing one keeps its mode.
    #[default]
    WalIfNew,
    /// A new database and an existing one get WAL mode.
    Wal,
    /// The database keeps its mode; a new one has SQLite's own, `delete`. Use it on a file system on which WAL does not
    /// work, such as one in a network.
    Unchanged,
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

impl Settings {
    /// Makes the usual settings: a `busy_timeout` of five seconds, and WAL mode for a new database.
    pub const fn new() -> Self {
        Self { busy_timeout: Duration::from_secs(5), journal_mode: JournalMode::WalIfNew }
    }

    /// Sets whether the connection changes the journal mode of the database. A database in memory always keeps its own
    /// mode.
    ///
    /// # Example
    /// ```no_run
    /// use orm_sqlite::{JournalMode, Settings};
    ///
    /// // An existing database, from now on in WAL mode for all who use it.
    /// let mut db = Settings::new().journal_mode(JournalMode::Wal).connect("blog.db")?;
    /// # Ok::<(), orm_core::Error>(())
    /// ```
    pub const fn journal_mode(mut self, mode: JournalMode) -> Self {
        self.journal_mode = mode;
        self
    }

    /// Sets how long a statement waits for another connection that writes, before it fails with [`Error::Contention`].
    ///
    /// SQLite counts whole milliseconds: a fraction is rounded up, and more than 24 days count as 24 days. With zero,
    /// it does not wait.
    ///
    /// A transaction that has read fails at once when another connection has written since and it wants to write too.
    /// It has to run again from its start. A transaction that begins with `BEGIN IMMEDIATE` (Diesel's
    /// `immediate_transaction`) waits for the other connection instead.
    pub const fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// Opens a database with these settings. `url` is a path, a `file:` URL, or `:memory:`. A file that does not exist
    /// is created; [`existing`](crate::existing) returns the URL of a file that must exist.
    ///
    /// # Errors
    /// [`Error::Connection`] when the file cannot be opened. [`Error::Contention`] when another connection keeps the
    /// file locked for longer than `busy_timeout`. [`Error::Database`] when SQLite refuses a setting, because the file
    /// is no database, or because it is to get WAL mode and cannot be written.
    pub fn connect(self, url: &str) -> Result<SqliteConnection, Error> {
        let mut connection = <SqliteConnection as diesel::Connection>::establish(url)?;
        self.apply(&mut connection)?;
        Ok(connection)
    }

    /// Sets up a connection that was opened without these settings. Call it outside of a transaction: inside one,
    /// SQLite ignores `foreign_keys`.
    ///
    /// # Errors
    /// [`Error::Contention`] and [`Error::Database`], for the same reasons as [`connect`](Self::connect).
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

    /// Sets up the connection, and tries again while the database is locked. When two connections change the same new
    /// file to WAL mode at the same time, SQLite refuses one of them at once, whatever its `busy_timeout`. It tries
    /// again until its `busy_timeout` has passed.
    pub(crate) fn set_up(self, connection: &mut SqliteConnection) -> QueryResult<()> {
        let started = Instant::now();
        loop {
            let refused = match self.run(connection) {
                Ok(()) => return Ok(()),
                Err(refused) => refused,
            };
            if !is_locked(&refused) || started.elapsed() >= self.busy_timeout {
                return Err(refused);
            }
            sleep(BETWEEN_ATTEMPTS);
        }
    }

    /// Runs the statements once. `busy_timeout` comes first, because the change to WAL mode needs the file for itself
    /// and may have to wait.
    fn run(self, connection: &mut SqliteConnection) -> QueryResult<()> {
        connection.batch_execute(&format!("PRAGMA busy_timeout = {}", milliseconds(self.busy_timeout)))?;
        let to_wal = match self.journal_mode {
            JournalMode::WalIfNew => sql::<BigInt>("PRAGMA page_count").get_result::<i64>(connection)? == 0,
            JournalMode::Wal => true,
            JournalMode::Unchanged => false,
        };
        if to_wal {
            connection.batch_execute("PRAGMA journal_mode = WAL")?;
        }
        connection.batch_execute("PRAGMA foreign_keys = ON")
    }
}

/// The time between two attempts; another connection changes to WAL mode in less.
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(2);

fn is_locked(error: &diesel::result::Error) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, information) if information.message() == "database is locked")
}

/// Converts to whole milliseconds as the C library takes them. It rounds up, so that a short wait does not become none.
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
