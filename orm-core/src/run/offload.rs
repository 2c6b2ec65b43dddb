//! Operations that can run on another thread.
//!
//! Owns the traits that separate an operation from the values it borrows from its caller, and that put its result back
//! into those values. Each operation declares which values stay with the caller. Must not know threads.

use super::{Builder, Operation};
use crate::error::Error;

/// An operation that can run on another thread.
pub trait Offload: Operation {
    /// The operation without the values that it borrows: it runs on the other thread.
    type Offloaded: Operation;
    /// The borrowed values, which stay with the caller.
    type Kept;
    /// Separates the operation from the values that it borrows.
    fn offload(self) -> (Self::Offloaded, Self::Kept);
    /// Turns the output of the offloaded operation into the output of this one, and updates the kept values.
    ///
    /// # Errors
    /// When the offloaded operation failed.
    fn resume(kept: Self::Kept, done: Result<OutputOf<Self::Offloaded>, Error>) -> Result<Self::Output, Error>;
}

pub(crate) type OutputOf<O> = <O as Operation>::Output;

/// An operation that a generated builder such as `TeamCreate` builds, and that can run on another thread: the builder's
/// [`Offload`] uses this trait.
pub trait OffloadBuilt: Operation {
    /// The operation without the values that it borrows: it runs on the other thread.
    type Offloaded: Operation;
    /// The borrowed values, which stay with the caller.
    type Kept;
    #[doc(hidden)]
    fn offload(self) -> (Self::Offloaded, Self::Kept);
    #[doc(hidden)]
    fn resume(kept: Self::Kept, done: Result<OutputOf<Self::Offloaded>, Error>) -> Result<Self::Output, Error>;
}

impl<B: Builder> Offload for B
where
    B::Operation: OffloadBuilt,
{
    type Offloaded = <B::Operation as OffloadBuilt>::Offloaded;
    type Kept = <B::Operation as OffloadBuilt>::Kept;

    fn offload(self) -> (Self::Offloaded, Self::Kept) {
        self.into_operation().offload()
    }

    fn resume(kept: Self::Kept, done: Result<OutputOf<Self::Offloaded>, Error>) -> Result<Self::Output, Error> {
        B::Operation::resume(kept, done)
    }
}

/// An operation that a generated builder has built. It runs as the builder would.
#[derive(Debug)]
pub struct Built<O>(pub(crate) O);

impl<O: Operation> Builder for Built<O> {
    type Operation = O;

    fn operation(&self) -> &O {
        &self.0
    }

    fn into_operation(self) -> O {
        self.0
    }
}
