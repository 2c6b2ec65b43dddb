//! `Team::query().for_update()`: reads rows and locks them until the transaction ends.
//!
//! Owns the operation, and the methods that make it of a query, `find`, `first` and a getter. The text of the lock is
//! `statement::lock`. Associations to one row are not joined here: a lock is for rows of one table, and an outer join
//! would read the row as it was before the statement waited for it.

use std::marker::PhantomData;

use super::declare::offload;
use super::{Find, First, GetOne};
use crate::dialect::LocksRows;
use crate::error::{Context, Error};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::model::{Cardinality, Mandatory, Model, Optional};
use crate::run::{Builder, Executor, Operation, Print, RunBuilt, RunOn};
use crate::statement::lock::{Busy, Locking, Strength};
use crate::statement::select::Query;
use crate::statement::selection::{AllColumns, LockableRows};
use crate::trace::Description;

/// Reads rows and locks them: `Team::query().for_update()`, `Team::find(7).for_share()`.
///
/// It runs on PostgreSQL, and on SQLite it does not compile. The lock ends with the transaction. Outside of a
/// transaction that is the end of the statement, so such an operation runs inside a
/// [`Transaction`](crate::Transaction). Reading without a lock never waits. [`Query::for_update`] and
/// [`Query::for_share`] say who waits for the lock.
///
/// The lock is the last part of a query: filters, order, limit, `first()` and includes stand before it. It is a lock of
/// the query's own rows, not of the included ones. Each included association costs one statement, also beside a single
/// row.
///
/// # Errors
/// [`Error::Contention`] from [`no_wait`](Self::no_wait) when another transaction has locked a row, and where waiting
/// for it would be a deadlock. [`Error::Database`] for a query that selects an aggregate. Otherwise those of the
/// operation without the lock.
///
/// # Example
/// ```
/// use orm_core::diesel::pg::Pg;
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Job { id: i32, done: bool }
///
/// let next = Job::query().filter(jobs::done.eq(false)).order(jobs::id.asc()).first().for_update().skip_locked();
/// let sql = r#"SELECT "jobs"."id", "jobs"."done" FROM "jobs" WHERE "jobs"."done" = $1 ORDER BY "jobs"."id" ASC"#;
/// assert_eq!(next.sql::<Pg>(), format!("{sql} LIMIT $2 FOR UPDATE SKIP LOCKED -- binds: [false, 1]"));
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read or locked until `.exec(&mut conn)`"]
pub struct Locked<Q, N>(LockedRead<Q, N>);

/// The operation of [`Locked`].
pub struct LockedRead<Q, N> {
    /// `None` where a getter's source has no key.
    query: Option<Q>,
    description: Description,
    context: Context,
    rows: PhantomData<fn() -> N>,
}

impl<Q, N> std::fmt::Debug for LockedRead<Q, N> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LockedRead").finish_non_exhaustive()
    }
}

impl<Q: Clone, N> Clone for LockedRead<Q, N> {
    fn clone(&self) -> Self {
        Self { query: self.query.clone(), description: self.description, context: self.context, rows: PhantomData }
    }
}

/// How many rows an operation with a lock yields: [`AllRows`], [`Optional`] or [`Mandatory`].
pub trait HowMany: Send + Sync + 'static {
    /// `Vec<T>`, `Option<T>` or `T`.
    type Output<T: Send + Sync>: Send + Sync;
    /// Makes the output from the rows that were found.
    ///
    /// # Errors
    /// When no row was found and there must be one.
    #[doc(hidden)]
    fn output<T: Send + Sync>(rows: Vec<T>, not_found: impl FnOnce() -> Error) -> Result<Self::Output<T>, Error>;
}

/// All rows of a query.
#[derive(Debug, Clone, Copy)]
pub struct AllRows;

impl HowMany for AllRows {
    type Output<T: Send + Sync> = Vec<T>;

    fn output<T: Send + Sync>(rows: Vec<T>, _: impl FnOnce() -> Error) -> Result<Vec<T>, Error> {
        Ok(rows)
    }
}

#[diagnostic::do_not_recommend]
impl<N: Cardinality> HowMany for N {
    type Output<T: Send + Sync> = N::Output<T>;

    fn output<T: Send + Sync>(rows: Vec<T>, not_found: impl FnOnce() -> Error) -> Result<N::Output<T>, Error> {
        <N as Cardinality>::output(rows.into_iter().next(), not_found)
    }
}

/// A query whose rows are locked.
type LockedQuery<M, F, O, L, S, I> = Query<M, F, O, Locking<L>, S, I>;

/// Puts the lock behind a query.
fn lock<M, F, O, L, S, I>(query: Query<M, F, O, L, S, I>, strength: Strength) -> LockedQuery<M, F, O, L, S, I> {
    let Query { filter, order, limit, selection, includes, model } = query;
    let limit = Locking { window: limit, strength, busy: Busy::Wait };
    Query { filter, order, limit, selection, includes, model }
}

impl<Q, N> Locked<Q, N> {
    fn new(query: Option<Q>, description: Description, context: Context) -> Self {
        Self(LockedRead { query, description, context, rows: PhantomData })
    }
}

