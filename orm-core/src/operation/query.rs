//! Reading rows: `query()`, getters, and what can be asked of them.

use crate::statement::selection::ids;
use std::future::Future;
use std::marker::PhantomData;

use super::page::PageOf;
use super::{Changes, DeleteRows, First};
use crate::association::AssociatedOnce;
use crate::association::Association;
use crate::error::{Context, Error};
use crate::loading::{AddInclude, Alone, Includes, Including, LoadIncludes};
use crate::model::Model;
use crate::model::Update;
use crate::model::row::{Columns, Parts};
use crate::run::{Executor, LoadWith};
use crate::run::{Operation, RunOn};
use crate::sql_types::Natural;
use crate::statement::condition::{AddCondition, Hopeless, IfGiven, Mine, Parenthesized, Where};
use crate::statement::expression::{Condition, NaturallyChosen, Ordering, Selectable};
use crate::statement::join::JoinedRows;
use crate::statement::order::AddOrder;
use crate::statement::select::{Count, Exists, Query};
use crate::statement::selection::{Chosen, Selection, Whole};
use crate::statement::window::Cut;
use crate::trace::{Description, loaded};

/// The query behind a getter: the targets of one source, `SELECT .. WHERE key = ..`; where the source's key is NULL
/// there are none, and no statement is sent.
pub type Get<A> = Query<<A as Association>::Target, Where<Mine<A>>>;

impl<M: Model> Query<M> {
    /// All rows of the model.
    pub(crate) fn all() -> Self {
        Self { filter: (), order: (), limit: (), selection: Whole::new(), includes: (), model: PhantomData }
    }
}

impl<M: Model, E> Query<M, Where<E>> {
    pub(crate) fn only(condition: E) -> Self {
        let Query { order, limit, selection, includes, model, .. } = Query::all();
        Self { filter: Where(condition), order, limit, selection, includes, model }
    }
}

/// The query behind `Model::query()`; the derive calls it.
#[doc(hidden)]
pub fn query<M: Model>() -> Query<M> {
    Query::all()
}

