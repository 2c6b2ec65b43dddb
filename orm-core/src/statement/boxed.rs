//! Queries whose type stays the same when a condition, an order or a limit is added, so that a program can choose them
//! while it runs.
//!
//! Owns the parts of a boxed query. Must not know operations.

use std::fmt;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::condition::{AddCondition, AndAlso, Where};
use super::include_values::Include;
use super::known_empty::{FromGetter, KnownEmpty};
use super::order::{AddOrder, Order, OrderBy, Unordered};
use super::select::Query;
use super::selection::AllColumns;
use super::window::{Unlimited, Window};
use crate::association::Includable;
use crate::dialect::Dialect;
use crate::trace::LazyRead;

/// A query on the backend `DB` whose type stays the same when a condition, an order or a limit is added.
/// [`Query::boxed`] makes it.
///
/// `'a` is the lifetime of the values in its conditions; `'static` where they are owned. A function can take and return
/// a boxed query, a struct can keep one, a loop can add to one. Diesel caches the statement of a boxed query by its
/// text, and the statement of any other query by its type.
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

/// An include on the backend `DB` whose type stays the same when a condition, an order or a limit is added. A function
/// that returns an include names it as its return type.
///
/// `K` is the kind of the association, which decides how many targets a source has. A filter on an association to one
/// row changes it.
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

/// The conditions of a [`BoxedQuery`], which must all hold. There may be none.
pub struct BoxedWhere<'a, DB> {
    conditions: Vec<Part<'a, DB>>,
    known_empty: bool,
    has_user_part: bool,
    lazy_read: Option<LazyRead>,
}

/// The orders of a [`BoxedQuery`], one after the other. There may be none.
pub struct BoxedOrder<'a, DB>(Vec<Part<'a, DB>>);

/// The limit and the offset of a [`BoxedQuery`], each of which may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BoxedWindow {
    limit: Option<i64>,
    offset: Option<i64>,
}

impl<DB> Clone for BoxedWhere<'_, DB> {
    fn clone(&self) -> Self {
        Self { conditions: self.conditions.clone(), ..*self }
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
    /// Renders each part of the condition.
    pub(super) fn rendered<'b>(
        &self,
        render: impl Fn(&(dyn QueryFragment<DB> + Send + Sync + 'a)) -> Part<'b, DB>,
    ) -> BoxedWhere<'b, DB> {
        let conditions = self.conditions.iter().map(|part| render(&**part)).collect();
        let Self { known_empty, has_user_part, lazy_read, .. } = *self;
        BoxedWhere { conditions, known_empty, has_user_part, lazy_read }
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<'a, DB> BoxedOrder<'a, DB> {
    /// Renders each part of the order.
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
        self.has_user_part = true;
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

/// Writes the parts: `words` holds the text before the first part and the text before each other part.
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

impl<DB> Unordered for BoxedOrder<'_, DB> {}

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

    fn has_user_part(&self) -> bool {
        self.has_user_part
    }
}

impl<DB> FromGetter for BoxedWhere<'_, DB> {
    fn lazy_read(&self) -> Option<LazyRead> {
        self.lazy_read
    }
}

/// A query's condition that can become a [`BoxedWhere`].
pub trait BoxCondition<'a, DB> {
    /// Turns the condition into a boxed one.
    fn boxed(self) -> BoxedWhere<'a, DB>;
}

impl<'a, DB> BoxCondition<'a, DB> for () {
    fn boxed(self) -> BoxedWhere<'a, DB> {
        BoxedWhere { conditions: Vec::new(), known_empty: false, has_user_part: false, lazy_read: None }
    }
}

impl<'a, DB, E> BoxCondition<'a, DB> for Where<E>
where
    DB: Dialect,
    E: QueryFragment<DB> + FromGetter + Send + Sync + 'a,
{
    fn boxed(self) -> BoxedWhere<'a, DB> {
        BoxedWhere {
            known_empty: self.0.is_known_empty(),
            has_user_part: self.0.has_user_part(),
            lazy_read: self.0.lazy_read(),
            conditions: vec![Arc::new(self.0)],
        }
    }
}

/// A query's order that can become a [`BoxedOrder`].
pub trait BoxOrder<'a, DB> {
    /// Turns the order into a boxed one.
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
    /// Turns the query into a [`BoxedQuery`], whose type stays the same when a condition, an order or a limit is added.
    /// It runs the same SQL.
    ///
    /// `DB` is the backend, `orm_sqlite::Sqlite` or `orm_postgres::Postgres`. The compiler infers it where a signature
    /// or a struct names the type.
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
    /// Turns the include into a [`BoxedInclude`], whose type stays the same when a condition, an order or a limit is
    /// added.
    pub fn boxed<'a, DB>(self) -> Include<A, BoxedQuery<'a, M, DB, I>, K, R>
    where
        DB: Dialect,
        F: BoxCondition<'a, DB>,
        O: BoxOrder<'a, DB>,
    {
        Include::of(self.query.boxed())
    }
}
