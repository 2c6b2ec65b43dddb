//! `Team::query().keyset(teams::name.asc(), 20)`: pages that begin after a row, not after a number of rows.
//!
//! Owns the operation, which reads one row more than a page has, and `KeysetPage`, which it yields. Must not know how
//! rows are compared with a cursor.

use std::marker::PhantomData;

use crate::dialect::Dialect;
use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::loading::{AddInclude, Includes, LoadIncludes};
use crate::model::{Cursor, KeysetOrder, Model};
use crate::operation::declare::offload;
use crate::run::{Executor, Operation, Print, RunOn};
use crate::statement::condition::AddCondition;
use crate::statement::keyset::{Beyond, KeysetSort};
use crate::statement::known_empty::FromGetter;
use crate::statement::order::{OrderBy, Unordered};
use crate::statement::select::Query;
use crate::statement::selection::AllColumns;
use crate::statement::window::{Limit, Unlimited};
use crate::trace::Description;

/// One page of a query's rows, with the cursors of the pages beside it.
///
/// The statement of a page reads rows in one direction only. So a page that begins after a cursor has a `previous`
/// whether or not there are rows before it, and a page that ends before a cursor has a `next`. A page without rows has
/// neither.
///
/// With the feature `serde` a page serializes if its rows do: `{"rows": [..], "next": "..", "previous": null}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysetPage<T, C> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// The cursor after which the next page begins; `None` when it is known that no rows follow this page.
    pub next: Option<C>,
    /// The cursor before which the previous page ends; `None` when it is known that no rows stand before this page.
    pub previous: Option<C>,
}

#[cfg(feature = "serde")]
impl<T: serde::Serialize, C: serde::Serialize> serde::Serialize for KeysetPage<T, C> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let Self { rows, next, previous } = self;
        let mut fields = serializer.serialize_struct("KeysetPage", 3)?;
        fields.serialize_field("rows", rows)?;
        fields.serialize_field("next", next)?;
        fields.serialize_field("previous", previous)?;
        fields.end()
    }
}

/// Where a page begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<C> {
    Start,
    After(C),
    Before(C),
}

/// Reads one page of a query in an order: `Team::query().keyset(teams::name.asc(), 20)`, see [`Query::keyset`].
#[derive(Debug, Clone)]
#[must_use = "a page does nothing until `.exec(&mut conn)`"]
pub struct Keyset<Q, C> {
    query: Q,
    size: u32,
    place: Place<C>,
}

impl<M: Model, F, O, L, I> Query<M, F, O, L, AllColumns<M>, I> {
    /// Reads the rows in pages of `size` rows, sorted by columns of the model: `teams::name.asc()`, or up to eight in a
    /// tuple. Yields the first page, a [`KeysetPage`](crate::query::KeysetPage); [`after`](Keyset::after) its cursor
    /// `next` begins the next one. A size of 0 is taken for 1.
    ///
    /// A page costs one statement, and one for each included association. The statement reads one row more than the
    /// page has, which tells whether there is a next page. Where a page begins is a condition on the sorted columns, so
    /// the last page costs as much as the first if an index has these columns. Rows that are inserted or deleted
    /// between two pages move no other row: every row that stays is on one page.
    ///
    /// The primary key follows the order by itself, in the direction of its last column. So an index for
    /// `(wins.desc(), name.desc())` is one over `(wins, name, id)`. Where all columns are mandatory and have one
    /// direction, they are compared as a row, `(wins, name, id) < (?, ?, ?)`; otherwise by a bound and alternatives,
    /// `wins <= ? AND (wins < ? OR (name, id) > (?, ?))`.
    ///
    /// NULL counts as greater than every value, on both databases: it is last in an ascending order and first in a
    /// descending one. After a value of an optional column in an ascending order, and before one in a descending order,
    /// the rows with NULL also follow; then the condition is an OR, for which no database enters an index in the
    /// middle.
    ///
    /// The values of the row must read back as they are stored. A decimal of more than 15 digits on SQLite does not,
    /// and its row may be on two pages. When the value of a sorted column is changed between two pages, the row may be
    /// on two pages or on none.
    ///
    /// A query that has an order, a limit or an offset has no method `keyset`. On a
    /// [`BoxedQuery`](crate::BoxedQuery) the pages replace its order, its limit and its offset.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # use orm_core::query::Cursor;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// let best_first = || Team::query().keyset((teams::wins.desc(), teams::name.asc()), 20);
    /// assert_sql!(
    ///     best_first(),
    ///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
    ///            WHERE TRUE
    ///            ORDER BY "teams"."wins" DESC, "teams"."name" ASC, "teams"."id" ASC LIMIT ? -- binds: [21]"#
    /// );
    /// let last = Team { id: 7, name: "Jazz".to_owned(), wins: 51 };
    /// assert_sql!(
    ///     best_first().after(Cursor::of(&last)),
    ///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
    ///            WHERE "teams"."wins" <= ?
    ///            AND ("teams"."wins" < ? OR ("teams"."name", "teams"."id") > (?, ?))
    ///            ORDER BY "teams"."wins" DESC, "teams"."name" ASC, "teams"."id" ASC LIMIT ?
    ///        -- binds: [51, 51, "Jazz", 7, 21]"#
    /// );
    /// ```
    pub fn keyset<K, C>(self, _order: K, size: u32) -> Keyset<Query<M, F, (), (), AllColumns<M>, I>, C>
    where
        O: Unordered,
        L: Unlimited,
        K: KeysetOrder<M, Cursor = C>,
    {
        let Self { filter, selection, includes, model, .. } = self;
        let query = Query { filter, order: (), limit: (), selection, includes, model };
        Keyset { query, size: size.max(1), place: Place::Start }
    }
}

