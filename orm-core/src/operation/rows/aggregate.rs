//! `Team::query().sum(teams::wins)` and the like: one value of all rows of a query.
//!
//! Owns these operations. Their expressions are those of `statement::aggregate`.

use diesel::Expression;

use super::context;
use crate::loading::Alone;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::model::Model;
use crate::operation::declare::operation;
use crate::run::LoadWith;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::run::Operation;
use crate::sql_types::DefaultRust;
use crate::statement::aggregate::{Aggregate, AggregateFunction, Average, CountDistinct, Maximum, Minimum, Sum};
use crate::statement::expression::RowExpression;
use crate::statement::known_empty::FromGetter;
use crate::statement::select::Query;
use crate::statement::selection::{Chosen, RowsOfTable, Selection};

/// The operation of [`Query::sum`], [`Query::avg`], [`Query::min`], [`Query::max`] and [`Query::count_distinct`]: it
/// computes one value of the rows of a query.
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct Summary<Q> {
    query: Q,
    operation: &'static str,
}

/// The type that Rust reads the aggregate `N` of the expression `E` into: `Option<i64>` for the sum of a whole number.
pub type AggregateValue<N, E> = <<N as AggregateFunction<<E as Expression>::SqlType>>::SqlType as DefaultRust>::Rust;

/// The operation that computes the aggregate `N` of `E`.
pub type SummaryOf<M, F, O, L, N, E> = Summary<Query<M, F, O, L, Chosen<Aggregate<N, E>, AggregateValue<N, E>>>>;

/// One value of all rows. A limit and an offset of the query apply before: then only those rows count.
impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    fn summary<N, E>(self, expression: E) -> SummaryOf<M, F, O, L, N, E>
    where
        E: Expression,
        N: AggregateFunction<E::SqlType, SqlType: DefaultRust>,
    {
        Summary { query: self.selecting(Aggregate::of(expression), true), operation: N::NAME }
    }

    /// The sum of a column or an expression: one statement, `SELECT sum(..)`. Values that are NULL do not count;
    /// where there are no others, the sum is `None`.
    ///
    /// Whole numbers yield an `Option<i64>`, floating point numbers an `Option<f64>`, decimal numbers an
    /// `Option<BigDecimal>`.
    ///
    /// # Errors
    /// [`Error::InvalidValue`](crate::Error::InvalidValue) when the sum of whole numbers does not fit an `i64`.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(
    ///     Team::query().filter(teams::wins.gt(50)).sum(teams::wins),
    ///     r#"SELECT sum("teams"."wins") FROM "teams" WHERE "teams"."wins" > ? -- binds: [50]"#
    /// );
    /// // The sum of the best three:
    /// assert_sql!(
    ///     Team::query().order(teams::wins.desc()).limit(3).sum(teams::wins),
    ///     r#"SELECT sum("teams"."wins") FROM "teams"
    ///            WHERE ("teams"."id") IN (SELECT "teams"."id" FROM "teams"
    ///            ORDER BY "teams"."wins" DESC LIMIT ?) -- binds: [3]"#
    /// );
    /// ```
    pub fn sum<E>(self, expression: E) -> SummaryOf<M, F, O, L, Sum, E>
    where
        I: Alone,
        S: RowsOfTable,
        E: RowExpression<M>,
        Sum: AggregateFunction<E::SqlType, SqlType: DefaultRust>,
    {
        self.summary(expression)
    }

    /// The average of a column or an expression: one statement, `SELECT avg(..)`. Values that are NULL do not
    /// count; where there are no others, the average is `None`.
    ///
    /// Whole numbers and floating point numbers yield an `Option<f64>`, decimal numbers an `Option<BigDecimal>`.
    pub fn avg<E>(self, expression: E) -> SummaryOf<M, F, O, L, Average, E>
    where
        I: Alone,
        S: RowsOfTable,
        E: RowExpression<M>,
        Average: AggregateFunction<E::SqlType, SqlType: DefaultRust>,
    {
        self.summary(expression)
    }

    /// The least value of a column or an expression: one statement, `SELECT min(..)`. It yields an `Option` of the
    /// column's type: `None` where no row has a value.
    pub fn min<E>(self, expression: E) -> SummaryOf<M, F, O, L, Minimum, E>
    where
        I: Alone,
        S: RowsOfTable,
        E: RowExpression<M>,
        Minimum: AggregateFunction<E::SqlType, SqlType: DefaultRust>,
    {
        self.summary(expression)
    }

    /// The greatest value of a column or an expression: one statement, `SELECT max(..)`. It yields an `Option` of
    /// the column's type: `None` where no row has a value.
    pub fn max<E>(self, expression: E) -> SummaryOf<M, F, O, L, Maximum, E>
    where
        I: Alone,
        S: RowsOfTable,
        E: RowExpression<M>,
        Maximum: AggregateFunction<E::SqlType, SqlType: DefaultRust>,
    {
        self.summary(expression)
    }

    /// Counts the different values of a column or an expression: one statement, `SELECT count(DISTINCT ..)`, that
    /// yields an `i64`. NULL is not counted.
    pub fn count_distinct<E>(self, expression: E) -> SummaryOf<M, F, O, L, CountDistinct, E>
    where
        I: Alone,
        S: RowsOfTable,
        E: RowExpression<M>,
        CountDistinct: AggregateFunction<E::SqlType, SqlType: DefaultRust>,
    {
        self.summary(expression)
    }
}

operation! {
    impl[M: Model, F: FromGetter, O, L, S: Selection<M, Output: Default>] Summary<Query<M, F, O, L, S>> {
        yields S::Output;
        described |summary| summary.query.described(summary.operation);
        sends [Query<M, F, O, L, S>: LoadWith<'q, X, S::Row>];
        run |summary, connection| {
            if summary.query.filter.is_known_empty() {
                return Ok(S::Output::default());
            }
            let rows = summary.query.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
            Ok(rows.into_iter().next().map(S::output).unwrap_or_default())
        }
        sql |summary| [Some(&summary.query)];
        offload [
            Query<M, F, O, L, S>: FixQuery,
            Summary<<Query<M, F, O, L, S> as FixQuery>::Fixed>: Operation<Output = S::Output>
        ] Summary<<Query<M, F, O, L, S> as FixQuery>::Fixed>, |summary| Summary {
            operation: summary.operation, query: summary.query.fixed()
        };
    }
}
