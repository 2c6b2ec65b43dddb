//! `Player::query().distinct_on(players::team_id)`: one row of all that are equal in an expression, on PostgreSQL.
//!
//! Owns the operation. Its statement is a query whose selection is `OneOfEach`.

use crate::dialect::HasDistinctOn;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::model::Model;
use crate::operation::declare::offload;
use crate::run::{Executor, Operation, Print, RunOn};
use crate::statement::expression::RowExpression;
use crate::statement::select::Query;
use crate::statement::selection::{OneOfEach, RowsOfTable};
use crate::trace::Description;

/// The operation of [`Query::distinct_on`]: it reads one row of all rows that are equal in an expression.
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct DistinctOn<Q>(Q);

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Reads one row of all rows that are equal in a column, an expression, or a tuple of them: the first one in the
    /// query's order. One statement, `SELECT DISTINCT ON (..) ..`, and one for each include.
    ///
    /// It runs on PostgreSQL; on SQLite it does not compile. The order begins with the expression, and then says which
    /// row is the first; PostgreSQL refuses another order.
    ///
    /// # Example
    /// ```
    /// # #[cfg(feature = "postgres")]
    /// # fn main() {
    /// use orm_core::diesel::pg::Pg;
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Player { id: i32, rating: i32, team_id: i32 }
    ///
    /// // The best player of each team.
    /// let best = Player::query()
    ///     .order((players::team_id.asc(), players::rating.desc()))
    ///     .distinct_on(players::team_id);
    /// assert_eq!(
    ///     best.sql::<Pg>(),
    ///     "SELECT DISTINCT ON (\"players\".\"team_id\") \"players\".\"id\", \"players\".\"rating\", \
    ///      \"players\".\"team_id\" FROM \"players\" \
    ///      ORDER BY \"players\".\"team_id\" ASC, \"players\".\"rating\" DESC -- binds: []"
    /// );
    /// # }
    /// # #[cfg(not(feature = "postgres"))]
    /// # fn main() {}
    /// ```
    pub fn distinct_on<E>(self, expression: E) -> DistinctOn<Query<M, F, O, L, OneOfEach<E, S>, I>>
    where
        S: RowsOfTable,
        E: RowExpression<M>,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        let selection = OneOfEach { expression, selection };
        DistinctOn(Query { filter, order, limit, selection, includes, model })
    }
}

impl<Q: Operation> Operation for DistinctOn<Q> {
    type Output = Q::Output;

    fn description(&self) -> Description {
        self.0.description()
    }
}

impl<'q, X, Q> RunOn<'q, X> for DistinctOn<Q>
where
    X: Executor<Backend: HasDistinctOn>,
    Q: RunOn<'q, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Q::Output, Error> {
        self.0.run(connection).await
    }
}

impl<DB: HasDistinctOn, Q: Print<DB>> Print<DB> for DistinctOn<Q> {
    fn statements(&self) -> Vec<String> {
        self.0.statements()
    }
}

offload! {
    impl[Q: FixQuery<Fixed: Operation> + Operation] DistinctOn<Q>
    where [Q::Fixed: Operation<Output = <Q as Operation>::Output>]
    => DistinctOn<Q::Fixed>, |query| DistinctOn(query.0.fixed())
}