impl<Q, C> Keyset<Q, C> {
    /// Reads the page that begins after the cursor: the `next` of another page. Replaces an earlier cursor.
    pub fn after(self, cursor: C) -> Self {
        Self { place: Place::After(cursor), ..self }
    }

    /// Reads the page that ends before the cursor: the `previous` of another page. Its rows come in the same order.
    /// Replaces an earlier cursor.
    pub fn before(self, cursor: C) -> Self {
        Self { place: Place::Before(cursor), ..self }
    }

    /// Reads the page that begins after the cursor if it is `Some`, as [`after`](Self::after) does. `None` changes
    /// nothing: for the cursor of a request, which the first request leaves out.
    pub fn after_if(self, cursor: Option<C>) -> Self {
        match cursor {
            Some(cursor) => self.after(cursor),
            None => self,
        }
    }

    /// Reads the page that ends before the cursor if it is `Some`, as [`before`](Self::before) does. `None` changes
    /// nothing.
    pub fn before_if(self, cursor: Option<C>) -> Self {
        match cursor {
            Some(cursor) => self.before(cursor),
            None => self,
        }
    }

    /// Loads the targets of an association with each row of the page, as [`Query::include`] does.
    pub fn include<N, Included>(self, include: N) -> Keyset<Included, C>
    where
        Q: AddInclude<N, Output = Included>,
    {
        Keyset { query: self.query.add_include(include), size: self.size, place: self.place }
    }
}

/// The statement of a page, which reads one row more than the page has.
type PageQuery<M, F, I, K> =
    Query<M, <F as AddCondition<Beyond<M, K>>>::Both, OrderBy<KeysetSort<M, K>>, Limit, AllColumns<M>, I>;

/// The statements of a page, and what is needed to make the page of the rows.
#[derive(Debug, Clone)]
pub struct KeysetSteps<Q, C> {
    query: Q,
    size: u32,
    /// Where the page stands. Its cursor is part of the query.
    place: Place<()>,
    cursor: PhantomData<fn() -> C>,
}

impl<M: Model, F, I, K: KeysetOrder<M>> Keyset<Query<M, F, (), (), AllColumns<M>, I>, Cursor<M, K>> {
    fn steps(self) -> KeysetSteps<PageQuery<M, F, I, K>, Cursor<M, K>>
    where
        F: AddCondition<Beyond<M, K>>,
    {
        let (place, position) = match self.place {
            Place::Start => (Place::Start, None),
            Place::After(cursor) => (Place::After(()), Some(cursor.0)),
            Place::Before(cursor) => (Place::Before(()), Some(cursor.0)),
        };
        let backwards = place == Place::Before(());
        let Query { filter, selection, includes, model, .. } = self.query;
        let filter = filter.and(Beyond::new(position, backwards));
        let order = OrderBy(KeysetSort::new(backwards));
        let query = Query { filter, order, limit: Limit(i64::from(self.size) + 1), selection, includes, model };
        KeysetSteps { query, size: self.size, place, cursor: PhantomData }
    }
}

