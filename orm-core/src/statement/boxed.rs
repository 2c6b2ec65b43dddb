//! Queries of one type, whatever is added to them: conditions, orders and limits that are chosen while a program runs.
//!
//! Owns the parts that such a query is made of. Must not know operations.

use std::fmt;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::condition::{AddCondition, AndAlso, Where};
use super::include_values::Include;
use super::known_empty::{FromGetter, KnownEmpty};
use super::order::{AddOrder, Order, OrderBy};
use super::select::Query;
use super::selection::AllColumns;
use super::window::{Unlimited, Window};
use crate::association::Includable;
use crate::dialect::Dialect;
use crate::trace::LazyRead;

/// A query of one type on the backend `DB`, whatever conditions, orders and limits it has: [`Query::boxed`].
///
/// `'a` is how long the values in its conditions live; `'static` where they are owned. A function takes one and gives
/// it back, a struct keeps one, a loop adds to one. Its statement is cached by its text, where that of another query is
/// cached by its type.
///
/// # Example
/// ```
/// use orm_core::diesel::sqlite::Sqlite;
/// use orm_core::prelude::*;
/// use orm_core::query::BoxedQuery;
/// # use orm_core::__assert_sql as assert_sql;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// struct Search { name: Option<String>, at_least: Option<i32>, newest_first: bool }
///
/// fn found(search: Search) -> BoxedQuery<'static, Team, Sqlite> {
///     let mut query = Team::query().boxed();
///     if let Some(name) = search.name {
///         query = query.filter(teams::name.eq(name));
///     }
///     if let Some(wins) = search.at_least {
///         query = query.filter(teams::wins.ge(wins));
///     }
///     if search.newest_first { query.order(teams::id.desc()) } else { query }
/// }
///
/// let search = Search { name: None, at_least: Some(50), newest_first: true };
/// assert_sql!(
///     found(search).limit(10),
///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
///            WHERE "teams"."wins" >= ?
///            ORDER BY "teams"."id" DESC LIMIT ? -- binds: [50, 10]"#
/// );
/// ```
pub type BoxedQuery<'a, M, DB, I = ()> =
    Query<M, BoxedWhere<'a, DB>, BoxedOrder<'a, DB>, BoxedWindow, AllColumns<M>, I>;

/// An include of one type on the backend `DB`, whatever conditions, orders and limits it has: what a function that makes an
/// include returns.
///
/// `K` says how many targets a source has; a filter on an association to one row changes it.
///
/// # Example
/// ```
/// use orm_core::diesel::sqlite::Sqlite;
/// use orm_core::prelude::*;
/// use orm_core::query::BoxedInclude;
///
/// #[derive(Model)]
/// #[has_many(Player)]
/// struct Team { id: i32 }
///
/// #[derive(Model)]
/// #[belongs_to(Team)]
/// struct Player { id: i32, rating: i32, team_id: i32 }
///
/// fn best(count: u32) -> BoxedInclude<'static, teams::players, Sqlite> {
///     teams::players.order(players::rating.desc()).limit(count).boxed()
/// }
///
/// let _teams = Team::query().include(best(3));
/// ```
pub type BoxedInclude<'a, A, DB, K = <A as Includable>::Kind> =
    Include<A, BoxedQuery<'a, <A as Includable>::Target, DB>, K>;

type Part<'a, DB> = Arc<dyn QueryFragment<DB> + Send + Sync + 'a>;

/// The conditions of a [`BoxedQuery`], which must all hold; or none.
pub struct BoxedWhere<'a, DB> {
    conditions: Vec<Part<'a, DB>>,
    known_empty: bool,
    lazy_read: Option<LazyRead>,
}

/// The orders of a [`BoxedQuery`], one behind the other; or none.
pub struct BoxedOrder<'a, DB>(Vec<Part<'a, DB>>);

