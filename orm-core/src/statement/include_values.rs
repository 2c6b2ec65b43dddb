//! The values that `.include(..)` takes: an association with its options, a count, or another aggregate.
//!
//! Owns the structs, which are expressions over the source as well. `loading` owns the methods that make them.

use std::fmt;
use std::marker::PhantomData;

use super::aggregate::Aggregate;
use crate::association::{Includable, Kind};

/// An association to be included, with its options: `teams::players.filter(..).limit(3)`.
///
/// `Q` is the query for the targets. `K` is the kind of the association, which decides how many targets a source has.
/// `R` decides whether sources without a target are left out. An include that selects one expression of an association
/// to one row, such as `players::team.select(teams::name)`, is also an expression over the source:
/// `.order(players::team.select(teams::name).asc())`.
#[must_use = "an include does nothing outside `.include(..)`"]
pub struct Include<A: Includable, Q, K = <A as Includable>::Kind, R = NotRequired> {
    pub(crate) query: Q,
    pub(crate) types: PhantomData<fn() -> (A, K, R)>,
}

/// The count of an association's targets: `teams::players.count()`.
///
/// In `.include(..)`, one grouped statement loads the counts of all rows, and `team.players_count()` reads the count of
/// one. It is also an expression over the source: `.filter(teams::players.count().ge(3))`,
/// `.order(teams::players.count().desc())`.
#[must_use = "a count does nothing outside `.include(..)`, `.filter(..)` and `.order(..)`"]
pub struct CountOf<A, F = ()> {
    pub(crate) filter: F,
    pub(crate) association: PhantomData<fn() -> A>,
}

/// An aggregate of an association's targets: `teams::players.sum(players::rating)`.
///
/// In `.include(..)`, one grouped statement loads the values of all rows, and
/// `team.aggregate(teams::players.sum(players::rating))` reads the value of one. It is also an expression over the
/// source: `.filter(teams::players.max(players::rating).ge(9))`, `.order(teams::players.sum(players::rating).desc())`.
///
/// `F` is the condition on the targets, `N` the function, such as [`Sum`](crate::query::aggregates::Sum), and `E` the
/// operand.
#[must_use = "an aggregate does nothing outside `.include(..)`, `.filter(..)` and `.order(..)`"]
pub struct AggregateOf<A, F, N, E> {
    pub(crate) filter: F,
    pub(crate) value: Aggregate<N, E>,
    /// Whether the operand is of the junction, so that each link counts.
    pub(crate) of_links: bool,
    pub(crate) association: PhantomData<fn() -> A>,
}

/// Marks an include that keeps sources without a target.
#[derive(Debug)]
pub struct NotRequired;

/// Marks an include that leaves sources without a target out: `.required()`.
#[derive(Debug)]
pub struct Required;

/// Whether an include leaves sources without a target out: [`NotRequired`] or [`Required`].
pub trait Requirement: 'static {
    /// The kind of an association to which a filter is added.
    type Filtered<K: Kind>: Kind<Extra = K::Extra>;
}

impl Requirement for NotRequired {
    type Filtered<K: Kind> = K::Filtered;
}

impl Requirement for Required {
    type Filtered<K: Kind> = K;
}

impl<A: Includable, Q, K, R> fmt::Debug for Include<A, Q, K, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Include({})", A::NAME)
    }
}

impl<A: Includable, Q: Clone, K, R> Clone for Include<A, Q, K, R> {
    fn clone(&self) -> Self {
        Self { query: self.query.clone(), types: PhantomData }
    }
}

impl<A: Includable, F> fmt::Debug for CountOf<A, F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CountOf({})", A::NAME)
    }
}

impl<A, F: Clone> Clone for CountOf<A, F> {
    fn clone(&self) -> Self {
        Self { filter: self.filter.clone(), association: PhantomData }
    }
}

impl<A: Includable, F, N, E> fmt::Debug for AggregateOf<A, F, N, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AggregateOf({})", A::NAME)
    }
}

impl<A, F: Clone, N, E: Clone> Clone for AggregateOf<A, F, N, E> {
    fn clone(&self) -> Self {
        let Self { filter, value, of_links, association } = self;
        Self { filter: filter.clone(), value: value.clone(), of_links: *of_links, association: *association }
    }
}

impl<A: Includable, Q, K, R> Include<A, Q, K, R> {
    pub(crate) fn of(query: Q) -> Self {
        Self { query, types: PhantomData }
    }
}
