//! Transactions of several operations: `Transaction::new().serializable().run(&mut db, |db| ..)`.
//!
//! Owns the options of a transaction, and which error makes it run again. `blocking` and `nonblocking` run it on their
//! kind of connection. Must not know operations.

mod blocking;
#[cfg(feature = "async")]
mod nonblocking;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

pub use blocking::TransactionConnection;
#[cfg(feature = "async")]
pub use nonblocking::{AsyncBody, AsyncTransactionConnection};

use crate::dialect::{Isolation, TransactionMode};
use crate::error::{Error, is_contention_of_diesel};

/// Runs several operations in one transaction: all of them take effect, or none.
///
/// [`run`](Self::run) is for blocking connections, `run_async` for those of diesel-async. When the closure returns an
/// error, the transaction is rolled back. The library's operations and Diesel's own statements may both stand in it.
///
/// Beside Diesel's `transaction` it does four things:
///
/// - When another transaction is in the way ([`Error::Contention`]), it runs again from its start, up to ten times in all,
///   with random pauses that grow. So the closure must not have effects outside of the database.
///   [`attempts`](Self::attempts) sets the number.
/// - On SQLite it begins with `BEGIN IMMEDIATE`: it waits for other writers first, up to the `busy_timeout`, and none can
///   come between its first read and its first write. A BEGIN that has waited in vain does not run again.
/// - On PostgreSQL it has an isolation level, see [`serializable`](Self::serializable).
/// - On PostgreSQL, a statement that fails inside a transaction makes the server roll back everything at the COMMIT, also
///   when the program goes on after that error, and the server then reports success. This transaction fails with
///   [`Error::Aborted`]. In Diesel's own `transaction`, the earlier changes are lost without an error. To go on after a
///   statement that may fail, run it in a transaction inside this one, which is a savepoint.
///
/// Where `?` follows the transaction, the compiler cannot infer the error of the closure: end the closure with
/// `Ok::<_, Error>(..)`.
///
/// # Errors
/// The closure's error, or that of BEGIN and COMMIT. Then nothing is changed, unless it is [`Error::OutcomeUnknown`].
///
/// # Example
/// ```
/// use orm_core::diesel::SqliteConnection;
/// use orm_core::prelude::*;
/// use orm_core::{Error, Transaction};
///
/// #[derive(Model)]
/// #[model(table = "accounts")]
/// struct Account { id: i32, balance: i32 }
///
/// fn pay(db: &mut SqliteConnection, from: i32, to: i32, amount: i32) -> Result<(), Error> {
///     Transaction::new().serializable().run(db, |db| {
///         let from = Account::find(from).exec(db)?;
///         let to = Account::find(to).exec(db)?;
///         from.update().balance(from.balance - amount).exec(db)?;
///         to.update().balance(to.balance + amount).exec(db)?;
///         Ok(())
///     })
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "nothing runs until `.run(&mut conn, |conn| ..)`"]
pub struct Transaction {
    mode: TransactionMode,
    attempts: u32,
}

impl Default for Transaction {
    fn default() -> Self {
        Self::new()
    }
}

impl Transaction {
    /// A transaction with the database's usual isolation level, which runs up to ten times.
    pub const fn new() -> Self {
        Self { mode: TransactionMode { isolation: None, read_only: false }, attempts: 10 }
    }

    /// Each statement sees what other transactions have committed before it: `ISOLATION LEVEL READ COMMITTED`, the
    /// usual level of PostgreSQL. SQLite's transactions are always serializable.
    pub const fn read_committed(self) -> Self {
        self.isolated(Isolation::ReadCommitted)
    }

    /// All statements see the data as they are at the first one: `ISOLATION LEVEL REPEATABLE READ` on PostgreSQL.
    /// SQLite's transactions are always serializable.
    pub const fn repeatable_read(self) -> Self {
        self.isolated(Isolation::RepeatableRead)
    }

    /// Transactions have the effect that they would have one after the other: `ISOLATION LEVEL SERIALIZABLE` on
    /// PostgreSQL. SQLite's transactions are always serializable.
    pub const fn serializable(self) -> Self {
        self.isolated(Isolation::Serializable)
    }

    const fn isolated(self, isolation: Isolation) -> Self {
        Self { mode: TransactionMode { isolation: Some(isolation), ..self.mode }, ..self }
    }

    /// The transaction only reads: `READ ONLY` on PostgreSQL, which refuses a write. On SQLite `BEGIN` without
    /// `IMMEDIATE`, so that it does not wait for writers; a write is not refused.
    pub const fn read_only(self) -> Self {
        Self { mode: TransactionMode { read_only: true, ..self.mode }, ..self }
    }

    /// How often the transaction runs at most while other transactions are in the way. `attempts(1)` runs it once.
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Whether the transaction runs again after this error of its `attempt`, counted from 1.
    fn runs_again(self, attempt: u32, error: &impl TransactionError) -> bool {
        attempt < self.attempts && error.is_contention()
    }

    /// Whether an option is set that a transaction inside another one cannot have.
    fn needs_own_begin(self) -> bool {
        self.mode.isolation.is_some() || self.mode.read_only
    }
}

/// The pause after a failed attempt: a random time of up to 10 ms after the first, of twice as much after each further
/// one, at most a second. Transactions that met once thus do not meet again.
fn pause(attempt: u32) -> Duration {
    let most = (10_000_u64 << (attempt - 1).min(7)).min(1_000_000);
    // The standard library seeds each `RandomState` anew.
    Duration::from_micros(RandomState::new().build_hasher().finish() % most)
}

/// The error of a closure that runs in a [`Transaction`]. Implemented for [`Error`] and for boxed errors.
///
/// # Example
/// ```
/// use orm_core::Error;
/// use orm_core::errors::TransactionError;
///
/// enum AppError {
///     Database(Error),
///     NoMoney,
/// }
///
/// impl From<Error> for AppError {
///     fn from(error: Error) -> Self {
///         Self::Database(error)
///     }
/// }
///
/// impl TransactionError for AppError {
///     fn is_contention(&self) -> bool {
///         matches!(self, Self::Database(error) if error.is_contention())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a `Transaction`",
    label = "the closure of this transaction returns `Result<_, {Self}>`",
    note = "return `orm_core::Error`, or implement `From<orm_core::Error>` and `orm_core::errors::TransactionError` for `{Self}`"
)]
pub trait TransactionError: From<Error> {
    /// Whether another transaction was in the way, so that this one runs again.
    fn is_contention(&self) -> bool;
}

impl TransactionError for Error {
    fn is_contention(&self) -> bool {
        self.is_contention()
    }
}

impl TransactionError for Box<dyn std::error::Error + Send + Sync> {
    fn is_contention(&self) -> bool {
        is_contention(&**self)
    }
}

impl TransactionError for Box<dyn std::error::Error> {
    fn is_contention(&self) -> bool {
        is_contention(&**self)
    }
}

/// Whether the error is one of this library's or of Diesel's that says so.
fn is_contention(error: &(dyn std::error::Error + 'static)) -> bool {
    match (error.downcast_ref::<Error>(), error.downcast_ref::<diesel::result::Error>()) {
        (Some(error), _) => error.is_contention(),
        (None, Some(error)) => is_contention_of_diesel(error),
        (None, None) => false,
    }
}
