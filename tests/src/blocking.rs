//! `exec` on blocking connections, with a result that can be awaited.
//!
//! Owns the difference between the two preludes, so that one body compiles with both. Must not know operations.

use std::future::{Ready, ready};

use orm_core::run::BlockingConnection;
use orm_core::{Blocking, Error, Operation, RunOn};

/// Runs operations by the blocking prelude's `exec`.
pub trait Exec: Operation {
    /// Runs the operation to its end. The returned future is ready.
    #[track_caller]
    fn exec<'q, C>(self, connection: &mut C) -> Ready<Result<Self::Output, Error>>
    where
        C: BlockingConnection,
        Self: RunOn<'q, Blocking<C>>,
    {
        ready(orm_core::prelude::Exec::exec(self, connection))
    }
}

impl<O: Operation> Exec for O {}
