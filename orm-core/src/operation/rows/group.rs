//! `Player::query().group_by(players::team_id)`: one row for each group of rows.
//!
//! Owns the methods of a grouped query, and the operation. Its statement is `statement::grouped`.

use std::marker::PhantomData;

use diesel::Expression;

use super::context;
use crate::loading::OnlyFiltered;
use crate::model::Model;
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::sql_types::DefaultRust;
use crate::statement::condition::{AddCondition, Parenthesized};
use crate::statement::expression::{ChosenAsDefault, GroupCondition, GroupOrdering, OfGroup, RowExpression};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::{FixCondition, FixOrder, FixSelection, Fixed, rendered};
use crate::statement::grouped::{ByPlace, Grouped, Having};
use crate::statement::known_empty::FromGetter;
use crate::statement::order::AddOrder;
use crate::statement::select::Query;
use crate::statement::selection::{Chosen, Selection};
use crate::statement::window::Window;
use crate::trace::Description;

/// A query whose rows can be grouped: it has conditions and nothing else.
#[diagnostic::on_unimplemented(
    message = "only a query with nothing but conditions can be grouped",
    label = "`order`, `limit`, `select` or `include` before `group_by`",
    note = "order, limit and selection of the groups follow: `.filter(..).group_by(..).select(..).order(..)`",
    note = "`boxed()` adds an order and a limit: group a query that is not boxed"
)]
pub trait Groupable: OnlyFiltered {}

impl<M: Model, F> Groupable for Query<M, F> {}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Makes groups of the rows that have equal values in a column, an expression, or a tuple of them: ` GROUP BY ..`.
    /// Then [`select`](Grouped::select) says what is read of each group, and the result has one element for each.
    ///
    /// A value that has no single value in a group does not compile: neither does a column that `group_by` does not
    /// name. Where it names the primary key, all columns have one.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// use orm_core::prelude::*;
    /// use orm_core::query::aggregates::{count, max};
    ///
    /// #[derive(Model)]
    /// struct Player { id: i32, rating: i32, team_id: i32 }
    ///
    /// // Yields Vec<(i32, i64, Option<i32>)>.
    /// let teams = Player::query()
    ///     .filter(players::rating.gt(0))
    ///     .group_by(players::team_id)
    ///     .select((players::team_id, count(), max(players::rating)))
    ///     .having(count().ge(5))
    ///     .order(max(players::rating).desc())
    ///     .limit(10);
    /// assert_sql!(
    ///     teams,
    ///     r#"SELECT "players"."team_id", count(*), max("players"."rating") FROM "players"
    ///            WHERE "players"."rating" > ?
    ///            GROUP BY "players"."team_id" HAVING count(*) >= ?
    ///            ORDER BY max("players"."rating") DESC LIMIT ? -- binds: [0, 5, 10]"#
    /// );
    /// ```
    pub fn group_by<G, Condition>(self, key: G) -> Grouped<M, Condition, G>
    where
        Self: Groupable<Condition = Condition>,
        G: RowExpression<M>,
    {
        let (filter, having) = (self.condition(), Having(()));
        Grouped { filter, key, having, order: (), limit: (), selection: (), model: PhantomData }
    }
}

impl<M: Model, F, G, H, O, L> Grouped<M, F, G, H, O, L> {
    /// Reads these expressions of each group into the default Rust type of each: the columns of `group_by`, and
    /// [aggregates](crate::query::aggregates).
    pub fn select<E>(self, expression: E) -> Grouped<M, F, G, H, O, L, ChosenAsDefault<E>>
    where
        E: OfGroup<M, G>,
        E::SqlType: DefaultRust,
    {
        self.select_as(expression)
    }

    /// Reads these expressions of each group into `R`: any type for which Diesel's `Queryable` is implemented.
    pub fn select_as<R, E>(self, expression: E) -> Grouped<M, F, G, H, O, L, Chosen<E, R>>
    where
        E: OfGroup<M, G>,
    {
        self.selecting(expression)
    }

    /// Reads the value by which the rows are grouped, and these expressions of each group, as a pair. For a group by an
    /// expression that is no column, such as a column of an association to one row. GROUP BY names the value by its place.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// use orm_core::prelude::*;
    /// use orm_core::query::aggregates::count;
    ///
    /// #[derive(Model)]
    /// #[has_many(Player)]
    /// struct Team { id: i32, city: String }
    ///
    /// #[derive(Model)]
    /// #[belongs_to(Team)]
    /// struct Player { id: i32, team_id: i32 }
    ///
    /// // Yields Vec<(Option<String>, i64)>: how many players there are in each city.
    /// let cities = Player::query().group_by(players::team.select(teams::city)).select_with_key(count());
    /// # assert_sql!(
    /// #     cities,
    /// #     r#"SELECT (SELECT "of"."value" FROM (SELECT "teams"."id" AS "orm:key_1", "teams"."city" AS "value"
    /// #            FROM "teams"
    /// #            WHERE "teams"."id" IS NOT NULL) AS "of"
    /// #            WHERE "of"."orm:key_1" = "players"."team_id" LIMIT 1), count(*) FROM "players"
    /// #            GROUP BY 1 -- binds: []"#
    /// # );
    /// ```
    pub fn select_with_key<E>(self, expression: E) -> Grouped<M, F, ByPlace<G>, H, O, L, ChosenAsDefault<(G, E)>>
    where
        E: OfGroup<M, G>,
        G: Expression,
        (G, E): Expression<SqlType: DefaultRust>,
    {
        let Self { filter, key, having, order, limit, model, .. } = self;
        let selection = Chosen::new((key, expression), false);
        Grouped { filter, key: ByPlace::new(), having, order, limit, selection, model }
    }