/// The query behind the getters of `has_many`; the derive calls it.
#[doc(hidden)]
pub fn get<A: Association>(source: &A::Source) -> Get<A> {
    Query::only(Mine::of(source))
}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Only rows that meet the condition too: ` WHERE .. AND (condition)`.
    ///
    /// The condition is any boolean Diesel expression over the model's table; NULL counts as false.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// let teams = Team::query()
    ///     .filter(teams::wins.gt(50))
    ///     .filter(teams::name.eq("Jazz").or(teams::name.eq("Bulls")));
    /// assert_sql!(
    ///     teams.count(),
    ///     r#"SELECT count(*) FROM "teams"
    ///            WHERE "teams"."wins" > ?
    ///            AND ("teams"."name" = ? OR "teams"."name" = ?) -- binds: [50, "Jazz", "Bulls"]"#
    /// );
    /// ```
    pub fn filter<E>(self, condition: E) -> Query<M, F::Both, O, L, S, I>
    where
        E: Condition<M>,
        F: AddCondition<Parenthesized<E>>,
    {
        self.with_condition(Parenthesized(condition))
    }

    /// Only rows that meet the condition too, if there is one: for filters that a request may leave out. `None` is
    /// `TRUE`.
    ///
    /// # Example
    /// ```
    /// use orm_core::prelude::*;
    ///
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String }
    ///
    /// let search = |name: Option<&'static str>| {
    ///     Team::query().filter_if(name.map(|name| teams::name.eq(name))).count().sql::<Sqlite>()
    /// };
    /// assert_eq!(
    ///     search(Some("Jazz")),
    ///     r#"SELECT count(*) FROM "teams" WHERE "teams"."name" = ? -- binds: ["Jazz"]"#
    /// );
    /// assert_eq!(search(None), r#"SELECT count(*) FROM "teams" WHERE TRUE -- binds: []"#);
    /// ```
    pub fn filter_if<E>(self, condition: Option<E>) -> Query<M, F::Both, O, L, S, I>
    where
        E: Condition<M>,
        F: AddCondition<IfGiven<E>>,
    {
        self.with_condition(IfGiven(condition))
    }

    pub(crate) fn with_condition<E>(self, condition: E) -> Query<M, F::Both, O, L, S, I>
    where
        F: AddCondition<E>,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        Query { filter: filter.and(condition), order, limit, selection, includes, model }
    }

    /// Rows in this order, behind the orders given before: ` ORDER BY ..`. Several orders at once are a tuple.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// let best = Team::query().order((teams::wins.desc(), teams::name.asc())).select(teams::name);
    /// assert_sql!(
    ///     best,
    ///     r#"SELECT "teams"."name" FROM "teams"
    ///            ORDER BY "teams"."wins" DESC, "teams"."name" ASC -- binds: []"#
    /// );
    /// ```
    pub fn order<E>(self, order: E) -> Query<M, F, O::Both, L, S, I>
    where
        E: Ordering<M>,
        O: AddOrder<E>,
    {
        self.with_order(order)
    }

    pub(crate) fn with_order<E>(self, order: E) -> Query<M, F, O::Both, L, S, I>
    where
        O: AddOrder<E>,
    {
        let Self { filter, order: before, limit, selection, includes, model } = self;
        Query { filter, order: before.then(order), limit, selection, includes, model }
    }

    /// The query alone, and what it includes.
    pub(crate) fn without_includes(self) -> (Query<M, F, O, L, S>, I) {
        let Self { filter, order, limit, selection, includes, model } = self;
        (Query { filter, order, limit, selection, includes: (), model }, includes)
    }

    /// At most so many rows: ` LIMIT ..`. Replaces a limit that was given before.
    pub fn limit(self, rows: i64) -> Query<M, F, O, L::Limited, S, I>
    where
        L: Cut,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        Query { filter, order, limit: limit.limited(rows), selection, includes, model }
    }

    /// Without the first so many rows: ` OFFSET ..`, on SQLite behind a `LIMIT -1` when there is no limit. Replaces an
    /// offset that was given before.
    pub fn offset(self, rows: i64) -> Query<M, F, O, L::Moved, S, I>
    where
        L: Cut,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        Query { filter, order, limit: limit.moved(rows), selection, includes, model }
    }

    /// The first row, if there is one: ` LIMIT 1`; yields an `Option`. Without an order it is any row.
    pub fn first(self) -> First<Query<M, F, O, L::Limited, S, I>>
    where
        L: Cut,
    {
        First(self.limit(1))
    }

    /// How many rows there are: `SELECT count(*)`, one statement that yields an `i64`. Limit and offset count too.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(Team::query().count(), r#"SELECT count(*) FROM "teams" -- binds: []"#);
    /// assert_sql!(
    ///     Team::query().limit(3).count(),
    ///     r#"SELECT count(*) FROM (SELECT 1 FROM "teams" LIMIT ?) AS "cut" -- binds: [3]"#
    /// );
    /// ```
    pub fn count(self) -> Count<Self> {
        Count(self)
    }

    /// Whether there is any row: `SELECT EXISTS (SELECT 1 ..)`, one statement that yields a `bool`.
    pub fn exists(self) -> Exists<Self> {
        Exists(self)
    }

    /// One page of the rows, and how many rows there are in all: two statements, which yield a [`Page`](crate::Page).
    ///
    /// Pages are counted from 1; 0 is taken for 1. Without an order the database may give a row on two pages or on
    /// none. The two statements see the same rows only inside a transaction that makes them (REPEATABLE READ on
    /// PostgreSQL). There is no page of a query with a limit or an offset.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(
    ///     Team::query().order(teams::id.asc()).select(teams::name).page(3, 20),
    ///     r#"SELECT "teams"."name" FROM "teams"
    ///            ORDER BY "teams"."id" ASC LIMIT ? OFFSET ?; -- binds: [20, 40]
    ///        SELECT count(*) FROM "teams" -- binds: []"#
    /// );
    /// ```
    pub fn page(self, number: u32, size: u32) -> PageOf<Self> {
        PageOf { query: self, number: number.max(1), size }
    }
}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Only these columns or expressions, read into the usual Rust types: `Vec<String>`, or tuples for tuples (of up to
    /// eight). For other types there is [`select_as`](Self::select_as).
    ///
    /// # Example
    /// ```
    /// use orm_core::prelude::*;
    ///
    /// #[derive(Model)]
    /// struct Team { id: i32, name: String }
    ///
    /// # use orm_core::__assert_sql as assert_sql;
    /// let ids_and_names = Team::query().select((teams::id, teams::name)); // yields Vec<(i32, String)>
    /// assert_sql!(
    ///     ids_and_names,
    ///     r#"SELECT "teams"."id", "teams"."name" FROM "teams" -- binds: []"#
    /// );
    /// ```
    pub fn select<E>(self, expression: E) -> Query<M, F, O, L, NaturallyChosen<E>>
    where
        I: Alone,
        E: Selectable<M>,
        E::SqlType: Natural,
    {
        self.select_as(expression)
    }

    /// Only these columns or expressions, read into `R` as Diesel would: any type that is `Queryable` from them.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// use orm_core::diesel::dsl::{count_star, max};
    ///
    /// let summary = Team::query().select_as::<(i64, Option<i32>), _>((count_star(), max(teams::wins)));
    /// assert_sql!(summary, r#"SELECT COUNT(*), max("teams"."wins") FROM "teams" -- binds: []"#);
    /// ```
    pub fn select_as<R, E>(self, expression: E) -> Query<M, F, O, L, Chosen<E, R>>
    where
        I: Alone,
        E: Selectable<M>,
    {
        let Self { filter, order, limit, model, .. } = self;
        Query { filter, order, limit, selection: Chosen::new(expression), includes: (), model }
    }
}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// With each row, the targets of an association: `.include(teams::players)`, with its options if need be:
    /// `.include(teams::players.filter(..).limit(3))`.
    ///
    /// Yields `Vec<TeamWith<..>>`, whose type says what was included: `team.players()`. One statement for each
    /// association included, at any level, whatever the number of rows, and none for a level without rows; with
    /// [`first`](Self::first), associations to one row are joined to the statement. Limits, pages and counts speak of
    /// the rows of the query itself. [`IncludeDsl`](crate::IncludeDsl) has the options.
    ///
    /// # Errors
    /// Those of [`Query`]. [`Error::NotFound`] when a mandatory key leads to no row.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::SqliteConnection;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # #[has_many(Player)]
    /// # struct Team { id: i32, name: String }
    /// # #[derive(Model)]
    /// # #[belongs_to(Team)]
    /// # struct Player { id: i32, rating: i32, team_id: i32 }
    /// fn best(db: &mut SqliteConnection) -> Result<(), orm_core::Error> {
    ///     let best = teams::players.order(players::rating.desc()).limit(3);
    ///     for team in Team::query().include(best).exec(db)? {
    ///         println!("{}: {}", team.name, team.players().len());
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = best;
    /// ```
    pub fn include<N, Q>(self, include: N) -> Q
    where
        Self: AddInclude<N, Output = Q>,
    {
        self.add_include(include)
    }

    /// With each row, the targets of its one association to `T` without an alias. Sequelize's `include: Captain`.
    pub fn include_model<T>(self) -> Including<Self, M::Association>
    where
        M: AssociatedOnce<T, Association: Default>,
        Self: AddInclude<M::Association>,
    {
        self.add_include(M::Association::default())
    }
}

