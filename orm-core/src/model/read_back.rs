//! Whether a row that is written can be read again.
//!
//! Owns the choice between two ways to write, made by a type of the model, so that the other way is not compiled for it.
//! Must not know the ways.

use std::future::Future;

/// Whether a row of a model that is written can be read again, for what the types of its fields say: [`AlwaysReadable`]
/// or [`MayBeUnreadable`].
pub trait ReadBack: 'static {
    /// Whether it always can.
    const ALWAYS: bool;

    /// The future of the chosen way.
    type Chosen<Direct, Whole>: Future<Output = Direct::Output> + Send
    where
        Direct: Future + Send,
        Whole: Future<Output = Direct::Output> + Send;

    /// Starts one of two ways to write: directly, or in a transaction that is rolled back when the row cannot be read.
    #[doc(hidden)]
    fn choose<Arguments, Direct, Whole>(
        arguments: Arguments,
        direct: impl FnOnce(Arguments) -> Direct,
        whole: impl FnOnce(Arguments) -> Whole,
    ) -> Self::Chosen<Direct, Whole>
    where
        Direct: Future + Send,
        Whole: Future<Output = Direct::Output> + Send;
}

/// Each value of the fields' types can be read again.
#[derive(Debug)]
pub enum AlwaysReadable {}

/// The database stores values that a field's type refuses, or nothing is known of the type.
#[derive(Debug)]
pub enum MayBeUnreadable {}

impl ReadBack for AlwaysReadable {
    const ALWAYS: bool = true;

    type Chosen<Direct, Whole>
        = Direct
    where
        Direct: Future + Send,
        Whole: Future<Output = Direct::Output> + Send;

    fn choose<Arguments, Direct, Whole>(
        arguments: Arguments,
        direct: impl FnOnce(Arguments) -> Direct,
        _: impl FnOnce(Arguments) -> Whole,
    ) -> Direct
    where
        Direct: Future + Send,
        Whole: Future<Output = Direct::Output> + Send,
    {
        direct(arguments)
    }
}

impl ReadBack for MayBeUnreadable {
    const ALWAYS: bool = false;

    type Chosen<Direct, Whole>
        = Whole
    where
        Direct: Future + Send,
        Whole: Future<Output = Direct::Output> + Send;

    fn choose<Arguments, Direct, Whole>(
        arguments: Arguments,
        _: impl FnOnce(Arguments) -> Direct,
        whole: impl FnOnce(Arguments) -> Whole,
    ) -> Whole
    where
        Direct: Future + Send,
        Whole: Future<Output = Direct::Output> + Send,
    {
        whole(arguments)
    }
}
