//! The methods of associations in a query: options of an include, counts, and conditions by targets.
//!
//! Owns those methods. The values that they return are owned by `statement`.

use crate::statement::expression::Selectable;
use crate::statement::include_values::{CountOf, Include, Required, Requirement};
use std::marker::PhantomData;

use super::adding::{AddInclude, Alone, LeadsToMany, LinksOf, OnlyFiltered};
use crate::association::{Includable, Kind, Through};
use crate::model::Model;
use crate::sql_types::DefaultRust;
use crate::statement::condition::{AddCondition, Not, Parenthesized, Unless, Where};
use crate::statement::expression::{ChosenAsDefault, Condition, Ordering};
use crate::statement::include::AnyOf;
use crate::statement::order::AddOrder;
use crate::statement::select::Query;
use crate::statement::selection::Chosen;
use crate::statement::window::Window;

/// An association without options.
pub(crate) type Bare<A> = Include<A, Query<<A as Includable>::Target>>;
/// A condition on the targets.
type Filtered<E> = Where<Parenthesized<E>>;
/// The kind with a filter.
type FilteredKind<A> = <<A as Includable>::Kind as Kind>::Filtered;

/// What can be done with an association: options of an include, counts, and conditions and orders of the source's
/// query. In the [`prelude`](crate::prelude).
///
/// # Example
/// ```
/// # use orm_core::diesel::sqlite::Sqlite;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// #[has_many(Player)]
/// struct Team { id: i32 }
///
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, rating: i32, team_id: i32 }
///
/// let teams = Team::query()
///     .filter(teams::players.any(players::rating.gt(9)))
///     .include(teams::players.filter(players::rating.ge(5)).order(players::rating.desc()).limit(3))
///     .include(teams::players.count());
/// # let _ = teams;
/// ```
pub trait IncludeDsl: Includable {
    /// Only targets that meet the condition. Of an association to one row there may then be none, and `team()` is an
    /// `Option`.
    fn filter<E>(self, condition: E) -> Include<Self, Query<Self::Target, Filtered<E>>, FilteredKind<Self>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        Include::of(Query::only(Parenthesized(condition)))
    }

    /// The targets of each source in this order.
    fn order<E>(self, order: E) -> Include<Self, Query<Self::Target, (), <() as AddOrder<E>>::Both>, Self::Kind>
    where
        Self: Sized + LeadsToMany,
        E: Ordering<Self::Target>,
    {
        Include::of(Query::all().order(order))
    }

    /// At most so many targets of each source: the first ones in the order, or else by the primary key.
    fn limit(self, rows: u32) -> Include<Self, Query<Self::Target, (), (), <() as Window>::Limited>, Self::Kind>
    where
        Self: Sized + LeadsToMany,
    {
        Include::of(Query::all().limit(rows))
    }

    /// Without the first so many targets of each source.
    fn offset(self, rows: u32) -> Include<Self, Query<Self::Target, (), (), <() as Window>::Moved>, Self::Kind>
    where
        Self: Sized + LeadsToMany,
    {
        Include::of(Query::all().offset(rows))
    }

    /// Only these columns or expressions of the targets, as [`Query::select`].
    fn select<E>(self, expression: E) -> Include<Self, Query<Self::Target, (), (), (), ChosenAsDefault<E>>, Self::Kind>
    where
        Self: Sized,
        E: Selectable<Self::Target>,
        E::SqlType: DefaultRust,
    {
        Include::of(Query::all().select(expression))
    }

    /// Along with each target, an association of the target's.
    fn include<N, Q>(self, include: N) -> Include<Self, Q, Self::Kind>
    where
        Self: Sized,
        Query<Self::Target>: AddInclude<N, Output = Q>,
    {
        Include::of(Query::all().add_include(include))
    }

    /// Only sources that have a target. Of an association to one row there is then one always, and `team()` is no
    /// `Option`.
    fn required(self) -> Include<Self, Query<Self::Target>, <Self::Kind as Kind>::Required, Required>
    where
        Self: Sized,
    {
        Include::of(Query::all())
    }

    /// Along with each target, the row of the junction that links it: [`WithLink`](crate::WithLink).
    fn with_junction<K>(self) -> Include<Self, Query<<Self as Includable>::Target>, K>
    where
        Self: Sized + Through<Junction: LinksOf<Self, Kind = K>>,
    {
        Include::of(Query::all())
    }

    /// Only targets whose link meets the condition: it is about the junction's columns.
    fn filter_junction<E>(self, condition: E) -> Include<Self, Query<<Self as Includable>::Target, Filtered<E>>>
    where
        Self: Sized + Through,
        E: Condition<Self::Junction>,
    {
        Include::of(Query::only(Parenthesized(condition)))
    }

    /// The targets of each source in this order of the junction's columns.
    fn order_junction<E>(
        self,
        order: E,
    ) -> Include<Self, Query<<Self as Includable>::Target, (), <() as AddOrder<E>>::Both>>
    where
        Self: Sized + Through,
        E: Ordering<Self::Junction>,
    {
        Include::of(Query::all().with_order(order))
    }

    /// How many targets there are.
    fn count(self) -> CountOf<Self>
    where
        Self: Sized + LeadsToMany,
    {
        CountOf { filter: (), association: PhantomData }
    }

    /// A condition on the source: one of its targets meets the condition.
    ///
    /// `key IN (SELECT .. FROM targets WHERE ..)`. Never NULL.
    fn any<E>(self, condition: E) -> AnyOf<Self, Filtered<E>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        AnyOf::new(Where(Parenthesized(condition)))
    }

    /// A condition on the source: none of its targets meets the condition. Holds where there are none.
    fn none<E>(self, condition: E) -> Not<AnyOf<Self, Filtered<E>>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        Not(self.any(condition))
    }

    /// A condition on the source: all of its targets meet the condition. Holds where there are none; a condition that
    /// is NULL is not met.
    fn all<E>(self, condition: E) -> Not<AnyOf<Self, Where<Unless<E>>>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        Not(AnyOf::new(Where(Unless(condition))))
    }

    /// A condition on the source: it has a target.
    fn exists(self) -> AnyOf<Self, ()>
    where
        Self: Sized,
    {
        AnyOf::new(())
    }
}

