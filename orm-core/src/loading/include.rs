//! The methods of associations in a query: options of an include, counts, and conditions by targets.
//!
//! Owns these methods. `statement` owns the values that they return.

use std::marker::PhantomData;

use super::adding::{AddInclude, Alone, LeadsToMany, LinksOf, OnlyFiltered};
use super::tree::{DescendantsOf, LeadsDown, ToItself};
use crate::association::{Includable, Kind, Through};
use crate::model::Model;
use crate::sql_types::DefaultRust;
use crate::statement::condition::{AddCondition, Not, Parenthesized, Unless, Where};
use crate::statement::expression::{ChosenAsDefault, Condition, Ordering, TargetSelectable};
use crate::statement::include::AnyOf;
use crate::statement::include_values::{CountOf, Include, Required, Requirement};
use crate::statement::order::AddOrder;
use crate::statement::select::Query;
use crate::statement::selection::Chosen;
use crate::statement::window::Window;

/// The include of an association without options.
pub(crate) type Bare<A> = Include<A, Query<<A as Includable>::Target>>;
/// The WHERE of an include with one condition on the targets.
type Filtered<E> = Where<Parenthesized<E>>;
/// The kind of an association with a filter on its targets.
type FilteredKind<A> = <<A as Includable>::Kind as Kind>::Filtered;