impl<M: Model, F> Query<M, F> {
    /// Changes all of these rows: `UPDATE .. SET .. WHERE ..`, one statement that yields the number of rows; none when
    /// no column is given.
    ///
    /// There is no `update` behind an order or a limit: an UPDATE has neither. [`Update`] has an example.
    pub fn update(self) -> M::Update<Changes<F>> {
        Update::new(Changes(self.filter)).into()
    }

    /// Deletes all of these rows: `DELETE FROM .. WHERE ..`, one statement that yields the number of rows. Without a
    /// filter it deletes all rows of the table.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(
    ///     Team::query().filter(teams::wins.eq(0)).delete(),
    ///     r#"DELETE FROM "teams" WHERE "teams"."wins" = ? -- binds: [0]"#
    /// );
    /// ```
    pub fn delete(self) -> DeleteRows<M, F> {
        DeleteRows::new(self.filter)
    }
}

impl<M: Model, F: Hopeless, O, L, S, I> Query<M, F, O, L, S, I> {
    /// What an operation around the query is; behind a getter, `query` is `get`.
    pub(super) fn described(&self, operation: &'static str) -> Description {
        let lazily = self.filter.lazily();
        let operation = if operation == "query" && lazily.is_some() { "get" } else { operation };
        Description::of::<M>(operation).lazily(lazily)
    }
}