impl<A: Includable> IncludeDsl for A {}

impl<A, M, F, O, L, S, I, K, R> Include<A, Query<M, F, O, L, S, I>, K, R>
where
    A: Includable<Target = M>,
    M: Model,
    K: Kind,
    R: Requirement,
{
    /// Only targets that meet the condition too.
    pub fn filter<E>(self, condition: E) -> Include<A, Query<M, F::Both, O, L, S, I>, R::Filtered<K>, R>
    where
        E: Condition<M>,
        F: AddCondition<Parenthesized<E>>,
    {
        Include::of(self.query.filter(condition))
    }

    /// The targets of each source in this order, behind the orders given before.
    pub fn order<E>(self, order: E) -> Include<A, Query<M, F, O::Both, L, S, I>, K, R>
    where
        A: LeadsToMany,
        E: Ordering<M>,
        O: AddOrder<E>,
    {
        Include::of(self.query.order(order))
    }

    /// At most so many targets of each source: the first ones in the order, or else by the primary key.
    pub fn limit(self, rows: u32) -> Include<A, Query<M, F, O, L::Limited, S, I>, K, R>
    where
        A: LeadsToMany,
        L: Window,
    {
        Include::of(self.query.limit(rows))
    }

    /// Without the first so many targets of each source.
    pub fn offset(self, rows: u32) -> Include<A, Query<M, F, O, L::Moved, S, I>, K, R>
    where
        A: LeadsToMany,
        L: Window,
    {
        Include::of(self.query.offset(rows))
    }

    /// Only sources that have a target. Of an association to one row there is then one always, and `team()` is no
    /// `Option`. With a filter, one that meets it.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the target of an association to one row vanishes between the
    /// statements.
    pub fn required(self) -> Include<A, Query<M, F, O, L, S, I>, K::Required, Required> {
        Include::of(self.query)
    }

    /// Along with each target, the row of the junction that links it: [`WithLink`](crate::WithLink).
    pub fn with_junction<Links>(self) -> Include<A, Query<M, F, O, L, S, I>, Links, R>
    where
        A: Through<Junction: LinksOf<A, Kind = Links>>,
    {
        Include::of(self.query)
    }

    /// Only targets whose link meets the condition too: it is about the junction's columns.
    pub fn filter_junction<E>(self, condition: E) -> Include<A, Query<M, F::Both, O, L, S, I>, K, R>
    where
        A: Through,
        E: Condition<A::Junction>,
        F: AddCondition<Parenthesized<E>>,
    {
        Include::of(self.query.with_condition(Parenthesized(condition)))
    }

    /// The targets of each source in this order of the junction's columns, behind the orders given before.
    pub fn order_junction<E>(self, order: E) -> Include<A, Query<M, F, O::Both, L, S, I>, K, R>
    where
        A: Through,
        E: Ordering<A::Junction>,
        O: AddOrder<E>,
    {
        Include::of(self.query.with_order(order))
    }
}

impl<A, M, F, O, L, S, I, K, R> Include<A, Query<M, F, O, L, S, I>, K, R>
where
    A: Includable<Target = M>,
    M: Model,
{
    /// Only these columns or expressions of the targets, as [`Query::select`].
    pub fn select<E>(self, expression: E) -> Include<A, Query<M, F, O, L, ChosenAsDefault<E>>, K, R>
    where
        I: Alone,
        E: Selectable<M>,
        E::SqlType: DefaultRust,
    {
        Include::of(self.query.select(expression))
    }

    /// The same, read into `T` as Diesel would, as [`Query::select_as`].
    pub fn select_as<T: Send, E>(self, expression: E) -> Include<A, Query<M, F, O, L, Chosen<E, T>>, K, R>
    where
        I: Alone,
        E: Selectable<M>,
    {
        Include::of(self.query.select_as(expression))
    }
}

impl<A: Includable, Q, K, R> Include<A, Q, K, R> {
    /// Along with each target, an association of the target's.
    pub fn include<N, AndAlso>(self, include: N) -> Include<A, AndAlso, K, R>
    where
        Q: AddInclude<N, Output = AndAlso>,
    {
        Include::of(self.query.add_include(include))
    }
}

impl<A, M, F, O, L, S, I, K, R> Include<A, Query<M, F, O, L, S, I>, K, R>
where
    A: Includable<Target = M>,
    M: Model,
{
    /// How many targets meet the filter.
    pub fn count(self) -> CountOf<A, F>
    where
        A: LeadsToMany,
        Query<M, F, O, L, S, I>: OnlyFiltered,
    {
        CountOf { filter: self.query.filter, association: PhantomData }
    }

    /// A condition on the source: it has a target that meets the filter.
    pub fn exists(self) -> AnyOf<A, F>
    where
        Query<M, F, O, L, S, I>: OnlyFiltered,
    {
        AnyOf::new(self.query.filter)
    }
}
