//! Handle errors: the causes for which an operation fails.
//!
//! Owns the list of names for errors.

pub use crate::dialect::{DoesNotFit, NotANumber};
#[cfg(feature = "tracing")]
pub use crate::error::RowByRow;
pub use crate::error::{Error, Violation};
pub use crate::model::InvalidCursor;
pub use crate::statement::named_order::UnknownOrder;
pub use crate::transaction::TransactionError;