pub(crate) fn context<M: Model>() -> Context {
    Context::of(M::DESCRIPTOR)
}

impl<M: Model, F: Hopeless, O, L, S: Selection<M>, I: Includes<S::Output>> Operation for Query<M, F, O, L, S, I> {
    type Output = Vec<I::Loaded>;

    fn description(&self) -> Description {
        self.described("query")
    }
}

impl<'q, X, M, F, O, L, S, I> RunOn<'q, X> for Query<M, F, O, L, S, I>
where
    X: Executor,
    M: Model,
    F: Hopeless + Send,
    O: Send,
    L: Send,
    S: Selection<M> + Send,
    I: LoadIncludes<'q, X, S::Output>,
    Query<M, F, O, L, S>: LoadWith<'q, X, S::Row> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        if self.filter.is_hopeless() {
            return Ok(Vec::new());
        }
        let (query, includes) = self.without_includes();
        let rows = query.load_with(&mut *connection).await.map_err(|error| context::<M>().error(error))?;
        let rows: Vec<S::Output> = rows.into_iter().map(S::output).collect();
        loaded(None, ids::<M, S>(&rows));
        includes.load(rows, connection).await
    }
}

/// Runs a query for one row, with the associations to one row joined to its statement.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
pub(crate) fn load_first<'q, X, M, F, O, L, S, I>(
    query: Query<M, F, O, L, S, I>,
    context: Context,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<Option<I::Loaded>, Error>> + Send
where
    X: Executor,
    M: Model,
    F: Hopeless + Send,
    O: Send,
    L: Send,
    S: Selection<M> + Send,
    I: LoadIncludes<'q, X, S::Output>,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>:
        LoadWith<'q, X, Parts<I::JoinedRow<Columns<S::Row, S::SqlType>>>> + Send,
{
    async move {
        if query.filter.is_hopeless() {
            return Ok(None);
        }
        let (query, includes) = query.without_includes();
        let (joins, rest) = includes.divide();
        let rows = JoinedRows { query, joins }.load_with(&mut *connection).await;
        let Some(row) = rows.map_err(|error| context.error(error))?.into_iter().next() else { return Ok(None) };
        let (row, joined) = I::split(row.0);
        let row = S::output(row.0);
        loaded(None, ids::<M, S>(std::slice::from_ref(&row)));
        I::load_rest(rest, row, joined, connection).await.map(Some)
    }
}

macro_rules! one_value {
    ($($wrapper:ident $name:literal => $value:ty),*) => { $(
        impl<M: Model, F: Hopeless, O, L, S, I> Operation for $wrapper<Query<M, F, O, L, S, I>> {
            type Output = $value;

    fn description(&self) -> Description {
        self.0.described($name)
    }
        }

        impl<'q, X, M, F, O, L, S, I> RunOn<'q, X> for $wrapper<Query<M, F, O, L, S, I>>
        where
            X: Executor,
            M: Model,
            F: Hopeless,
            Self: LoadWith<'q, X, $value> + Send,
        {
            async fn run(self, connection: &mut X::Connection) -> Result<$value, Error> {
                if self.0.filter.is_hopeless() {
                    return Ok(<$value>::default());
                }
                let rows = self.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
                rows.into_iter().next().ok_or_else(|| context::<M>().not_found())
            }
        }
    )* };
}
one_value! { Count "count" => i64, Exists "exists" => bool }