/// The limit and the offset of a [`BoxedQuery`], so far as they are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BoxedWindow {
    limit: Option<i64>,
    offset: Option<i64>,
}

impl<DB> Clone for BoxedWhere<'_, DB> {
    fn clone(&self) -> Self {
        Self { conditions: self.conditions.clone(), known_empty: self.known_empty, lazy_read: self.lazy_read }
    }
}

impl<DB> Clone for BoxedOrder<'_, DB> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<DB> fmt::Debug for BoxedWhere<'_, DB> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BoxedWhere({} conditions)", self.conditions.len())
    }
}

impl<DB> fmt::Debug for BoxedOrder<'_, DB> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BoxedOrder({} orders)", self.0.len())
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<'a, DB> BoxedWhere<'a, DB> {
    /// The condition with each part rendered.
    pub(super) fn rendered<'b>(
        &self,
        render: impl Fn(&(dyn QueryFragment<DB> + Send + Sync + 'a)) -> Part<'b, DB>,
    ) -> BoxedWhere<'b, DB> {
        let conditions = self.conditions.iter().map(|part| render(&**part)).collect();
        BoxedWhere { conditions, known_empty: self.known_empty, lazy_read: self.lazy_read }
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<'a, DB> BoxedOrder<'a, DB> {
    /// The order with each part rendered.
    pub(super) fn rendered<'b>(
        &self,
        render: impl Fn(&(dyn QueryFragment<DB> + Send + Sync + 'a)) -> Part<'b, DB>,
    ) -> BoxedOrder<'b, DB> {
        BoxedOrder(self.0.iter().map(|part| render(&**part)).collect())
    }
}

impl<'a, DB, E> AddCondition<E> for BoxedWhere<'a, DB>
where
    E: QueryFragment<DB> + Send + Sync + 'a,
    DB: Dialect,
{
    type Both = Self;

    fn and(mut self, condition: E) -> Self {
        self.conditions.push(Arc::new(condition));
        self
    }
}

impl<'a, DB, E> AddOrder<E> for BoxedOrder<'a, DB>
where
    E: QueryFragment<DB> + Send + Sync + 'a,
    DB: Dialect,
{
    type Both = Self;

    fn then(mut self, order: E) -> Self {
        self.0.push(Arc::new(order));
        self
    }
}

impl Window for BoxedWindow {
    type Limited = Self;
    type Moved = Self;

    fn limited(self, limit: i64) -> Self {
        Self { limit: Some(limit), ..self }
    }

    fn moved(self, offset: i64) -> Self {
        Self { offset: Some(offset), ..self }
    }

    fn bounds(self) -> (Option<i64>, Option<i64>) {
        (self.limit, self.offset)
    }
}

impl Unlimited for BoxedWindow {}

/// Writes the parts, each behind the word that is put before it.
fn push_parts<'b, DB: Dialect>(
    mut out: AstPass<'_, 'b, DB>,
    parts: &'b [Part<'_, DB>],
    words: [&str; 2],
) -> QueryResult<()> {
    for (place, part) in parts.iter().enumerate() {
        out.push_sql(words[usize::from(place > 0)]);
        part.walk_ast(out.reborrow())?;
    }
    Ok(())
}

impl<DB: Dialect> QueryFragment<DB> for BoxedWhere<'_, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        push_parts(out, &self.conditions, [" WHERE ", " AND "])
    }
}

impl<DB: Dialect> QueryFragment<DB> for BoxedOrder<'_, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        push_parts(out, &self.0, [" ORDER BY ", ", "])
    }
}

impl<DB: Dialect> QueryFragment<DB> for BoxedWindow {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        DB::push_limit(out, self.limit.as_ref(), self.offset.as_ref())
    }
}

impl<DB: Dialect> AndAlso<DB> for BoxedWhere<'_, DB> {
    fn push_and_also<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        push_parts(out, &self.conditions, [" AND ", " AND "])
    }
}

