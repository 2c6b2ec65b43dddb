//! The aggregates of an association: `teams::players.sum(players::rating)`.
//!
//! Owns the methods that make them. `statement` owns the values that they return.

use std::marker::PhantomData;

use super::adding::{LeadsToMany, OnlyFiltered};
use crate::association::Includable;
use crate::statement::aggregate::{
    Aggregate, AggregateFunction, Average, CountDistinct, FunctionOf, Maximum, Minimum, Sum,
};
use crate::statement::expression::TargetExpression;
use crate::statement::include_values::{AggregateOf, Include};
use crate::statement::select::Query;

/// The aggregate `N` of the expression `E` over the targets that `I` leads to and that meet the condition `F`.
pub type AggregateIn<I, F, N, E> = AggregateOf<<I as AggregateDsl>::Association, F, FunctionOf<N, E>, E>;

/// Aggregates of the targets of an association to many rows, such as `teams::players`, or of those that a filter leaves:
/// `teams::players.filter(..)`. In the [`prelude`](crate::prelude).
///
/// In `include`, an aggregate takes one grouped statement for all rows, and `team.aggregate(..)` reads the value of one
/// row. It is also an expression over the source, for `filter`, `order` and `select`. Of a many-to-many association, the
/// column may be one of the junction's model: `movies::actors.sum(castings::fee)`. A target that is linked several times
/// counts once, a column of the junction for each link.
///
/// # Example
/// ```
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
/// # use orm_core::diesel::SqliteConnection;
/// fn print_best(db: &mut SqliteConnection) -> Result<(), orm_core::Error> {
///     let teams = Team::query()
///         .filter(teams::players.max(players::rating).ge(9))
///         .order(teams::players.avg(players::rating).desc())
///         .include(teams::players.sum(players::rating));
///     for team in teams.exec(db)? {
///         let total: Option<i64> = team.aggregate(teams::players.sum(players::rating));
///         println!("{}: {total:?}", team.id);
///     }
///     Ok(())
/// }
/// # let _ = print_best;
/// ```
pub trait AggregateDsl: Sized {
    /// The association.
    type Association: Includable;
    /// The query for its targets.
    type Query;
    /// Returns the query for the targets.
    #[doc(hidden)]
    fn into_query(self) -> Self::Query;

    /// Sums a column of the targets of each source. Values that are NULL do not count; where there are no others, the
    /// sum is `None`. It has the type that [`Query::sum`] has.
    fn sum<E, Of, F>(self, expression: E) -> AggregateIn<Self, F, Sum, E>
    where
        Self::Association: LeadsToMany,
        Self::Query: OnlyFiltered<Condition = F>,
        E: TargetExpression<Self::Association, Of>,
        Sum: AggregateFunction<E::SqlType>,
    {
        aggregate(self, expression)
    }

    /// Averages a column of the targets of each source. Values that are NULL do not count; where there are no others,
    /// the average is `None`. It has the type that [`Query::avg`] has.
    fn avg<E, Of, F>(self, expression: E) -> AggregateIn<Self, F, Average, E>
    where
        Self::Association: LeadsToMany,
        Self::Query: OnlyFiltered<Condition = F>,
        E: TargetExpression<Self::Association, Of>,
        Average: AggregateFunction<E::SqlType>,
    {
        aggregate(self, expression)
    }

    /// Finds the least value of a column among the targets of each source: `None` where there is none.
    fn min<E, Of, F>(self, expression: E) -> AggregateIn<Self, F, Minimum, E>
    where
        Self::Association: LeadsToMany,
        Self::Query: OnlyFiltered<Condition = F>,
        E: TargetExpression<Self::Association, Of>,
        Minimum: AggregateFunction<E::SqlType>,
    {
        aggregate(self, expression)
    }

    /// Finds the greatest value of a column among the targets of each source: `None` where there is none.
    fn max<E, Of, F>(self, expression: E) -> AggregateIn<Self, F, Maximum, E>
    where
        Self::Association: LeadsToMany,
        Self::Query: OnlyFiltered<Condition = F>,
        E: TargetExpression<Self::Association, Of>,
        Maximum: AggregateFunction<E::SqlType>,
    {
        aggregate(self, expression)
    }

    /// Counts the different values of a column among the targets of each source: an `i64`. NULL is not counted.
    fn count_distinct<E, Of, F>(self, expression: E) -> AggregateIn<Self, F, CountDistinct, E>
    where
        Self::Association: LeadsToMany,
        Self::Query: OnlyFiltered<Condition = F>,
        E: TargetExpression<Self::Association, Of>,
        CountDistinct: AggregateFunction<E::SqlType>,
    {
        aggregate(self, expression)
    }
}

fn aggregate<I, E, Of, F, N>(include: I, expression: E) -> AggregateOf<I::Association, F, N, E>
where
    I: AggregateDsl<Query: OnlyFiltered<Condition = F>>,
    E: TargetExpression<I::Association, Of>,
{
    let (filter, value) = (include.into_query().condition(), Aggregate::of(expression));
    AggregateOf { filter, value, of_links: E::OF_LINKS, association: PhantomData }
}

#[diagnostic::do_not_recommend]
impl<A: Includable> AggregateDsl for A {
    type Association = A;
    type Query = Query<A::Target>;

    fn into_query(self) -> Self::Query {
        Query::all()
    }
}

impl<A: Includable, Q, K, R> AggregateDsl for Include<A, Q, K, R> {
    type Association = A;
    type Query = Q;

    fn into_query(self) -> Q {
        self.query
    }
}
