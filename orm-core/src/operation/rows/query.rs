//! `Team::query()`, and the queries behind getters.
//!
//! Owns the methods that shape a query before it runs: conditions, order, limit, selection, includes. The methods that
//! turn a query into another operation (`first`, `count`, `page`, `update`, ..) stand in the files of those operations.

use std::marker::PhantomData;

use diesel::query_builder::QueryFragment;

use super::context;
use crate::association::AssociatedOnce;
use crate::dialect::Dialect;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::loading::{AddInclude, Alone, Includes, Including, LoadIncludes, PrintIncludes};
use crate::model::Model;
use crate::operation::declare::offload;
use crate::run::{Executor, LoadWith, Operation, Print, RunOn};
use crate::sql_types::DefaultRust;
use crate::statement::condition::{AddCondition, IfGiven, Parenthesized, Where};
use crate::statement::expression::{ChosenAsDefault, Condition, Ordering, Selectable};
use crate::statement::known_empty::FromGetter;
use crate::statement::order::AddOrder;
use crate::statement::select::Query;
use crate::statement::selection::{AllColumns, Chosen, Distinct, RowsOfTable, Selection, SomeColumns, ids};
use crate::statement::text;
use crate::statement::window::Window;
use crate::trace::{Description, loaded};

impl<M: Model> Query<M> {
    /// All rows of the model `M`. For functions that are generic over the model; for one model write `Team::query()`.
    ///
    /// # Example
    /// ```
    /// use orm_core::prelude::*;
    /// use orm_core::{Blocking, Error, Query, RunOn, run::BlockingConnection};
    ///
    /// fn all<M, C>(db: &mut C) -> Result<Vec<M>, Error>
    /// where
    ///     M: Model,
    ///     C: BlockingConnection,
    ///     Query<M>: for<'q> RunOn<'q, Blocking<C>, Output = Vec<M>>,
    /// {
    ///     Query::<M>::all().exec(db)
    /// }
    /// ```
    pub fn all() -> Self {
        Self { filter: (), order: (), limit: (), selection: AllColumns::new(), includes: (), model: PhantomData }
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

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Keeps only the rows that also meet this condition: ` WHERE .. AND (condition)`.
    ///
    /// The condition is a boolean Diesel expression on the model's columns. Where it is NULL for a row, the row is left
    /// out.
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

    /// Adds the condition if it is `Some`, as [`filter`](Self::filter) does. `None` adds `TRUE`, so all rows stay: for
    /// a filter that a request may leave out.
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

    /// Sorts the rows: ` ORDER BY ..`. A tuple gives several orders at once. A later call sorts the rows that the
    /// earlier orders leave equal.
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

    /// Reads at most `rows` rows: ` LIMIT ..`. Replaces an earlier limit. For a selected aggregate, the limit applies
    /// to the aggregate's own row, not to the rows that it is computed from.
    ///
    /// A limit cannot be negative. A number of another type, from a request for example, is converted by
    /// `u32::try_from(number)?`.
    pub fn limit(self, rows: u32) -> Query<M, F, O, L::Limited, S, I>
    where
        L: Window,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        Query { filter, order, limit: limit.limited(rows.into()), selection, includes, model }
    }

    /// Skips the first `rows` rows: ` OFFSET ..`. Replaces an earlier offset. SQLite has no OFFSET without a limit, so
    /// there the statement says `LIMIT -1 OFFSET ..` when the query has none.
    pub fn offset(self, rows: u32) -> Query<M, F, O, L::Moved, S, I>
    where
        L: Window,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        Query { filter, order, limit: limit.moved(rows.into()), selection, includes, model }
    }

    /// Separates the query from its includes.
    pub(crate) fn without_includes(self) -> (Query<M, F, O, L, S>, I) {
        let Self { filter, order, limit, selection, includes, model } = self;
        (Query { filter, order, limit, selection, includes: (), model }, includes)
    }
}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Reads only these columns or expressions, into the default Rust type of each: a text becomes a `String`, and a
    /// tuple of up to eight expressions becomes a tuple. [`select_as`](Self::select_as) reads them into other types.
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
    pub fn select<E>(self, expression: E) -> Query<M, F, O, L, ChosenAsDefault<E>>
    where
        I: Alone,
        S: RowsOfTable,
        E: Selectable<M>,
        E::SqlType: DefaultRust,
    {
        self.select_as(expression)
    }

    /// Reads only these columns or expressions, into `R`: any type for which Diesel's `Queryable` is implemented.
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
        S: RowsOfTable,
        E: Selectable<M>,
    {
        self.selecting(expression, E::is_aggregate())
    }

    /// Selects an expression, where it may be selected.
    pub(crate) fn selecting<R, E>(self, expression: E, is_aggregate: bool) -> Query<M, F, O, L, Chosen<E, R>> {
        let Self { filter, order, limit, model, .. } = self;
        Query { filter, order, limit, selection: Chosen::new(expression, is_aggregate), includes: (), model }
    }
}

