//! Operations parted from what they borrow, so that they can go to another thread whole.
//!
//! Owns the traits that part and join the two. What stays behind is said beside each operation. Must not know threads.

use super::{Builder, Operation};
use crate::error::Error;

/// An operation that can leave behind what it borrows.
pub trait Detach: Operation {
    /// The operation without it.
    type Detached: Operation;
    /// What stays.
    type Rest;
    /// Parts the two.
    fn detach(self) -> (Self::Detached, Self::Rest);
    /// What the operation yields, made of what the detached one did; what stayed follows.
    ///
    /// # Errors
    /// The detached one's.
    fn attach(rest: Self::Rest, done: Result<OutputOf<Self::Detached>, Error>) -> Result<Self::Output, Error>;
}

pub(crate) type OutputOf<O> = <O as Operation>::Output;

/// What a generated builder builds, as [`Detach`].
pub trait DetachBuilt: Operation {
    /// The operation without what it borrows.
    type Detached: Operation;
    /// What stays.
    type Rest;
    #[doc(hidden)]
    fn detach(self) -> (Self::Detached, Self::Rest);
    #[doc(hidden)]
    fn attach(rest: Self::Rest, done: Result<OutputOf<Self::Detached>, Error>) -> Result<Self::Output, Error>;
}

impl<B: Builder> Detach for B
where
    B::Operation: DetachBuilt,
{
    type Detached = <B::Operation as DetachBuilt>::Detached;
    type Rest = <B::Operation as DetachBuilt>::Rest;

    fn detach(self) -> (Self::Detached, Self::Rest) {
        self.into_operation().detach()
    }

    fn attach(rest: Self::Rest, done: Result<OutputOf<Self::Detached>, Error>) -> Result<Self::Output, Error> {
        B::Operation::attach(rest, done)
    }
}

/// What a generated builder has built, alone.
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