/// The methods of an association such as `teams::players`: options of an include, counts, and conditions on the source.
/// In the [`prelude`](crate::prelude).
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
    /// Includes only the targets that meet the condition. An association to one row may then have no target, so that
    /// `player.team()` returns an `Option`.
    fn filter<E>(self, condition: E) -> Include<Self, Query<Self::Target, Filtered<E>>, FilteredKind<Self>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        Include::of(Query::only(Parenthesized(condition)))
    }

    /// Sorts the targets of each source by this order.
    fn order<E>(self, order: E) -> Include<Self, Query<Self::Target, (), <() as AddOrder<E>>::Both>, Self::Kind>
    where
        Self: Sized + LeadsToMany,
        E: Ordering<Self::Target>,
    {
        Include::of(Query::all().order(order))
    }

    /// Includes at most `rows` targets of each source: the first ones in the include's order, or by primary key where
    /// it has none.
    fn limit(self, rows: u32) -> Include<Self, Query<Self::Target, (), (), <() as Window>::Limited>, Self::Kind>
    where
        Self: Sized + LeadsToMany,
    {
        Include::of(Query::all().limit(rows))
    }

    /// Skips the first `rows` targets of each source.
    fn offset(self, rows: u32) -> Include<Self, Query<Self::Target, (), (), <() as Window>::Moved>, Self::Kind>
    where
        Self: Sized + LeadsToMany,
    {
        Include::of(Query::all().offset(rows))
    }

    /// Includes only these columns or expressions of the targets, as [`Query::select`] does for rows.
    fn select<E>(self, expression: E) -> Include<Self, Query<Self::Target, (), (), (), ChosenAsDefault<E>>, Self::Kind>
    where
        Self: Sized,
        E: TargetSelectable<Self::Target>,
        E::SqlType: DefaultRust,
    {
        Include::of(Query::all().selecting(expression, false))
    }

    /// Includes an association of the targets too: `teams::players.include(players::agent)`.
    fn include<N, Q>(self, include: N) -> Include<Self, Q, Self::Kind>
    where
        Self: Sized,
        Query<Self::Target>: AddInclude<N, Output = Q>,
    {
        Include::of(Query::all().add_include(include))
    }

    /// Leaves sources without a target out of the query. An association to one row then always has one, so that
    /// `player.team()` returns no `Option`.
    fn required(self) -> Include<Self, Query<Self::Target>, <Self::Kind as Kind>::Required, Required>
    where
        Self: Sized,
    {
        Include::of(Query::all())
    }

    /// Loads each target together with the row of the junction that links it: [`WithLink`](crate::WithLink).
    fn with_junction<K>(self) -> Include<Self, Query<<Self as Includable>::Target>, K>
    where
        Self: Sized + Through<Junction: LinksOf<Self, Kind = K>>,
    {
        Include::of(Query::all())
    }

    /// Includes only the targets whose row of the junction meets the condition:
    /// `movies::actors.filter_junction(castings::role.eq("lead"))`.
    fn filter_junction<E>(self, condition: E) -> Include<Self, Query<<Self as Includable>::Target, Filtered<E>>>
    where
        Self: Sized + Through,
        E: Condition<Self::Junction>,
    {
        Include::of(Query::only(Parenthesized(condition)))
    }

    /// Sorts the targets of each source by columns of the junction.
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

    /// Loads all rows below each row, by a `has_many` of a model to itself: `employees::reports.descendants()`. Each row
    /// then has them nested: `employee.reports()` is a slice of [`Tree`](crate::query::Tree).
    ///
    /// One statement, WITH RECURSIVE, loads the trees of all rows. `up_to` limits the depth, and `order` sorts the
    /// children of each row.
    fn descendants<M: Model>(self) -> DescendantsOf<Self>
    where
        Self: ToItself<M> + LeadsDown,
    {
        DescendantsOf::all()
    }

    /// Counts the targets of each source.
    fn count(self) -> CountOf<Self>
    where
        Self: Sized + LeadsToMany,
    {
        CountOf { filter: (), association: PhantomData }
    }

    /// A condition on the source: at least one of its targets meets `condition`.
    ///
    /// The SQL is `key IN (SELECT .. FROM targets WHERE ..)`. It is never NULL.
    fn any<E>(self, condition: E) -> AnyOf<Self, Filtered<E>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        AnyOf::new(Where(Parenthesized(condition)))
    }

    /// A condition on the source: none of its targets meets `condition`. A source without targets passes.
    fn none<E>(self, condition: E) -> Not<AnyOf<Self, Filtered<E>>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        Not(self.any(condition))
    }

    /// A condition on the source: all of its targets meet `condition`. A source without targets passes. A source with a
    /// target for which `condition` is NULL does not pass.
    fn all<E>(self, condition: E) -> Not<AnyOf<Self, Where<Unless<E>>>>
    where
        Self: Sized,
        E: Condition<Self::Target>,
    {
        Not(AnyOf::new(Where(Unless(condition))))
    }

    /// A condition on the source: it has at least one target.
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
    /// Includes only the targets that meet this condition and those given before.
    pub fn filter<E>(self, condition: E) -> Include<A, Query<M, F::Both, O, L, S, I>, R::Filtered<K>, R>
    where
        E: Condition<M>,
        F: AddCondition<Parenthesized<E>>,
    {
        Include::of(self.query.filter(condition))
    }

    /// Sorts the targets of each source by this order, after the orders given before.
    pub fn order<E>(self, order: E) -> Include<A, Query<M, F, O::Both, L, S, I>, K, R>
    where
        A: LeadsToMany,
        E: Ordering<M>,
        O: AddOrder<E>,
    {
        Include::of(self.query.order(order))
    }

    /// Includes at most `rows` targets of each source: the first ones in the include's order, or by primary key where
    /// it has none.
    pub fn limit(self, rows: u32) -> Include<A, Query<M, F, O, L::Limited, S, I>, K, R>
    where
        A: LeadsToMany,
        L: Window,
    {
        Include::of(self.query.limit(rows))
    }

    /// Skips the first `rows` targets of each source.
    pub fn offset(self, rows: u32) -> Include<A, Query<M, F, O, L::Moved, S, I>, K, R>
    where
        A: LeadsToMany,
        L: Window,
    {
        Include::of(self.query.offset(rows))
    }

    /// Leaves out of the query the sources that have no target, or none that meets the include's filter. An association
    /// to one row then always has one, so that `player.team()` returns no `Option`.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the target of an association to one row is deleted between the
    /// statements.
    pub fn required(self) -> Include<A, Query<M, F, O, L, S, I>, K::Required, Required> {
        Include::of(self.query)
    }

    /// Loads each target together with the row of the junction that links it: [`WithLink`](crate::WithLink).
    pub fn with_junction<Links>(self) -> Include<A, Query<M, F, O, L, S, I>, Links, R>
    where
        A: Through<Junction: LinksOf<A, Kind = Links>>,
    {
        Include::of(self.query)
    }

    /// Includes only the targets whose row of the junction meets this condition and those given before.
    pub fn filter_junction<E>(self, condition: E) -> Include<A, Query<M, F::Both, O, L, S, I>, K, R>
    where
        A: Through,
        E: Condition<A::Junction>,
        F: AddCondition<Parenthesized<E>>,
    {
        Include::of(self.query.with_condition(Parenthesized(condition)))
    }

    /// Sorts the targets of each source by columns of the junction, after the orders given before.
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
    /// Includes only these columns or expressions of the targets, as [`Query::select`] does for rows.
    pub fn select<E>(self, expression: E) -> Include<A, Query<M, F, O, L, ChosenAsDefault<E>>, K, R>
    where
        I: Alone,
        E: TargetSelectable<M>,
        E::SqlType: DefaultRust,
    {
        Include::of(self.query.selecting(expression, false))
    }

    /// Includes only these columns or expressions of the targets, and reads them into `T` as Diesel would, as
    /// [`Query::select_as`] does for rows.
    pub fn select_as<T: Send, E>(self, expression: E) -> Include<A, Query<M, F, O, L, Chosen<E, T>>, K, R>
    where
        I: Alone,
        E: TargetSelectable<M>,
    {
        Include::of(self.query.selecting(expression, false))
    }
}

impl<A: Includable, Q, K, R> Include<A, Q, K, R> {
    /// Includes an association of the targets too: `teams::players.include(players::agent)`.
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
    /// Counts the targets of each source that meet the filter.
    pub fn count(self) -> CountOf<A, F>
    where
        A: LeadsToMany,
        Query<M, F, O, L, S, I>: OnlyFiltered,
    {
        CountOf { filter: self.query.filter, association: PhantomData }
    }

    /// A condition on the source: it has at least one target that meets the filter.
    pub fn exists(self) -> AnyOf<A, F>
    where
        Query<M, F, O, L, S, I>: OnlyFiltered,
    {
        AnyOf::new(self.query.filter)
    }
}
