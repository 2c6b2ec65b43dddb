//! States of builders: which mandatory columns are given, as types.
//!
//! Owns [`Given`] and [`Missing`], and how two states are merged. Must not know which columns they stand for.

/// A mandatory column that is not given yet, in the state of a builder: `Team::create()` begins with one for each
/// mandatory column.
#[derive(Debug)]
pub struct Missing;

/// A mandatory column that is given, by its setter or by an association, in the state of a builder.
#[derive(Debug)]
pub struct Given;

/// Holds when the mandatory column `C` of `M` is given.
#[diagnostic::on_unimplemented(
    message = "`{C}` is missing: `{M}` cannot be created without it",
    label = "the mandatory column `{C}` is not given",
    note = "call the setter of that column first: it has the column's name"
)]
pub trait IsGiven<M, C> {}

impl<M, C> IsGiven<M, C> for Given {}

/// A state in which every mandatory column of `M` is given. `exec` of a new row requires it.
#[diagnostic::on_unimplemented(message = "a mandatory column of `{M}` is missing", label = "this row is not complete")]
pub trait Complete<M> {}

/// Merges two states of one column: the column is given when either of them says so. A part of [`Merge`].
pub trait Either<Other> {
    /// The merged state of the column.
    type Output;
}

impl<Other> Either<Other> for Missing {
    type Output = Other;
}

impl<Other> Either<Other> for Given {
    type Output = Given;
}

/// Merges two states of the builders of one model: a column is given when either of them says so. It brings together
/// the columns that an association gives by its key, those of its scope, and those of the setters, without naming them.
///
/// # Example
/// ```
/// use orm_core::write::parts::{Given, Merge, Missing};
///
/// type Both<A, B> = <A as Merge<B>>::Output;
/// let _state: Both<(Given, Missing, Missing), (Missing, Missing, Given)> = (Given, Missing, Given);
/// ```
pub trait Merge<Other> {
    /// The merged state.
    type Output;
}

impl Merge<()> for () {
    type Output = ();
}

macro_rules! merge {
    ($($left:ident $right:ident,)*) => { merge!(@step [] $($left $right,)*); };
    (@step [$($done:tt)*]) => {};
    (@step [$($done:tt)*] $left:ident $right:ident, $($rest:tt)*) => {
        merge!(@impl $($done)* $left $right,);
        merge!(@step [$($done)* $left $right,] $($rest)*);
    };
    (@impl $($left:ident $right:ident,)+) => {
        impl<$($left: Either<$right>, $right,)+> Merge<($($right,)+)> for ($($left,)+) {
            type Output = ($($left::Output,)+);
        }
    };
}

merge! {
    A0 B0, A1 B1, A2 B2, A3 B3, A4 B4, A5 B5, A6 B6, A7 B7, A8 B8, A9 B9, A10 B10, A11 B11, A12 B12, A13 B13, A14 B14,
    A15 B15, A16 B16, A17 B17, A18 B18, A19 B19, A20 B20, A21 B21, A22 B22, A23 B23, A24 B24, A25 B25, A26 B26,
    A27 B27, A28 B28, A29 B29, A30 B30, A31 B31,
}