    fn selecting<R, E>(self, expression: E) -> Grouped<M, F, G, H, O, L, Chosen<E, R>> {
        let Self { filter, key, having, order, limit, model, .. } = self;
        // The rows are groups: for the statement, their selection is one of columns.
        Grouped { filter, key, having, order, limit, selection: Chosen::new(expression, false), model }
    }
}

impl<M: Model, F, G, H, O, L, S> Grouped<M, F, G, H, O, L, S> {
    /// Keeps only the groups that also meet this condition: ` HAVING ..`. A condition on rows stands in `filter`,
    /// before `group_by`.
    pub fn having<E>(self, condition: E) -> Grouped<M, F, G, H::Both, O, L, S>
    where
        E: GroupCondition<M, G>,
        H: AddCondition<Parenthesized<E>>,
    {
        let Self { filter, key, having: Having(having), order, limit, selection, model } = self;
        let having = Having(having.and(Parenthesized(condition)));
        Grouped { filter, key, having, order, limit, selection, model }
    }

    /// Sorts the groups, after the orders given before: ` ORDER BY ..`.
    pub fn order<E>(self, order: E) -> Grouped<M, F, G, H, O::Both, L, S>
    where
        E: GroupOrdering<M, G>,
        O: AddOrder<E>,
    {
        let Self { filter, key, having, order: before, limit, selection, model } = self;
        Grouped { filter, key, having, order: before.then(order), limit, selection, model }
    }

    /// Reads at most `groups` groups: ` LIMIT ..`. Replaces an earlier limit.
    pub fn limit(self, groups: u32) -> Grouped<M, F, G, H, O, L::Limited, S>
    where
        L: Window,
    {
        let Self { filter, key, having, order, limit, selection, model } = self;
        Grouped { filter, key, having, order, limit: limit.limited(groups.into()), selection, model }
    }

    /// Skips the first `groups` groups: ` OFFSET ..`. Replaces an earlier offset.
    pub fn offset(self, groups: u32) -> Grouped<M, F, G, H, O, L::Moved, S>
    where
        L: Window,
    {
        let Self { filter, key, having, order, limit, selection, model } = self;
        Grouped { filter, key, having, order, limit: limit.moved(groups.into()), selection, model }
    }
}

impl<M: Model, F, G, H, O, L, S> Grouped<M, F, ByPlace<G>, H, O, L, S> {
    /// Sorts the groups by the value by which the rows are grouped, after the orders given before. It follows
    /// [`select_with_key`](Self::select_with_key).
    pub fn order_by_key(self) -> Grouped<M, F, ByPlace<G>, H, O::Both, L, S>
    where
        O: AddOrder<ByPlace<G>>,
    {
        let Self { filter, key, having, order, limit, selection, model } = self;
        Grouped { filter, key, having, order: order.then(ByPlace::new()), limit, selection, model }
    }
}

/// The grouped query with all its parts rendered.
#[cfg(all(feature = "async", feature = "sqlite"))]
type FixedGroups<M, F, H, O, L, S> = Grouped<
    M,
    <F as FixCondition>::Fixed,
    Fixed,
    <H as FixCondition>::Fixed,
    <O as FixOrder>::Fixed,
    L,
    <S as FixSelection<M>>::Fixed,
>;

operation! {
    impl[M: Model, F: FromGetter, G, H, O, L, S: Selection<M>] Grouped<M, F, G, H, O, L, S> {
        yields Vec<S::Output>;
        described |query| Description::of::<M>("group_by").lazy_read(query.filter.lazy_read());
        sends [Self: LoadWith<'q, X, S::Row>];
        run |query, connection| {
            if query.filter.is_known_empty() {
                return Ok(Vec::new());
            }
            let rows = query.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
            Ok(rows.into_iter().map(S::output).collect())
        }
        sql |query| [Some(query)];
        offload [
            F: FixCondition,
            G: diesel::query_builder::QueryFragment<diesel::sqlite::Sqlite>,
            H: FixCondition,
            O: FixOrder,
            L: Send + 'static,
            S: FixSelection<M>
        ] FixedGroups<M, F, H, O, L, S>, |query| Grouped {
            filter: query.filter.fix(),
            key: rendered(&query.key),
            having: Having(query.having.0.fix()),
            order: query.order.fix(),
            limit: query.limit,
            selection: query.selection.fix(),
            model: query.model,
        };
    }
}
