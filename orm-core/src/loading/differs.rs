//! The rule that a query takes each association and each count once. Other aggregates may be repeated.
//!
//! Owns how two includes differ. Must not know tuples: they ask each of their elements.

use super::tree::DescendantsOf;
use crate::association::{Includable, Next, Nothing};
use crate::statement::include_values::{AggregateOf, CountOf, Include};

/// A tuple of includes that does not contain `N`, an include or a count of the association `A`.
#[diagnostic::on_unimplemented(
    message = "`{A}` is included twice",
    label = "this is included already",
    note = "include an association once, with all its options, and its count once"
)]
pub trait Lacks<N, A> {}

/// An include that may stand beside the include `N`: the two are of different associations, or one of them is a count or
/// another aggregate.
pub trait Differs<N> {}

/// The number of an association in its model, as a type, where it differs from `Place`.
pub trait OtherThan<Place> {}

#[diagnostic::do_not_recommend]
impl<P> OtherThan<Nothing> for Next<P> {}
#[diagnostic::do_not_recommend]
impl<P> OtherThan<Next<P>> for Nothing {}
#[diagnostic::do_not_recommend]
impl<P: OtherThan<Q>, Q> OtherThan<Next<Q>> for Next<P> {}

#[diagnostic::do_not_recommend]
impl<A, B, Q, K, R> Differs<B> for Include<A, Q, K, R>
where
    A: Includable<Place: OtherThan<B::Place>>,
    B: Includable,
{
}
#[diagnostic::do_not_recommend]
impl<A: Includable, B, Q, K, R> Differs<CountOf<B>> for Include<A, Q, K, R> {}
#[diagnostic::do_not_recommend]
impl<A, B: Includable, F> Differs<B> for CountOf<A, F> {}
#[diagnostic::do_not_recommend]
impl<A, B, F> Differs<CountOf<B>> for CountOf<A, F>
where
    A: Includable<Place: OtherThan<B::Place>>,
    B: Includable,
{
}

// Several aggregates of one association are included beside each other.
#[diagnostic::do_not_recommend]
impl<A: Includable, B, F, N, E, Q, K, R> Differs<AggregateOf<B, F, N, E>> for Include<A, Q, K, R> {}
#[diagnostic::do_not_recommend]
impl<A, B, F, G, N, E> Differs<AggregateOf<B, F, N, E>> for CountOf<A, G> {}
#[diagnostic::do_not_recommend]
impl<A, F, N, E, Other> Differs<Other> for AggregateOf<A, F, N, E> {}

#[diagnostic::do_not_recommend]
impl<A, B, D, O> Differs<B> for DescendantsOf<A, D, O>
where
    A: Includable<Place: OtherThan<B::Place>>,
    B: Includable,
{
}
#[diagnostic::do_not_recommend]
impl<A: Includable, B, D, O> Differs<CountOf<B>> for DescendantsOf<A, D, O> {}
#[diagnostic::do_not_recommend]
impl<A: Includable, B, F, N, E, D, O> Differs<AggregateOf<B, F, N, E>> for DescendantsOf<A, D, O> {}
