//! SELECT statements over one model: rows, counts, existence.

use crate::trace::RowId;
use std::hash::Hash;
use std::marker::PhantomData;

use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool};

use super::{fragment, walk};
use crate::model::Key;
use crate::model::row::Strict;
use crate::model::{Model, PrimaryKeyOf};

/// The rows of a model: `Team::query()`, `team.get_players()`.
///
/// A value that does nothing until `.exec(&mut conn)`, which runs one SELECT and yields `Vec<M>`. Its type grows with
/// what is asked of it, so the statement's text is known from the type and stays in the statement cache. `F` is the
/// condition, `O` the order, `L` the limit, `S` the selection; they are seldom written down.
///
/// # Errors
/// [`Error::Decode`](crate::Error::Decode) when a value does not fit its field; see [`Error`](crate::Error).
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// let best = Team::query().filter(teams::wins.gt(50)).order(teams::name.asc()).limit(10);
/// assert_sql!(
///     best,
///     r#"SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
///            WHERE "teams"."wins" > ?
///            ORDER BY "teams"."name" ASC LIMIT ? -- binds: [50, 10]"#
/// );
/// ```
#[must_use = "a query does nothing until `.exec(&mut conn)`"]
pub struct Query<M, F = (), O = (), L = (), S = Whole<M>, I = ()> {
    pub(crate) filter: F,
    pub(crate) order: O,
    pub(crate) limit: L,
    pub(crate) selection: S,
    pub(crate) includes: I,
    pub(crate) model: PhantomData<fn() -> M>,
}

impl<M, F, O, L, S, I> std::fmt::Debug for Query<M, F, O, L, S, I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Query").finish_non_exhaustive()
    }
}

impl<M, F: Clone, O: Clone, L: Clone, S: Clone, I: Clone> Clone for Query<M, F, O, L, S, I> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            order: self.order.clone(),
            limit: self.limit.clone(),
            selection: self.selection.clone(),
            includes: self.includes.clone(),
            model: PhantomData,
        }
    }
}

/// How many rows a query has: [`Query::count`].
#[derive(Debug, Clone)]
#[must_use = "a count does nothing until `.exec(&mut conn)`"]
pub struct Count<Q>(pub(crate) Q);

/// Whether a query has any row: [`Query::exists`].
#[derive(Debug, Clone)]
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct Exists<Q>(pub(crate) Q);

/// What a query selects.
pub trait Selection<M> {
    /// Diesel's SQL type of a row.
    type SqlType;
    /// What a row is read into.
    type Row: Send;
    /// What the caller gets.
    type Output: Send + Sync;
    /// What tells a row from others, if anything does.
    type Identity: Hash + Eq;
    /// One from the other.
    fn output(row: Self::Row) -> Self::Output;
    /// What tells the row from others.
    fn identity(output: &Self::Output) -> Option<Self::Identity>;
}

/// What tells the rows from others, for the watch.
pub(crate) fn ids<M, S: Selection<M>>(rows: &[S::Output]) -> impl Iterator<Item = RowId> {
    rows.iter().filter_map(S::identity).map(|key| RowId::of::<M, _>(|| key))
}

/// All columns of the model, read into the model.
pub struct Whole<M>(PhantomData<fn() -> M>);

/// Chosen expressions, read into `R`.
#[derive(Debug)]
pub struct Chosen<E, R> {
    pub(super) expression: E,
    row: PhantomData<fn() -> R>,
}

impl<M> Whole<M> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M> Clone for Whole<M> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<M> std::fmt::Debug for Whole<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Whole")
    }
}

impl<E: Clone, R> Clone for Chosen<E, R> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<E, R> Chosen<E, R> {
    pub(crate) fn new(expression: E) -> Self {
        Self { expression, row: PhantomData }
    }
}

impl<M: Model> Selection<M> for Whole<M> {
    type SqlType = M::SqlType;
    type Row = Strict<M>;
    type Output = M;
    type Identity = PrimaryKeyOf<M>;

    fn output(row: Strict<M>) -> M {
        row.0
    }

    fn identity(row: &M) -> Option<PrimaryKeyOf<M>> {
        Some(row.key())
    }
}

impl<M, E: diesel::Expression, R: Send + Sync> Selection<M> for Chosen<E, R> {
    type SqlType = E::SqlType;
    type Row = R;
    type Output = R;
    type Identity = ();

    fn output(row: R) -> R {
        row
    }

    fn identity(_: &R) -> Option<()> {
        None
    }
}

fragment! { impl[M: Model] Whole<M> |_this, out| {
    out.push_sql(M::COLUMNS);
    Ok(())
} }

fragment! { impl[E, R] Chosen<E, R> where [E: QueryFragment<DB>] |this, out| { walk(&this.expression, &mut out) } }

