//! Transactions on blocking connections.
//!
//! Owns BEGIN, COMMIT and ROLLBACK there. Must not know operations.

use std::ops::DerefMut;
use std::thread::sleep;

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};

use super::{Transaction, TransactionError, pause};
use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::run::{BlockingConnection, Dereferenced, Direct};

/// A blocking connection on which the library begins a transaction, or a value that dereferences to one, such as a
/// connection of a pool. The compiler infers `Via`: [`Direct`](crate::run::Direct), or
/// [`Dereferenced`](crate::run::Dereferenced).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking connection",
    label = "expected a blocking Diesel connection: `SqliteConnection`, `PgConnection`, or one of a pool",
    note = "for connections of diesel-async: `.run_async(&mut conn, async |conn| ..).await`"
)]
pub trait TransactionConnection<Via> {
    /// The connection that the closure gets.
    type Connection: Connection<TransactionManager = AnsiTransactionManager, Backend: Dialect> + 'static;
    /// The connection that the closure gets.
    fn connection(&mut self) -> &mut Self::Connection;
}

#[diagnostic::do_not_recommend]
impl<C> TransactionConnection<Direct> for C
where
    C: BlockingConnection + Connection<TransactionManager = AnsiTransactionManager> + 'static,
{
    type Connection = Self;

    fn connection(&mut self) -> &mut Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<P, Via> TransactionConnection<Dereferenced<Via>> for P
where
    P: DerefMut<Target: TransactionConnection<Via>>,
{
    type Connection = <P::Target as TransactionConnection<Via>>::Connection;

    fn connection(&mut self) -> &mut Self::Connection {
        self.deref_mut().connection()
    }
}

impl Transaction {
    /// Runs the closure in a transaction on a blocking connection, and commits it when the closure returns `Ok`.
    ///
    /// Inside another transaction, it is a savepoint: it runs once, and has the isolation level of the outer one.
    ///
    /// # Errors
    /// The closure's error, or the error of BEGIN or COMMIT. [`Error::Aborted`] when a statement failed inside the
    /// transaction and the closure returned `Ok` (PostgreSQL). `AlreadyInTransaction` of Diesel, in
    /// [`Error::Database`], when it has an isolation level or is read-only, and stands inside another transaction.
    pub fn run<C, Via, T, E>(
        self,
        connection: &mut C,
        mut body: impl FnMut(&mut C::Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        C: TransactionConnection<Via>,
        E: TransactionError,
    {
        let connection = connection.connection();
        let inner = depth(connection) > 0;
        let begin =
            (!inner || self.needs_own_begin()).then(|| <C::Connection as Connection>::Backend::begin(self.mode));
        let mut attempt = 1;
        loop {
            let open = Open::begin(connection, begin.as_deref());
            let open = open.map_err(|error| Context::UNKNOWN.reading().error(error))?;
            match body(&mut *open.connection) {
                Ok(value) => match open.commit() {
                    Ok(()) => return Ok(value),
                    Err(error) if inner || !self.runs_again(attempt, &error) => return Err(error.into()),
                    Err(_) => {}
                },
                // Dropping the transaction rolls it back.
                Err(error) if inner || !self.runs_again(attempt, &error) => return Err(error),
                Err(_) => drop(open),
            }
            sleep(pause(attempt));
            attempt += 1;
        }
    }
}

/// How many transactions and savepoints are open.
pub(super) fn depth<C: Connection>(connection: &mut C) -> u32 {
    let status = C::TransactionManager::transaction_manager_status_mut(connection);
    status.transaction_depth().ok().flatten().map_or(0, Into::into)
}

/// Rolls back until no more transactions and savepoints are open than `before`.
pub(super) fn roll_back_to<C>(connection: &mut C, before: u32)
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    // The caller gets the error that came first.
    while depth(connection) > before && AnsiTransactionManager::rollback_transaction(connection).is_ok() {}
}

/// A transaction that has begun. It is rolled back when it is dropped before its end: after an error or a panic of the
/// closure.
struct Open<'c, C: Connection<TransactionManager = AnsiTransactionManager>> {
    connection: &'c mut C,
    /// How many transactions and savepoints were open before. More than one may be open at the end: Diesel's own
    /// `transaction` does not roll back when its closure panics.
    before: u32,
}

impl<'c, C: Connection<TransactionManager = AnsiTransactionManager, Backend: Dialect>> Open<'c, C> {
    /// Begins a transaction by this statement, or a savepoint without one.
    fn begin(connection: &'c mut C, begin: Option<&str>) -> QueryResult<Self> {
        let before = depth(connection);
        match begin {
            Some(begin) => AnsiTransactionManager::begin_transaction_sql(connection, begin)?,
            None => AnsiTransactionManager::begin_transaction(connection)?,
        }
        Ok(Self { connection, before })
    }

    fn commit(self) -> Result<(), Error> {
        let (committed, context) = match C::Backend::COMMIT_IF_SOUND {
            // Diesel asks libpq whether a transaction is still open.
            Some(commit) if self.before == 0 => (self.connection.batch_execute(commit), Context::UNKNOWN),
            _ if self.before == 0 => (AnsiTransactionManager::commit_transaction(self.connection), Context::UNKNOWN),
            _ => (AnsiTransactionManager::commit_transaction(self.connection), Context::UNKNOWN.at_release()),
        };
        committed.map_err(|error| context.error(error))
    }
}

impl<C: Connection<TransactionManager = AnsiTransactionManager>> Drop for Open<'_, C> {
    fn drop(&mut self) {
        roll_back_to(self.connection, self.before);
    }
}
