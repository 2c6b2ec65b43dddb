//! What can go wrong while connecting and while creating or dropping tables.
//!
//! Owns the error type of this crate. Must not know which statements run.

use diesel::ConnectionError;
use orm_core::SchemaError;

/// Why this crate could not connect, or could not create or drop tables.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No connection.
    #[error("cannot connect to the database")]
    Connection(#[from] ConnectionError),
    /// The models do not make a schema; nothing was sent to the database.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The database refused a statement; the transaction was rolled back.
    #[error("the database refused a statement")]
    Database(#[from] diesel::result::Error),
}
