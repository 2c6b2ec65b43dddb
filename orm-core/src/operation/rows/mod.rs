//! Operations on a model's own rows.
//!
//! Owns what they have in common: the condition on the primary key, the INSERT of a row, the transaction around a
//! write whose rows may not be readable, and the context of errors.
//! Must not know associations.

mod aggregate;
mod bulk;
mod chunks;
mod count;
mod create;
mod create_dsl;
mod create_many;
mod delete;
mod distinct_on;
mod do_nothing;
mod find;
mod find_or_create;
mod first;
mod from_sql;
mod group;
mod keyset;
mod load;
mod page;
mod query;
mod set;
mod stream;
mod update;
mod upsert;
mod upsert_many;
mod without_returning;

use std::future::Future;
use std::marker::PhantomData;

pub use aggregate::{AggregateValue, Summary, SummaryOf};
pub use chunks::{ChunkSteps, Chunks, NextChunk};
pub use create::{Plain, create};
pub use create_dsl::CreateDsl;
pub use create_many::{CreateMany, NewRow, OfMany, create_many};
pub use delete::{Delete, DeleteRows, delete};
pub use distinct_on::DistinctOn;
pub use do_nothing::{CreateManyDoNothing, DoNothing};
pub use find::{Find, Reload, find};
pub use find_or_create::FindOrCreate;
pub use first::First;
pub use from_sql::FromSqlDsl;
pub use group::Groupable;
pub use keyset::{Keyset, KeysetPage, KeysetSteps};
pub use load::{Load, LoadDsl, Rows};
pub use page::{Page, PageOf};
pub use query::query;
pub use set::{AndSetTo, ChangedBy, UpdateDsl, UpdatedRows};
#[cfg(all(feature = "async", feature = "postgres"))]
pub use stream::RowStream;
pub use stream::{RowIter, WithoutIncludes};
pub use update::{Changes, OneRow, RowOf, update};
pub use upsert::Upsert;
pub use upsert_many::UpsertMany;
pub use without_returning::{CreateManyWithoutReturning, WithoutReturning};

use crate::error::{Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Create, Model, PrimaryKeyOf, ReadBack};
use crate::operation::declare::steps;
use crate::run::{Executor, LoadWith, RunOn, atomically};
use crate::statement::condition::{KeyIs, Where};
use crate::statement::select::Query;
use crate::statement::write::{InsertInto, OnConflict, Returning};
use crate::trace::{RowId, loaded};

/// The context of an error of an operation on rows of the model `M`.
pub(super) fn context<M: Model>() -> Context {
    Context::of(M::DESCRIPTOR)
}

/// The condition ` WHERE primary key = ..`.
pub(super) type WherePrimaryKey<M> = Where<KeyIs<M, <M as Model>::PrimaryKey>>;

/// The query for the row with that primary key.
fn by_key<M: Model>(key: Option<PrimaryKeyOf<M>>) -> Query<M, WherePrimaryKey<M>> {
    Query::only(KeyIs::new(key))
}

/// The statement `INSERT INTO .. VALUES .. RETURNING ..`.
pub(super) type Insert<M> = Returning<M, InsertInto<M>>;

pub(super) fn insert<M: Model>(rows: Vec<M::Values>, conflict: OnConflict) -> Insert<M> {
    Returning::new(InsertInto { rows, conflict })
}

impl<M: Model, S, P> Create<M, S, P> {
    /// Makes the INSERT of the row.
    pub(super) fn statement(&self, conflict: OnConflict) -> Insert<M> {
        insert(vec![self.values.clone()], conflict)
    }
}

/// Sends the INSERT of one row among other statements of a transaction, and yields the new row.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
pub(super) fn insert_one<X, M>(
    insert: Insert<M>,
    context: Context,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<M, Error>> + Send
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, ModelRow<M>> + Send,
{
    async move { one_row(insert.load_with(connection).await.map_err(|error| context.error(error))?, context) }
}

/// Sends a statement that writes values and returns the rows, where the operation has no other statement.
pub(super) fn write_alone<'q, X, M, W>(
    write: W,
    context: Context,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<Vec<ModelRow<M>>, Error>> + Send
where
    X: Executor,
    M: Model,
    W: LoadWith<'q, X, ModelRow<M>> + Send,
{
    write_as::<M::ReadsBack, X, M, W>(write, context, connection)
}

/// Sends a statement that writes rows and returns them, where the operation has no other statement.
///
/// A row that is written and then cannot be read must not stay. So where a value may not be readable, which `R` says,
/// the statement runs in a transaction, or in a savepoint inside one, which is then rolled back.
fn write_as<'q, R, X, M, W>(
    write: W,
    context: Context,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<Vec<ModelRow<M>>, Error>> + Send
where
    R: ReadBack,
    X: Executor,
    M: Model,
    W: LoadWith<'q, X, ModelRow<M>> + Send,
{
    let write = WriteSteps { write, context, model: PhantomData };
    R::choose(
        (write, connection),
        |(write, connection)| write.run(connection),
        |(write, connection)| atomically::<X, _>(connection, context, write),
    )
}

/// A statement that writes rows and returns them.
struct WriteSteps<M, W> {
    write: W,
    context: Context,
    model: PhantomData<fn() -> M>,
}

steps! {
    impl[M: Model, W] WriteSteps<M, W> {
        yields Vec<ModelRow<M>>;
        sends [W: LoadWith<'q, X, ModelRow<M>>];
        run |steps, connection| { steps.write.load_with(connection).await.map_err(|error| steps.context.error(error)) }
    }
}

/// Sends the INSERT of one row, where the operation has no other statement, and yields the new row.
#[expect(clippy::manual_async_fn, reason = "an `async fn` would not say `Send`")]
pub(super) fn insert_alone<X, M>(
    insert: Insert<M>,
    context: Context,
    connection: &mut X::Connection,
) -> impl Future<Output = Result<M, Error>> + Send
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, ModelRow<M>> + Send,
{
    async move { one_row(write_alone::<X, M, _>(insert, context, connection).await?, context) }
}

/// The one row that a statement has inserted, changed or read; fails where there is none.
pub(super) fn one_row<M: Model>(rows: Vec<ModelRow<M>>, context: Context) -> Result<M, Error> {
    first_row(rows).ok_or_else(|| context.not_found())
}

/// The row that a statement has inserted, changed or read, if there is one.
fn first_row<M: Model>(rows: Vec<ModelRow<M>>) -> Option<M> {
    let row = rows.into_iter().next()?.0;
    loaded(None, std::iter::once(RowId::of::<M, _>(|| row.key())));
    Some(row)
}
