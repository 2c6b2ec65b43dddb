//! Run operations: `exec` on a blocking connection or on one of diesel-async, and the traits that a function returning
//! an operation names.
//!
//! Owns the way from `exec` to a connection. Must not know any operation: each one implements the traits of this
//! module.

mod blocking;
pub(crate) mod exec;
mod executor;
mod explained;
#[cfg(feature = "async")]
mod nonblocking;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod offload;
mod operation;
#[cfg(all(feature = "async", feature = "postgres"))]
mod pipelined;
mod print;
mod row_by_row;
mod transaction;
mod via;
#[cfg(all(feature = "async", feature = "sqlite"))]
mod whole;

pub use crate::dialect::{
    Dialect, HasDistinctOn, Isolation, KeyList, LocksRows, PushCompositeKeyList, PushKeyList, TextPattern,
    TransactionMode,
};
#[doc(hidden)]
pub use crate::trace::{Call, Description, LazyRead, StatementText};
pub use blocking::{Blocking, BlockingConnection};
pub use exec::Exec;
#[cfg(feature = "async")]
pub use exec::Running;
pub use executor::{ExecuteWith, Executor, LoadWith, Pair, Task};
use explained::explained;
#[cfg(feature = "async")]
pub use nonblocking::{NonBlockingConnection, RunAsync, Runs};
#[cfg(all(feature = "async", feature = "sqlite"))]
pub(crate) use offload::OutputOf;
#[cfg(all(feature = "async", feature = "sqlite"))]
pub use offload::{Built, Offload, OffloadBuilt};
pub use operation::{Builder, Operation, RunBuilt, RunOn};
#[cfg(all(feature = "async", feature = "postgres"))]
pub use pipelined::{Pipelined, SharedConnection};
pub use print::{Print, PrintSql};
#[cfg(all(feature = "async", feature = "postgres"))]
pub use row_by_row::{AsyncRows, StreamOn};
pub use row_by_row::{BlockingRows, IterOn, RowByRow};
pub(crate) use transaction::atomically;
pub use via::{Dereferenced, Direct};
#[cfg(all(feature = "async", feature = "sqlite"))]
pub(crate) use whole::{ToItsEnd, wait_for};