impl<M: 'static> QueryId for Whole<M> {
    type QueryId = Self;
}

impl<E: QueryId, R> QueryId for Chosen<E, R> {
    type QueryId = Chosen<E::QueryId, ()>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

/// ` ORDER BY ..`; `()` stands for no order.
#[derive(Debug, Clone, Copy)]
pub struct OrderBy<E>(pub(crate) E);

/// An order, then another one.
#[derive(Debug, Clone, Copy)]
pub struct Then<A, B>(pub(crate) A, pub(crate) B);

/// A query's order, or none.
pub trait Order {
    /// Whether there is one.
    const GIVEN: bool;
}

impl Order for () {
    const GIVEN: bool = false;
}

impl<E> Order for OrderBy<E> {
    const GIVEN: bool = true;
}

/// The order of the primary key.
pub struct OrderByKey<M>(PhantomData<fn() -> M>);

impl<M> OrderByKey<M> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M> std::fmt::Debug for OrderByKey<M> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OrderByKey")
    }
}

fragment! { impl[M: Model] OrderByKey<M> |_this, out| {
    out.push_sql(&<M::PrimaryKey as Key<M>>::SQL.join(", "));
    Ok(())
} }

impl<M: 'static> QueryId for OrderByKey<M> {
    type QueryId = Self;
}

/// An order to which another one is added.
pub trait AddOrder<E> {
    /// Both orders.
    type Both;
    /// Adds the order behind the one there is.
    fn then(self, order: E) -> Self::Both;
}

impl<E> AddOrder<E> for () {
    type Both = OrderBy<E>;

    fn then(self, order: E) -> OrderBy<E> {
        OrderBy(order)
    }
}

impl<A, E> AddOrder<E> for OrderBy<A> {
    type Both = OrderBy<Then<A, E>>;

    fn then(self, order: E) -> Self::Both {
        OrderBy(Then(self.0, order))
    }
}

fragment! { impl[E] OrderBy<E> where [E: QueryFragment<DB>] |this, out| {
    out.push_sql(" ORDER BY ");
    walk(&this.0, &mut out)
} }

fragment! { impl[A, B] Then<A, B> where [A: QueryFragment<DB>, B: QueryFragment<DB>] |this, out| {
    walk(&this.0, &mut out)?;
    out.push_sql(", ");
    walk(&this.1, &mut out)
} }

impl<E: QueryId> QueryId for OrderBy<E> {
    type QueryId = OrderBy<E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

impl<A: QueryId, B: QueryId> QueryId for Then<A, B> {
    type QueryId = Then<A::QueryId, B::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = A::HAS_STATIC_QUERY_ID && B::HAS_STATIC_QUERY_ID;
}

/// ` LIMIT ..`; `()` stands for no limit and no offset.
#[derive(Debug, Clone, Copy)]
pub struct Limit(pub(crate) i64);

/// ` OFFSET ..`.
#[derive(Debug, Clone, Copy)]
pub struct Offset(pub(crate) i64);

/// ` LIMIT .. OFFSET ..`.
#[derive(Debug, Clone, Copy)]
pub struct LimitOffset(pub(crate) i64, pub(crate) i64);

/// The part of a query that cuts rows off. `limit` and `offset` replace what was said before.
pub trait Cut: Copy {
    /// This with that limit.
    type Limited: Cut;
    /// This with that offset.
    type Moved: Cut;
    /// Whether anything is cut off.
    const CUTS: bool;
    /// Whether anything is cut off at the beginning.
    const MOVES: bool;
    /// Sets the limit.
    fn limited(self, limit: i64) -> Self::Limited;
    /// Sets the offset.
    fn moved(self, offset: i64) -> Self::Moved;
    /// Limit and offset.
    fn bounds(self) -> (Option<i64>, Option<i64>);
}

macro_rules! cut {
    (
        $cut:ty, $cuts:literal, $moves:literal, |$this:ident, $number:ident|
        $limited:ty = $limit:expr, $moved:ty = $offset:expr, $bounds:expr
    ) => {
        impl Cut for $cut {
            type Limited = $limited;
            type Moved = $moved;
            const CUTS: bool = $cuts;
            const MOVES: bool = $moves;

            fn limited(self, $number: i64) -> $limited {
                let $this = self;
                let _ = $this;
                $limit
            }

            fn moved(self, $number: i64) -> $moved {
                let $this = self;
                let _ = $this;
                $offset
            }

            fn bounds(self) -> (Option<i64>, Option<i64>) {
                let $this = self;
                let _ = $this;
                $bounds
            }
        }
    };
}

cut!((), false, false, |_this, number| Limit = Limit(number), Offset = Offset(number), (None, None));
cut!(
    Limit,
    true,
    false,
    |this, number| Limit = Limit(number),
    LimitOffset = LimitOffset(this.0, number),
    (Some(this.0), None)
);
cut!(
    Offset,
    true,
    true,
    |this, number| LimitOffset = LimitOffset(number, this.0),
    Offset = Offset(number),
    (None, Some(this.0))
);
cut!(
    LimitOffset,
    true,
    true,
    |this, number| LimitOffset = LimitOffset(number, this.1),
    LimitOffset = LimitOffset(this.0, number),
    (Some(this.0), Some(this.1))
);

fragment! { impl[] Limit |this, out| { DB::push_limit(out.reborrow(), Some(&this.0), None) } }
fragment! { impl[] Offset |this, out| { DB::push_limit(out.reborrow(), None, Some(&this.0)) } }
fragment! { impl[] LimitOffset |this, out| { DB::push_limit(out.reborrow(), Some(&this.0), Some(&this.1)) } }

macro_rules! static_ids {
    ($($part:ty)*) => { $(impl QueryId for $part { type QueryId = Self; })* };
}
static_ids! { Limit Offset LimitOffset }

impl<M, F, O, L, S, I> diesel::query_builder::Query for Query<M, F, O, L, S, I>
where
    S: Selection<M>,
{
    type SqlType = S::SqlType;
}

impl<M, F, O, L, S, I, Conn> diesel::RunQueryDsl<Conn> for Query<M, F, O, L, S, I> {}

// What is included goes in statements of its own.
impl<M: 'static, F: QueryId, O: QueryId, L: QueryId, S: QueryId, I> QueryId for Query<M, F, O, L, S, I> {
    type QueryId = Query<M, F::QueryId, O::QueryId, L::QueryId, S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool =
        F::HAS_STATIC_QUERY_ID && O::HAS_STATIC_QUERY_ID && L::HAS_STATIC_QUERY_ID && S::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[M: Model, F, O, L, S, I] Query<M, F, O, L, S, I>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>, S: QueryFragment<DB>]
    |this, out| {
        out.push_sql("SELECT ");
        walk(&this.selection, &mut out)?;
        out.push_sql(" FROM ");
        out.push_sql(M::TABLE);
        walk(&this.filter, &mut out)?;
        walk(&this.order, &mut out)?;
        walk(&this.limit, &mut out)
    }
}