/// Writes `for_update` and `for_share` of an operation that reads rows. The documentation of `Query` says what they do.
macro_rules! locks {
    ($(
        impl[$($generics:tt)*] $operation:ty where [$($bounds:tt)*] => $locked:ty,
        |$this:ident, $strength:ident| $value:expr, [$($update:literal),*], [$($share:literal),*];
    )*) => { $(
        impl<$($generics)*> $operation where Self: Operation {
            $(#[doc = $update])*
            pub fn for_update(self) -> $locked
            where
                $($bounds)*
            {
                let ($this, $strength) = (self, Strength::Update);
                $value
            }

            $(#[doc = $share])*
            pub fn for_share(self) -> $locked
            where
                $($bounds)*
            {
                let ($this, $strength) = (self, Strength::Share);
                $value
            }
        }
    )* };
}

locks! {
    impl[M: Model, F, O, L, S, I] Query<M, F, O, L, S, I> where [S: LockableRows]
    => Locked<LockedQuery<M, F, O, L, S, I>, AllRows>,
    |query, strength| {
        let description = query.description();
        Locked::new(Some(lock(query, strength)), description, Context::of(M::DESCRIPTOR))
    },
    [
        "Locks the rows for a change: ` FOR UPDATE`. On PostgreSQL; see [`Locked`].",
        "",
        "Until this transaction ends, other transactions wait before they change or delete one of the rows, or lock it,",
        "or insert a row that references it."
    ],
    [
        "Locks the rows against a change: ` FOR SHARE`. On PostgreSQL; see [`Locked`].",
        "",
        "Until this transaction ends, other transactions wait before they change or delete one of the rows. Any number of",
        "transactions may hold this lock of a row at the same time."
    ];

    impl[M: Model, F, O, L, S, I] First<Query<M, F, O, L, S, I>> where [S: LockableRows]
    => Locked<LockedQuery<M, F, O, L, S, I>, Optional>,
    |first, strength| {
        let description = first.description();
        Locked::new(Some(lock(first.0, strength)), description, Context::of(M::DESCRIPTOR))
    },
    ["Locks the row for a change, as [`Query::for_update`] does."],
    ["Locks the row against a change, as [`Query::for_share`] does."];

    impl[M: Model, I, F] Find<M, I, F> where []
    => Locked<LockedQuery<M, F, (), (), AllColumns<M>, I>, Mandatory>,
    |find, strength| {
        let description = find.description();
        Locked::new(Some(lock(find.0, strength)), description, Context::of(M::DESCRIPTOR))
    },
    ["Locks the row for a change, as [`Query::for_update`] does."],
    ["Locks the row against a change, as [`Query::for_share`] does."];

    impl[M: Model, F, O, L, S, I, N] GetOne<Query<M, F, O, L, S, I>, N> where [S: LockableRows]
    => Locked<LockedQuery<M, F, O, L, S, I>, N>,
    |get, strength| {
        let (description, context) = (get.description(), get.context());
        Locked::new(get.query.map(|query| lock(query, strength)), description, context)
    },
    ["Locks the row for a change, as [`Query::for_update`] does."],
    ["Locks the row against a change, as [`Query::for_share`] does."];
}

impl<M, F, O, L, S, I, N> Locked<LockedQuery<M, F, O, L, S, I>, N> {
    /// Leaves out the rows that another transaction has locked: ` SKIP LOCKED`. For several workers that take rows of
    /// one table.
    pub fn skip_locked(self) -> Self {
        self.when(Busy::Skip)
    }

    /// Fails at once with [`Error::Contention`] when another transaction has locked one of the rows: ` NOWAIT`.
    pub fn no_wait(self) -> Self {
        self.when(Busy::Fail)
    }

    fn when(mut self, busy: Busy) -> Self {
        if let Some(query) = &mut self.0.query {
            query.limit.busy = busy;
        }
        self
    }
}

impl<Q, N, T> Operation for LockedRead<Q, N>
where
    Q: Operation<Output = Vec<T>>,
    N: HowMany,
    T: Send + Sync,
{
    type Output = N::Output<T>;

    fn description(&self) -> Description {
        self.description
    }
}

impl<Q, N> Builder for Locked<Q, N>
where
    LockedRead<Q, N>: Operation,
{
    type Operation = LockedRead<Q, N>;

    fn operation(&self) -> &LockedRead<Q, N> {
        &self.0
    }

    fn into_operation(self) -> LockedRead<Q, N> {
        self.0
    }
}

impl<'q, X, Q, N, T> RunBuilt<'q, X> for LockedRead<Q, N>
where
    X: Executor<Backend: LocksRows>,
    Q: RunOn<'q, X> + Operation<Output = Vec<T>> + Send,
    N: HowMany,
    T: Send + Sync,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let rows = match self.query {
            Some(query) => query.run(connection).await?,
            None => Vec::new(),
        };
        N::output(rows, || self.context.not_found())
    }
}

impl<DB: LocksRows, Q: Print<DB>, N> Print<DB> for LockedRead<Q, N> {
    fn statements(&self) -> Vec<String> {
        self.query.as_ref().map(Q::statements).unwrap_or_default()
    }
}

offload! {
    built impl[Q: FixQuery, N] LockedRead<Q, N>
    where [
        Self: Operation,
        LockedRead<Q::Fixed, N>: Operation<Output = <Self as Operation>::Output>
    ]
    => crate::run::Built<LockedRead<Q::Fixed, N>>, |locked| crate::run::Built(LockedRead {
        query: locked.query.map(Q::fixed),
        description: locked.description,
        context: locked.context,
        rows: PhantomData,
    })
}