impl<DB> Order for BoxedOrder<'_, DB> {
    fn is_given(&self) -> bool {
        !self.0.is_empty()
    }
}

macro_rules! cached_by_text {
    ($(impl[$($generics:tt)*] $part:ty;)*) => { $(
        impl<$($generics)*> QueryId for $part {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
    )* };
}
cached_by_text! {
    impl[DB] BoxedWhere<'_, DB>;
    impl[DB] BoxedOrder<'_, DB>;
    impl[] BoxedWindow;
}

impl<DB> KnownEmpty for BoxedWhere<'_, DB> {
    fn is_known_empty(&self) -> bool {
        self.known_empty
    }
}

impl<DB> FromGetter for BoxedWhere<'_, DB> {
    fn lazy_read(&self) -> Option<LazyRead> {
        self.lazy_read
    }
}

/// A query's condition that can become a [`BoxedWhere`].
pub trait BoxCondition<'a, DB> {
    /// The condition, boxed.
    fn boxed(self) -> BoxedWhere<'a, DB>;
}

impl<'a, DB> BoxCondition<'a, DB> for () {
    fn boxed(self) -> BoxedWhere<'a, DB> {
        BoxedWhere { conditions: Vec::new(), known_empty: false, lazy_read: None }
    }
}

impl<'a, DB, E> BoxCondition<'a, DB> for Where<E>
where
    DB: Dialect,
    E: QueryFragment<DB> + FromGetter + Send + Sync + 'a,
{
    fn boxed(self) -> BoxedWhere<'a, DB> {
        let (known_empty, lazy_read) = (self.0.is_known_empty(), self.0.lazy_read());
        BoxedWhere { conditions: vec![Arc::new(self.0)], known_empty, lazy_read }
    }
}

/// A query's order that can become a [`BoxedOrder`].
pub trait BoxOrder<'a, DB> {
    /// The order, boxed.
    fn boxed(self) -> BoxedOrder<'a, DB>;
}

impl<'a, DB> BoxOrder<'a, DB> for () {
    fn boxed(self) -> BoxedOrder<'a, DB> {
        BoxedOrder(Vec::new())
    }
}

impl<'a, DB, E> BoxOrder<'a, DB> for OrderBy<E>
where
    DB: Dialect,
    E: QueryFragment<DB> + Send + Sync + 'a,
{
    fn boxed(self) -> BoxedOrder<'a, DB> {
        BoxedOrder(vec![Arc::new(self.0)])
    }
}

impl<M, F, O, L: Window, I> Query<M, F, O, L, AllColumns<M>, I> {
    /// The same query with a type that does not change, whatever is added to it: [`BoxedQuery`]. Runs the same SQL.
    ///
    /// `DB` is the backend, `orm_sqlite::Sqlite` or `orm_postgres::Postgres`; where the type is written down, in a
    /// signature or a struct, the compiler finds it.
    pub fn boxed<'a, DB>(self) -> BoxedQuery<'a, M, DB, I>
    where
        DB: Dialect,
        F: BoxCondition<'a, DB>,
        O: BoxOrder<'a, DB>,
    {
        let Self { filter, order, limit, selection, includes, model } = self;
        let (limit, offset) = limit.bounds();
        let limit = BoxedWindow { limit, offset };
        Query { filter: filter.boxed(), order: order.boxed(), limit, selection, includes, model }
    }
}

impl<A: Includable, M, F, O, L: Window, I, K, R> Include<A, Query<M, F, O, L, AllColumns<M>, I>, K, R> {
    /// The same include with a type that does not change, whatever is added to it: [`BoxedInclude`].
    pub fn boxed<'a, DB>(self) -> Include<A, BoxedQuery<'a, M, DB, I>, K, R>
    where
        DB: Dialect,
        F: BoxCondition<'a, DB>,
        O: BoxOrder<'a, DB>,
    {
        Include::of(self.query.boxed())
    }
}