impl<M, F, O, L, I, K> Operation for KeysetSteps<Query<M, F, O, L, AllColumns<M>, I>, Cursor<M, K>>
where
    M: Model,
    I: Includes<M>,
    K: KeysetOrder<M>,
{
    type Output = KeysetPage<I::Loaded, Cursor<M, K>>;
}

impl<'q, X, M, F, O, L, I, K> RunOn<'q, X> for KeysetSteps<Query<M, F, O, L, AllColumns<M>, I>, Cursor<M, K>>
where
    X: Executor,
    M: Model,
    F: Send,
    O: Send,
    L: Send,
    I: LoadIncludes<'q, X, M>,
    K: KeysetOrder<M>,
    Query<M, F, O, L>: RunOn<'q, X, Output = Vec<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let (query, includes) = self.query.without_includes();
        let mut rows = query.run(&mut *connection).await?;
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if self.place == Place::Before(()) {
            rows.reverse();
        }
        let (first, last) = (rows.first().map(Cursor::of), rows.last().map(Cursor::of));
        let (previous, next) = match self.place {
            Place::Start => (None, last.filter(|_| more)),
            Place::After(()) => (first, last.filter(|_| more)),
            Place::Before(()) => (first.filter(|_| more), last),
        };
        Ok(KeysetPage { rows: includes.load(rows, connection).await?, next, previous })
    }
}

impl<M, F, I, K> Operation for Keyset<Query<M, F, (), (), AllColumns<M>, I>, Cursor<M, K>>
where
    M: Model,
    F: FromGetter,
    I: Includes<M>,
    K: KeysetOrder<M>,
{
    type Output = KeysetPage<I::Loaded, Cursor<M, K>>;

    fn description(&self) -> Description {
        self.query.described("keyset")
    }
}

impl<'q, X, M, F, I, K> RunOn<'q, X> for Keyset<Query<M, F, (), (), AllColumns<M>, I>, Cursor<M, K>>
where
    X: Executor,
    M: Model,
    F: FromGetter + AddCondition<Beyond<M, K>> + Send,
    I: LoadIncludes<'q, X, M>,
    K: KeysetOrder<M>,
    KeysetSteps<PageQuery<M, F, I, K>, Cursor<M, K>>: RunOn<'q, X, Output = KeysetPage<I::Loaded, Cursor<M, K>>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        self.steps().run(connection).await
    }
}

impl<DB, M, F, I, K> Print<DB> for Keyset<Query<M, F, (), (), AllColumns<M>, I>, Cursor<M, K>>
where
    DB: Dialect,
    M: Model,
    F: AddCondition<Beyond<M, K>> + Clone,
    I: Clone,
    K: KeysetOrder<M>,
    PageQuery<M, F, I, K>: Print<DB>,
{
    fn statements(&self) -> Vec<String> {
        let Self { query, size, place } = self;
        Keyset { query: query.clone(), size: *size, place: place.clone() }.steps().query.statements()
    }
}

offload! {
    impl[M, F, I, K] Keyset<Query<M, F, (), (), AllColumns<M>, I>, Cursor<M, K>>
    where [
        M: Model,
        F: AddCondition<Beyond<M, K>>,
        K: KeysetOrder<M>,
        PageQuery<M, F, I, K>: FixQuery,
        Self: Operation,
        KeysetSteps<<PageQuery<M, F, I, K> as FixQuery>::Fixed, Cursor<M, K>>: Operation<Output = <Self as Operation>::Output>
    ]
    => KeysetSteps<<PageQuery<M, F, I, K> as FixQuery>::Fixed, Cursor<M, K>>,
    |page| {
        let KeysetSteps { query, size, place, cursor } = page.steps();
        KeysetSteps { query: query.fixed(), size, place, cursor }
    }
}
