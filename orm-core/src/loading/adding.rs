//! Adds an include to a query: one trait for each rule, with the compile error for breaking it.
//!
//! Owns these traits. Where one is not met, the compiler does not know the query's type, so that it reports this one
//! mistake and nothing else.

use super::include::Bare;
use super::{Append, Lacks};
use crate::association::{Includable, LinkedWith, NoModel, ToMany};
use crate::model::Model;
use crate::statement::condition::AddCondition;
use crate::statement::include::AnyOf;
use crate::statement::include_values::{AggregateOf, CountOf, Include, Required};
use crate::statement::select::Query;
use crate::statement::selection::{AllColumns, Selection};

/// A value that `.include(..)` takes: an association with or without options, or the count of its targets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an association",
    label = "not an association",
    note = "include an association: those of `Team` stand in the module of its table, `.include(teams::players)`",
    note = "an association is included by its name; by the name of its model with `.include_model::<Player>()`"
)]
pub trait IntoInclude {
    /// The association that is included or counted.
    type Association: Includable;
    /// The include that is added to the query.
    type Include;
    /// The type that names the include: the association itself, or the count of it. A query takes one include of each
    /// name.
    type Name;
    /// The operand of an aggregate, or `()`.
    type Operand;
    /// The condition on the source that `required()` adds, or `()`.
    type Condition;
    /// Splits the value into the include and the condition.
    fn into_include(self) -> (Self::Include, Self::Condition);
}

#[diagnostic::do_not_recommend]
impl<A: Includable> IntoInclude for A {
    type Association = A;
    type Include = Bare<A>;
    type Name = A;
    type Operand = ();
    type Condition = ();

    fn into_include(self) -> (Bare<A>, ()) {
        (Include::of(Query::all()), ())
    }
}

impl<A: Includable, Q, K> IntoInclude for Include<A, Q, K> {
    type Association = A;
    type Include = Self;
    type Name = A;
    type Operand = ();
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
    type Operand = ();
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
    type Operand = ();
    type Condition = ();

    fn into_include(self) -> (Self, ()) {
        (self, ())
    }
}

impl<A: Includable, F, N, E> IntoInclude for AggregateOf<A, F, N, E> {
    type Association = A;
    type Include = Self;
    type Name = AggregateOf<A, (), N, E>;
    type Operand = Operand<E>;
    type Condition = ();

    fn into_include(self) -> (Self, ()) {
        (self, ())
    }
}

/// The operand of an aggregate that is included.
#[derive(Debug)]
pub struct Operand<E>(std::marker::PhantomData<fn() -> E>);

/// The operand of an include that is an aggregate: a column, whose name is a part of the value's key in JSON.
#[diagnostic::on_unimplemented(
    message = "only an aggregate of a column can be included",
    label = "an aggregate of an expression",
    note = "include the aggregate of a column: `.include(teams::players.sum(players::rating))`",
    note = "the aggregate of an expression stands in `.select(..)`, `.filter(..)` and `.order(..)`"
)]
pub trait IncludedOperand {}

impl IncludedOperand for () {}

#[diagnostic::do_not_recommend]
impl<E: diesel::Column> IncludedOperand for Operand<E> {}

/// A condition that an include adds to the query of its source; `()` adds none.
pub trait PutOn<F> {
    /// The query's condition together with this one.
    type Both;
    /// Adds this condition to the query's.
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

/// The model that declares the association `A`, where it is the queried model `M`. `I` is the include.
///
/// Where another model is queried, the compiler does not know `Include`, so that it reports nothing else about the
/// query.
#[diagnostic::on_unimplemented(
    message = "`{A}` is not an association of `{M}`",
    label = "an association of `{Self}`",
    note = "include an association of `{M}`: they stand in the module of its table, as `teams::players` does for `Team`",
    note = "include an association of the included rows inside their include: `teams::players.include(players::agent)`"
)]
pub trait Declares<A, M, I> {
    /// The include that is added to the query.
    type Include;
    /// Returns the include as it is.
    fn declared(include: I) -> Self::Include;
}

