//! Reading rows: `query()`, getters, and what can be asked of them.

use std::marker::PhantomData;

use super::expression::{Condition, Natural, NaturallyChosen, Ordering, Selectable};
use super::page::PageOf;
use super::{Operation, RunOn};
use crate::association::Association;
use crate::error::{Context, Error};
use crate::executor::{Executor, LoadWith};
use crate::model::Model;
use crate::operation::{Changes, DeleteRows, First, Update};
use crate::statement::condition::{AddCondition, Hopeless, IfGiven, Mine, Parenthesized, Where};
use crate::statement::select::{AddOrder, Chosen, Count, Cut, Exists, Query, Selection, Whole};

/// The query behind a getter: the targets of one source, `SELECT .. WHERE key = ..`; where the source's key is NULL
/// there are none, and no statement is sent.
pub type Get<A> = Query<<A as Association>::Target, Where<Mine<A>>>;

impl<M: Model> Query<M> {
    /// All rows of the model.
    pub(crate) fn all() -> Self {
        Self { filter: (), order: (), limit: (), selection: Whole::new(), model: PhantomData }
    }
}

impl<M: Model, E> Query<M, Where<E>> {
    pub(crate) fn only(condition: E) -> Self {
        Self { filter: Where(condition), order: (), limit: (), selection: Whole::new(), model: PhantomData }
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
    Query::only(Mine::new(A::key_of(source)))
}

impl<M: Model, F, O, L, S> Query<M, F, O, L, S> {
    /// Only rows that meet the condition too: ` WHERE .. AND (condition)`.
    ///
    /// The condition is any boolean Diesel expression over the model's table; NULL counts as false.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// let teams = Team::query().filter(teams::wins.gt(50)).filter(teams::name.eq("Jazz").or(teams::name.eq("Bulls")));
    /// assert_eq!(
    ///     teams.count().sql::<Sqlite>(),
    ///     r#"SELECT count(*) FROM "teams" WHERE ((`teams`.`wins` > ?)) "#.to_owned()
    ///         + r#"AND (((`teams`.`name` = ?) OR (`teams`.`name` = ?))) -- binds: [50, "Jazz", "Bulls"]"#
    /// );
    /// ```
    pub fn filter<E>(self, condition: E) -> Query<M, F::Both, O, L, S>
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
    ///     r#"SELECT count(*) FROM "teams" WHERE ((`teams`.`name` = ?)) -- binds: ["Jazz"]"#
    /// );
    /// assert_eq!(search(None), r#"SELECT count(*) FROM "teams" WHERE TRUE -- binds: []"#);
    /// ```
    pub fn filter_if<E>(self, condition: Option<E>) -> Query<M, F::Both, O, L, S>
    where
        E: Condition<M>,
        F: AddCondition<IfGiven<E>>,
    {
        self.with_condition(IfGiven(condition))
    }

    pub(crate) fn with_condition<E>(self, condition: E) -> Query<M, F::Both, O, L, S>
    where
        F: AddCondition<E>,
    {
        let Self { filter, order, limit, selection, model } = self;
        Query { filter: filter.and(condition), order, limit, selection, model }
    }

    /// Rows in this order, behind the orders given before: ` ORDER BY ..`. Several orders at once are a tuple.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// let best = Team::query().order((teams::wins.desc(), teams::name.asc())).select(teams::name);
    /// assert_eq!(
    ///     best.sql::<Sqlite>(),
    ///     "SELECT `teams`.`name` FROM \"teams\" ORDER BY `teams`.`wins` DESC, `teams`.`name` ASC -- binds: []"
    /// );
    /// ```
    pub fn order<E>(self, order: E) -> Query<M, F, O::Both, L, S>
    where
        E: Ordering<M>,
        O: AddOrder<E>,
    {
        let Self { filter, order: before, limit, selection, model } = self;
        Query { filter, order: before.then(order), limit, selection, model }
    }

    /// At most so many rows: ` LIMIT ..`. Replaces a limit that was given before.
    pub fn limit(self, rows: i64) -> Query<M, F, O, L::Limited, S>
    where
        L: Cut,
    {
        let Self { filter, order, limit, selection, model } = self;
        Query { filter, order, limit: limit.limited(rows), selection, model }
    }