impl<M: Model, F, O, L, S> Query<M, F, O, L, S> {
    /// Reads rows that are equal in the selected columns once: `SELECT DISTINCT ..`. A count of the query counts them
    /// once too. It follows `select`.
    ///
    /// PostgreSQL sorts such rows by selected expressions only.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, city: String }
    /// let cities = Team::query().select(teams::city).distinct();
    /// assert_sql!(cities.clone(), r#"SELECT DISTINCT "teams"."city" FROM "teams" -- binds: []"#);
    /// assert_sql!(
    ///     cities.count(),
    ///     r#"SELECT count(*) FROM (SELECT DISTINCT "teams"."city" FROM "teams") AS "cut" -- binds: []"#
    /// );
    /// ```
    pub fn distinct(self) -> Query<M, F, O, L, Distinct<S>>
    where
        S: SomeColumns,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        Query { filter, order, limit, selection: Distinct(selection), includes, model }
    }
}

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Loads the targets of an association with each row: `.include(teams::players)`. Options follow the association:
    /// `.include(teams::players.filter(..).limit(3))`. [`IncludeDsl`](crate::IncludeDsl) lists them.
    ///
    /// The query then yields a `Vec<TeamWith<..>>`. Its type says which associations are loaded, and each has a method:
    /// `team.players()`.
    ///
    /// Each included association costs one statement, at any level and for any number of rows. A level without rows
    /// costs none. With [`first`](Self::first), associations to one row are joined to the query's own statement. A
    /// limit, a page or a count of the query counts its own rows, not the included ones.
    ///
    /// # Errors
    /// The errors of [`Query`]. [`Error::NotFound`] when a mandatory foreign key references a row that does not exist.
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

    /// Loads, with each row, the targets of its association to the model `T`. There must be exactly one such
    /// association without an alias; any other is included by its name. Sequelize's `include: Captain`.
    pub fn include_model<T>(self) -> Including<Self, M::Association>
    where
        M: AssociatedOnce<T, Association: Default>,
        Self: AddInclude<M::Association>,
    {
        self.add_include(M::Association::default())
    }
}

impl<M: Model, F: FromGetter, O, L, S, I> Query<M, F, O, L, S, I> {
    /// The description of an operation on this query. For the query of a getter, the name `query` becomes `get`.
    pub(super) fn described(&self, operation: &'static str) -> Description {
        let lazy_read = self.filter.lazy_read();
        let operation = if operation == "query" && lazy_read.is_some() { "get" } else { operation };
        Description::of::<M>(operation).lazy_read(lazy_read)
    }
}

impl<M: Model, F: FromGetter, O, L, S: Selection<M>, I: Includes<S::Output>> Operation for Query<M, F, O, L, S, I> {
    type Output = Vec<I::Loaded>;

    fn description(&self) -> Description {
        self.described("query")
    }
}

impl<'q, X, M, F, O, L, S, I> RunOn<'q, X> for Query<M, F, O, L, S, I>
where
    X: Executor,
    M: Model,
    F: FromGetter + Send,
    O: Send,
    L: Send,
    S: Selection<M> + Send,
    I: LoadIncludes<'q, X, S::Output>,
    Query<M, F, O, L, S>: LoadWith<'q, X, S::Row> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        if self.filter.is_known_empty() {
            return Ok(Vec::new());
        }
        let (query, includes) = self.without_includes();
        let rows = query.load_with(&mut *connection).await.map_err(|error| context::<M>().error(error))?;
        let rows: Vec<S::Output> = rows.into_iter().map(S::output).collect();
        loaded(None, ids::<M, S>(&rows));
        includes.load(rows, connection).await
    }
}

impl<DB, M, F, O, L, S, I> Print<DB> for Query<M, F, O, L, S, I>
where
    DB: Dialect,
    M: Model,
    S: Selection<M>,
    I: Includes<S::Output> + PrintIncludes<DB>,
    Self: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        std::iter::once(text::<DB, _>(self)).chain(self.includes.for_many()).collect()
    }
}

offload! {
    impl[M, F, O, L, S, I] Query<M, F, O, L, S, I>
    where [
        Self: FixQuery + Operation,
        <Self as FixQuery>::Fixed: Operation<Output = <Self as Operation>::Output>
    ]
    => <Self as FixQuery>::Fixed, |query| query.fixed()
}
