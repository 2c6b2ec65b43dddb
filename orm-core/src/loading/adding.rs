//! How an include is added to a query, and what must hold for it: one trait for each mistake, with the message that
//! names it.
//!
//! Owns those traits. They fail as a whole, so that a mistake leaves the query's type unknown and nothing else is
//! reported.

use super::include::Bare;
use super::{Append, Lacks};
use crate::association::{Includable, LinkedWith, NoModel, ToMany};
use crate::model::Model;
use crate::statement::condition::AddCondition;
use crate::statement::include::AnyOf;
use crate::statement::include_values::{CountOf, Include, Required};
use crate::statement::select::Query;
use crate::statement::selection::{AllColumns, Selection};

/// What can stand in `.include(..)`: an association, with options or without, or a count.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an association",
    label = "not an association",
    note = "include an association: those of `Team` stand in the module of its table, `.include(teams::players)`",
    note = "an association is included by its name; by the name of its model with `.include_model::<Player>()`"
)]
pub trait IntoInclude {
    /// The association.
    type Association: Includable;
    /// What is included.
    type Include;
    /// What the association and the kind of include is called, so that it is included once only.
    type Name;
    /// The condition on the source that [`Required`] puts.
    type Condition;
    /// The include, and the condition.
    fn into_include(self) -> (Self::Include, Self::Condition);
}

#[diagnostic::do_not_recommend]
impl<A: Includable> IntoInclude for A {
    type Association = A;
    type Include = Bare<A>;
    type Name = A;
    type Condition = ();

    fn into_include(self) -> (Bare<A>, ()) {
        (Include::of(Query::all()), ())
    }
}

impl<A: Includable, Q, K> IntoInclude for Include<A, Q, K> {
    type Association = A;
    type Include = Self;
    type Name = A;
    type Condition = ();

    fn into_include(self) -> (Self, ()) {
        (self, ())
    }
}

impl<A, M, F, O, L, S, I, K> IntoInclude for Include<A, Query<M, F, O, L, S, I>, K, Required>
where
    A: Includable,
    F: Clone,
{
    type Association = A;
    type Include = Self;
    type Name = A;
    type Condition = AnyOf<A, F>;

    fn into_include(self) -> (Self, AnyOf<A, F>) {
        let condition = AnyOf::new(self.query.filter.clone());
        (self, condition)
    }
}

impl<A: Includable, F> IntoInclude for CountOf<A, F> {
    type Association = A;
    type Include = Self;
    type Name = CountOf<A>;
    type Condition = ();

    fn into_include(self) -> (Self, ()) {
        (self, ())
    }
}

/// A condition that an include puts on its source's query, or none.
pub trait PutOn<F> {
    /// The query's condition with it.
    type Both;
    /// Puts it.
    fn put_on(self, filter: F) -> Self::Both;
}

impl<F> PutOn<F> for () {
    type Both = F;

    fn put_on(self, filter: F) -> F {
        filter
    }
}

impl<A, G, F: AddCondition<AnyOf<A, G>>> PutOn<F> for AnyOf<A, G> {
    type Both = F::Both;

    fn put_on(self, filter: F) -> F::Both {
        filter.and(self)
    }
}

/// The model that declares an association, where it is the model `M` that is queried: with its rows comes `I`.
///
/// Where it is not, `Include` is unknown to the compiler, and nothing that uses it is reported as well.
#[diagnostic::on_unimplemented(
    message = "`{A}` is not an association of `{M}`",
    label = "an association of `{Self}`",
    note = "include an association of `{M}`: they stand in the module of its table, as `teams::players` does for `Team`",
    note = "an association of what is included is included there: `teams::players.include(players::agent)`"
)]
pub trait Declares<A, M, I> {
    /// What is included.
    type Include;
    /// The same.
    fn declared(include: I) -> Self::Include;
}

impl<A, M, I> Declares<A, M, I> for M {
    type Include = I;

    fn declared(include: I) -> I {
        include
    }
}

// With this, the source of what is no association remains unknown, and that is all that is reported.
#[diagnostic::do_not_recommend]
impl<A, M: Model, I> Declares<A, M, I> for NoModel {
    type Include = I;

    fn declared(include: I) -> I {
        include
    }
}

/// The association of an include.
pub(crate) type NamedBy<N> = <N as IntoInclude>::Association;
/// The model that declares it.
pub(crate) type SourceOf<N> = <NamedBy<N> as Includable>::Source;
/// What is included with rows of `M`.
pub(crate) type IncludedOf<N, M> = <SourceOf<N> as Declares<NamedBy<N>, M, <N as IntoInclude>::Include>>::Include;

/// A query to which the include `N` can be added: one of whole rows.
#[diagnostic::on_unimplemented(
    message = "nothing can be included with chosen columns",
    label = "`include` with `select`",
    note = "leave `select` out: what is included is kept beside a whole row"
)]
pub trait AddInclude<N> {
    /// The query with it.
    type Output;
    /// Adds it.
    fn add_include(self, include: N) -> Self::Output;
}

/// The query `Q` with the include `N`.
pub type Including<Q, N> = <Q as AddInclude<N>>::Output;

impl<M, F, O, L, I, N> AddInclude<N> for Query<M, F, O, L, AllColumns<M>, I>
where
    M: Model,
    N: IntoInclude<Condition: PutOn<F>>,
    SourceOf<N>: Declares<N::Association, M, N::Include>,
    I: Lacks<N::Name, N::Association> + Append<IncludedOf<N, M>>,
    AllColumns<M>: Selection<M>,
{
    type Output = Query<M, <N::Condition as PutOn<F>>::Both, O, L, AllColumns<M>, I::Output>;

    fn add_include(self, include: N) -> Self::Output {
        let Self { filter, order, limit, selection, includes, model } = self;
        let (include, condition) = include.into_include();
        let includes = includes.append(SourceOf::<N>::declared(include));
        Query { filter: condition.put_on(filter), order, limit, selection, includes, model }
    }
}

/// No includes.
#[diagnostic::on_unimplemented(
    message = "columns cannot be chosen where something is included",
    label = "`select` with `include`",
    note = "choose columns of what is included where it is included: `.include(teams::players.select(players::name))`"
)]
pub trait Alone {}

impl Alone for () {}

/// A query with a filter, and nothing else.
#[diagnostic::on_unimplemented(
    message = "targets are counted by their filter alone",
    label = "behind `limit`, `offset`, `order`, `select` or `include`",
    note = "leave it out: `teams::players.filter(..).count()`"
)]
pub trait OnlyFiltered {}

impl<M: Model, F> OnlyFiltered for Query<M, F> {}

/// The condition of an include that leaves no source out.
#[diagnostic::on_unimplemented(
    message = "rows in hand are not left out",
    label = "`required()` for rows in hand",
    note = "leave `required()` out, or ask for the rows anew: `Team::query().include(teams::players.required())`"
)]
pub trait LeavesNoneOut {}

impl LeavesNoneOut for () {}

/// An association to many rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to one row, not to many",
    label = "this is for associations to many rows",
    note = "`limit`, `offset`, `order` and `count` are for `has_many` and `belongs_to_many`"
)]
pub trait LeadsToMany {}

#[diagnostic::do_not_recommend]
impl<A: Includable<Kind: ToMany>> LeadsToMany for A {}

/// What links come as, with a row of the junction `Self` each; unknown where there is none.
pub trait LinksOf<A> {
    /// [`LinkedWith`].
    type Kind;
}

impl<J: Model, A> LinksOf<A> for J {
    type Kind = LinkedWith<A>;
}