    /// Without the first so many rows: ` OFFSET ..`, on SQLite behind a `LIMIT -1` when there is no limit. Replaces an
    /// offset that was given before.
    pub fn offset(self, rows: i64) -> Query<M, F, O, L::Moved, S>
    where
        L: Cut,
    {
        let Self { filter, order, limit, selection, model } = self;
        Query { filter, order, limit: limit.moved(rows), selection, model }
    }

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
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// let ids_and_names = Team::query().select((teams::id, teams::name)); // yields Vec<(i32, String)>
    /// assert_eq!(ids_and_names.sql::<Sqlite>(), "SELECT `teams`.`id`, `teams`.`name` FROM \"teams\" -- binds: []");
    /// ```
    pub fn select<E>(self, expression: E) -> Query<M, F, O, L, NaturallyChosen<E>>
    where
        E: Selectable<M>,
        E::SqlType: Natural,
    {
        self.select_as(expression)
    }

    /// Only these columns or expressions, read into `R` as Diesel would: any type that is `Queryable` from them.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// use orm_core::diesel::dsl::{count_star, max};
    ///
    /// let summary = Team::query().select_as::<(i64, Option<i32>), _>((count_star(), max(teams::wins)));
    /// assert_eq!(summary.sql::<Sqlite>(), "SELECT COUNT(*), max(`teams`.`wins`) FROM \"teams\" -- binds: []");
    /// ```
    pub fn select_as<R, E>(self, expression: E) -> Query<M, F, O, L, Chosen<E, R>>
    where
        E: Selectable<M>,
    {
        let Self { filter, order, limit, model, .. } = self;
        Query { filter, order, limit, selection: Chosen::new(expression), model }
    }

    /// The first row, if there is one: ` LIMIT 1`; yields an `Option`. Without an order it is any row.
    pub fn first(self) -> First<Query<M, F, O, L::Limited, S>>
    where
        L: Cut,
    {
        First(self.limit(1))
    }

    /// How many rows there are: `SELECT count(*)`, one statement that yields an `i64`. Limit and offset count too.
    ///
    /// # Example
    /// ```
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_eq!(Team::query().count().sql::<Sqlite>(), r#"SELECT count(*) FROM "teams" -- binds: []"#);
    /// assert_eq!(
    ///     Team::query().limit(3).count().sql::<Sqlite>(),
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
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_eq!(
    ///     Team::query().order(teams::id.asc()).select(teams::name).page(3, 20).sql::<Sqlite>(),
    ///     "SELECT `teams`.`name` FROM \"teams\" ORDER BY `teams`.`id` ASC LIMIT ? OFFSET ?; -- binds: [20, 40]\n\
    ///      SELECT count(*) FROM \"teams\" -- binds: []"
    /// );
    /// ```
    pub fn page(self, number: u32, size: u32) -> PageOf<Self> {
        PageOf { query: self, number: number.max(1), size }
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
    /// # use orm_core::diesel::sqlite::Sqlite;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_eq!(
    ///     Team::query().filter(teams::wins.eq(0)).delete().sql::<Sqlite>(),
    ///     r#"DELETE FROM "teams" WHERE ((`teams`.`wins` = ?)) -- binds: [0]"#
    /// );
    /// ```
    pub fn delete(self) -> DeleteRows<M, F> {
        DeleteRows::new(self.filter)
    }
}

pub(crate) fn context<M: Model>() -> Context {
    Context::of(M::DESCRIPTOR)
}

impl<M: Model, F, O, L, S: Selection<M>> Operation for Query<M, F, O, L, S> {
    type Output = Vec<S::Output>;
}

impl<'q, X, M, F, O, L, S> RunOn<'q, X> for Query<M, F, O, L, S>
where
    X: Executor,
    M: Model,
    F: Hopeless,
    S: Selection<M>,
    Self: LoadWith<'q, X, S::Row> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        if self.filter.is_hopeless() {
            return Ok(Vec::new());
        }
        let rows = self.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
        Ok(rows.into_iter().map(S::output).collect())
    }
}

macro_rules! one_value {
    ($($wrapper:ident => $value:ty),*) => { $(
        impl<M: Model, F, O, L, S> Operation for $wrapper<Query<M, F, O, L, S>> {
            type Output = $value;
        }

        impl<'q, X, M, F, O, L, S> RunOn<'q, X> for $wrapper<Query<M, F, O, L, S>>
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
one_value! { Count => i64, Exists => bool }