impl<A, M, I> Declares<A, M, I> for M {
    type Include = I;

    fn declared(include: I) -> I {
        include
    }
}

// Keeps the source of a value that is no association unknown, so that only the message of `IntoInclude` is reported.
#[diagnostic::do_not_recommend]
impl<A, M: Model, I> Declares<A, M, I> for NoModel {
    type Include = I;

    fn declared(include: I) -> I {
        include
    }
}

/// The association that the include `N` names.
pub(crate) type NamedBy<N> = <N as IntoInclude>::Association;
/// The model that declares the association of the include `N`.
pub(crate) type SourceOf<N> = <NamedBy<N> as Includable>::Source;
/// The include that a query of `M` gets for `N`.
pub(crate) type IncludedOf<N, M> = <SourceOf<N> as Declares<NamedBy<N>, M, <N as IntoInclude>::Include>>::Include;

/// A query to which the include `N` can be added: one that selects all columns of its model.
#[diagnostic::on_unimplemented(
    message = "nothing can be included with chosen columns",
    label = "`include` with `select`",
    note = "leave `select` out: included rows are kept beside rows with all columns"
)]
pub trait AddInclude<N> {
    /// The query with the include.
    type Output;
    /// Adds the include.
    fn add_include(self, include: N) -> Self::Output;
}

/// The query `Q` with the include `N`.
pub type Including<Q, N> = <Q as AddInclude<N>>::Output;

impl<M, F, O, L, I, N> AddInclude<N> for Query<M, F, O, L, AllColumns<M>, I>
where
    M: Model,
    N: IntoInclude<Condition: PutOn<F>, Operand: IncludedOperand>,
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

/// The includes of a query that has none: its columns can be chosen.
#[diagnostic::on_unimplemented(
    message = "columns cannot be chosen where something is included",
    label = "`select` with `include`",
    note = "choose columns of the included rows inside their include: `.include(teams::players.select(players::name))`"
)]
pub trait Alone {}

impl Alone for () {}

/// A query without limit, offset, order, selection and includes: it has a filter at most.
#[diagnostic::on_unimplemented(
    message = "`count()`, `exists()` and aggregates take a filter and nothing else",
    label = "remove `limit`, `offset`, `order`, `select` or `include` before this",
    note = "for example: `teams::players.filter(..).count()`"
)]
pub trait OnlyFiltered {
    /// The filter, or `()`.
    type Condition;
    /// Takes the filter out.
    #[doc(hidden)]
    fn condition(self) -> Self::Condition;
}

impl<M: Model, F> OnlyFiltered for Query<M, F> {
    type Condition = F;

    fn condition(self) -> F {
        self.filter
    }
}

/// The condition that an include adds to its source's query, where it is none: no source is left out.
#[diagnostic::on_unimplemented(
    message = "`required()` cannot be used with `load`",
    label = "rows that are already loaded are not filtered",
    note = "leave `required()` out, or query the rows again: `Team::query().include(teams::players.required())`"
)]
pub trait LeavesNoneOut {}

impl LeavesNoneOut for () {}

/// An association to many rows: `has_many` or `belongs_to_many`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to one row, not to many",
    label = "this is for associations to many rows",
    note = "`limit`, `offset`, `order`, `count` and aggregates are for `has_many` and `belongs_to_many`"
)]
pub trait LeadsToMany {}

#[diagnostic::do_not_recommend]
impl<A: Includable<Kind: ToMany>> LeadsToMany for A {}

/// The junction model of the association `A`, from which the kind of an include with junction rows follows.
pub trait LinksOf<A> {
    /// The kind of an include in which each target comes with its row of the junction: [`LinkedWith`].
    type Kind;
}

impl<J: Model, A> LinksOf<A> for J {
    type Kind = LinkedWith<A>;
}