fragment! {
    impl[M: Model, F, O, L: Cut, S, I] Count<Query<M, F, O, L, S, I>>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>]
    |this, out| {
        // Limit and offset cut the rows before they are counted.
        out.push_sql(if L::CUTS { "SELECT count(*) FROM (SELECT 1 FROM " } else { "SELECT count(*) FROM " });
        out.push_sql(M::TABLE);
        walk(&this.0.filter, &mut out)?;
        walk(&this.0.limit, &mut out)?;
        if L::CUTS {
            out.push_sql(") AS \"cut\"");
        }
        Ok(())
    }
}

fragment! {
    impl[M: Model, F, O, L, S, I] Exists<Query<M, F, O, L, S, I>>
    where [F: QueryFragment<DB>, O: QueryFragment<DB>, L: QueryFragment<DB>]
    |this, out| {
        out.push_sql("SELECT EXISTS (SELECT 1 FROM ");
        out.push_sql(M::TABLE);
        walk(&this.0.filter, &mut out)?;
        walk(&this.0.limit, &mut out)?;
        out.push_sql(")");
        Ok(())
    }
}

macro_rules! wrapped_query {
    ($($wrapper:ident => $sql_type:ty),*) => { $(
        impl<Q> diesel::query_builder::Query for $wrapper<Q> {
            type SqlType = $sql_type;
        }

        impl<Q, Conn> diesel::RunQueryDsl<Conn> for $wrapper<Q> {}

        impl<Q: QueryId> QueryId for $wrapper<Q> {
            type QueryId = $wrapper<Q::QueryId>;
            const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
        }
    )* };
}
wrapped_query! { Count => BigInt, Exists => Bool }

/// Whether the source is linked to all of the given targets: as many rows match as there are keys.
#[derive(Debug)]
pub struct CountIs<Q> {
    pub(crate) count: Count<Q>,
    pub(crate) expected: i64,
}

fragment! { impl[Q] CountIs<Q> where [Count<Q>: QueryFragment<DB>] |this, out| {
    out.push_sql("SELECT (");
    walk(&this.count, &mut out)?;
    out.push_sql(") = ");
    DB::push_number(out, &this.expected)
} }

impl<Q> diesel::query_builder::Query for CountIs<Q> {
    type SqlType = Bool;
}

impl<Q, Conn> diesel::RunQueryDsl<Conn> for CountIs<Q> {}

impl<Q: QueryId> QueryId for CountIs<Q> {
    type QueryId = CountIs<Q::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}
