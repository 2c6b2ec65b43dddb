//! Operations that can go to another thread.
//!
//! Owns the traits that part an operation from what it borrows of its caller, and join the two again. What stays with the
//! caller, each operation says. Must not know threads.

use super::{Builder, Operation};
use crate::error::Error;

/// An operation that can run on another thread.
pub trait Offload: Operation {
    /// The operation without what it borrows: it goes to the thread.
    type Offloaded: Operation;
    /// What stays with the caller.
    type Kept;
    /// Parts the two.
    fn offload(self) -> (Self::Offloaded, Self::Kept);
    /// Makes the operation's output of that of the offloaded one, and changes what was kept accordingly.
    ///
    /// # Errors
    /// The offloaded one's.
    fn resume(kept: Self::Kept, done: Result<OutputOf<Self::Offloaded>, Error>) -> Result<Self::Output, Error>;
}

pub(crate) type OutputOf<O> = <O as Operation>::Output;

/// What a generated builder builds, as [`Offload`].
pub trait OffloadBuilt: Operation {
    /// The operation without what it borrows: it goes to the thread.
    type Offloaded: Operation;
    /// What stays with the caller.
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

/// An operation that a generated builder has built, without the builder.
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
