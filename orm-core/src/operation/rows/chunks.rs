//! `Team::query().in_chunks(1000)`: reads a large table, a number of rows at a time.
//!
//! Owns where the next chunk begins and when there are no more chunks.

use crate::error::Error;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::{FixIncludes, FixQuery, FixedQuery};
use crate::loading::{Includes, LoadIncludes};
use crate::model::{Key, Model, PrimaryKeyOf};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::run::Offload;
use crate::run::{Executor, Operation, RunOn};
use crate::statement::condition::{AddCondition, KeyAfter};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::FixCondition;
use crate::statement::order::{AddOrder, OrderByKey};
use crate::statement::select::Query;
use crate::statement::selection::AllColumns;
use crate::statement::window::Limit;
use crate::trace::Description;

/// Reads a query's rows in chunks, in the order of the primary key: `Team::query().in_chunks(1000)`.
///
/// Each chunk costs one statement, `WHERE key > .. ORDER BY key LIMIT ..`, and one for each included association. No
/// transaction and no cursor stays open between chunks. So a row that another connection inserts with a greater key is
/// read by a later chunk, and a row that it deletes is not. The query may have no order and no limit of its own.
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
/// # struct Player { id: i32, team_id: i32 }
/// fn report(db: &mut SqliteConnection) -> Result<(), orm_core::Error> {
///     let mut chunks = Team::query().include(teams::players).in_chunks(1000);
///     while let Some(teams) = chunks.next_chunk().exec(db)? {
///         for team in &teams {
///             println!("{}: {}", team.name, team.players().len());
///         }
///     }
///     Ok(())
/// }
/// # let _ = report;
/// ```
#[must_use = "nothing is read until `.next_chunk().exec(&mut conn)`"]
pub struct Chunks<M: Model, F, I> {
    query: Query<M, F, (), (), AllColumns<M>, I>,
    size: u32,
    last: Option<PrimaryKeyOf<M>>,
    ended: bool,
}

/// Reads the next chunk of [`Chunks`]. Yields `Some(rows)`, or `None` when all rows were read.
#[must_use = "nothing is read until `.exec(&mut conn)`"]
pub struct NextChunk<'a, M: Model, F, I>(&'a mut Chunks<M, F, I>);

impl<M: Model, F, I> std::fmt::Debug for Chunks<M, F, I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Chunks({}, {} rows)", M::TABLE, self.size)
    }
}

impl<M: Model, F, I> std::fmt::Debug for NextChunk<'_, M, F, I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NextChunk({}, {} rows)", M::TABLE, self.0.size)
    }
}

impl<M: Model, F, I> Query<M, F, (), (), AllColumns<M>, I> {
    /// Reads the rows in [`Chunks`] of `size` rows: for a table that is too large to be read at once. A size of 0 is
    /// taken for 1.
    pub fn in_chunks(self, size: u32) -> Chunks<M, F, I> {
        Chunks { query: self, size: size.max(1), last: None, ended: false }
    }
}

impl<M: Model, F, I> Chunks<M, F, I> {
    /// Reads the next chunk. After an error, calling it again reads the chunk that failed.
    pub fn next_chunk(&mut self) -> NextChunk<'_, M, F, I> {
        NextChunk(self)
    }
}

/// The statement of one chunk.
type ChunkQuery<M, F, I = ()> =
    Query<M, <F as AddCondition<KeyAfter<M>>>::Both, <() as AddOrder<OrderByKey<M>>>::Both, Limit, AllColumns<M>, I>;

impl<M: Model, F: Clone, I: Clone> Chunks<M, F, I> {
    fn statement(&self) -> ChunkQuery<M, F, I>
    where
        F: AddCondition<KeyAfter<M>>,
    {
        let after = KeyAfter::new(self.last.clone());
        self.query.clone().with_condition(after).with_order(OrderByKey::new()).limit(self.size)
    }
}

impl<M: Model, F, I: Includes<M>> Operation for NextChunk<'_, M, F, I> {
    type Output = Option<Vec<I::Loaded>>;

    fn description(&self) -> Description {
        Description::of::<M>("chunk")
    }
}

/// The result of a chunk: its last key, the number of rows, the rows.
type FoundChunk<M, I> = (Option<PrimaryKeyOf<M>>, usize, Vec<<I as Includes<M>>::Loaded>);

impl<M: Model, F, I: Includes<M>> NextChunk<'_, M, F, I> {
    /// The query of the next chunk.
    fn steps(&self) -> ChunkSteps<ChunkQuery<M, F, I>>
    where
        F: AddCondition<KeyAfter<M>> + Clone,
        I: Clone,
    {
        ChunkSteps((!self.0.ended).then(|| self.0.statement()))
    }

    /// Remembers where the next chunk begins, and yields the rows.
    fn take(self, found: Option<FoundChunk<M, I>>) -> Option<Vec<I::Loaded>> {
        let (last, rows, loaded) = found?;
        let chunks = self.0;
        chunks.last = last.or(chunks.last.take());
        chunks.ended = rows < chunks.size as usize;
        (!loaded.is_empty()).then_some(loaded)
    }
}

/// The statements of a chunk; none when all rows were read.
#[derive(Debug)]
pub struct ChunkSteps<Q>(Option<Q>);

impl<M: Model, F, O, L, I: Includes<M>> Operation for ChunkSteps<Query<M, F, O, L, AllColumns<M>, I>> {
    type Output = Option<FoundChunk<M, I>>;
}

impl<'q, X, M, F, O, L, I> RunOn<'q, X> for ChunkSteps<Query<M, F, O, L, AllColumns<M>, I>>
where
    X: Executor,
    M: Model,
    F: Send,
    O: Send,
    L: Send,
    I: LoadIncludes<'q, X, M>,
    Query<M, F, O, L>: RunOn<'q, X, Output = Vec<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let Some(query) = self.0 else { return Ok(None) };
        let (query, includes) = query.without_includes();
        let rows = query.run(&mut *connection).await?;
        let (last, count) = (rows.last().and_then(M::PrimaryKey::of), rows.len());
        Ok(Some((last, count, includes.load(rows, connection).await?)))
    }
}

impl<'q, X, M, F, I> RunOn<'q, X> for NextChunk<'_, M, F, I>
where
    X: Executor,
    M: Model,
    F: AddCondition<KeyAfter<M>> + Clone + Send,
    I: LoadIncludes<'q, X, M> + Clone,
    ChunkSteps<ChunkQuery<M, F, I>>: RunOn<'q, X, Output = Option<FoundChunk<M, I>>> + Send,
    PrimaryKeyOf<M>: Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let found = self.steps().run(connection).await?;
        Ok(self.take(found))
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
type OrderOfChunk<M> = <() as AddOrder<OrderByKey<M>>>::Both;

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<M, F, I> Offload for NextChunk<'_, M, F, I>
where
    M: Model,
    F: AddCondition<KeyAfter<M>, Both: FixCondition> + Clone,
    I: FixIncludes<M> + Clone,
{
    type Offloaded = ChunkSteps<FixedQuery<M, F::Both, OrderOfChunk<M>, Limit, AllColumns<M>, I>>;
    type Kept = Self;

    fn offload(self) -> (Self::Offloaded, Self) {
        (ChunkSteps(self.steps().0.map(FixQuery::fixed)), self)
    }

    fn resume(kept: Self, done: Result<Option<FoundChunk<M, I::Fixed>>, Error>) -> Result<Self::Output, Error> {
        Ok(kept.take(done?))
    }
}
