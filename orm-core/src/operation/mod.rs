//! Operations, one in each file. A folder holds the operations on rows, or the accessors of one kind of association.
//!
//! Owns the list. An operation builds statements and decides in what order they are sent. The traits that every
//! operation implements are written by one macro (`declare`). SQL text is written in `statement` alone.

mod belongs_to;
mod belongs_to_many;
mod declare;
mod get_one;
mod has_many;
mod has_one;
mod lock;
mod nested;
mod read_one;
mod rows;
mod tree;

use std::future::Future;

use crate::error::{Context, Error};
use crate::run::{ExecuteWith, Executor};

pub use belongs_to::{Attaching, CreateParent, CreateParentOf, Follow, SetParent, SetParentSteps, create_parent_of};
pub use belongs_to_many::{
    AddLinks, CreateLinkedOf, CreateThroughOf, GetLinked, HasLinks, LinkGiven, LinkMany, LinkManyOf, LinkOne,
    LinkOneOf, LinkOnly, LinkOnlyOf, Linking, LinkingThrough, LinksChanged, RemoveLinks, SetLinks, create_linked_of,
    create_through_of, get_linked, link_many, link_one, link_only,
};
pub use get_one::{GetOne, get_one};
pub use has_many::{Add, AddMany, CreateOf, Get, GivenBy, Has, Remove, SetMany, create_of, get};
pub use has_one::{AssociatedPlan, CreateOneOf, PlanOf, Replacing, SetOne, create_one_of};
pub use lock::{AllRows, HowMany, Locked, LockedRead};
pub use nested::{
    ChildOf, CompleteNew, CreatePlan, LinkOf, Nest, NewChildren, NewLinkedOf, NewLinkedTargets, NewOf, NewParent,
    NewTargets,
};
pub use read_one::{PrintOne, ReadOne};
#[cfg(all(feature = "async", feature = "postgres"))]
pub use rows::RowStream;
pub use rows::{
    AggregateValue, AndSetTo, ChangedBy, Changes, ChunkSteps, Chunks, CreateDsl, CreateMany, CreateManyDoNothing,
    CreateManyWithoutReturning, Delete, DeleteRows, DistinctOn, DoNothing, Find, FindOrCreate, First, FromSqlDsl,
    Groupable, Keyset, KeysetPage, KeysetSteps, Load, LoadDsl, NewRow, NextChunk, OfMany, OneRow, Page, PageOf, Plain,
    Reload, RowIter, RowOf, Rows, Summary, SummaryOf, UpdateDsl, UpdatedRows, Upsert, UpsertMany, WithoutIncludes,
    WithoutReturning, create, create_many, delete, find, query, update,
};
pub use tree::{AtDepth, LeadsUp, Lineage, LineageTree, TreeDsl};

/// Runs a statement, where there is one, and yields the number of rows that it changed.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
fn execute_if_any<'q, X, W>(
    statement: Option<W>,
    context: Context,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<usize, Error>> + Send
where
    X: Executor,
    W: ExecuteWith<'q, X> + Send,
{
    async move {
        match statement {
            Some(statement) => statement.execute_with(connection).await.map_err(|error| context.error(error)),
            None => Ok(0),
        }
    }
}
