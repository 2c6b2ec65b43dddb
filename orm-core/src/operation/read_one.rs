//! Reads one row with its includes, for `find`, `first` and the getters of associations to one row.
//!
//! Owns the bounds for it, in one place, and which includes are joined: associations to one row are part of the row's
//! own statement, the others take statements of their own. Must not know which operation reads.

use std::future::Future;

use diesel::query_builder::QueryFragment;

use crate::dialect::Dialect;
use crate::error::{ByAssociation, Context, Error};
use crate::loading::{Includes, LoadIncludes, PrintIncludes};
use crate::model::Model;
use crate::model::row::{Columns, Parts};
use crate::run::{Executor, LoadWith};
use crate::statement::join::JoinedRows;
use crate::statement::known_empty::KnownEmpty;
use crate::statement::order::Order;
use crate::statement::select::Query;
use crate::statement::selection::{Selection, ids};
use crate::statement::text;
use crate::statement::window::Window;
use crate::trace::loaded;

/// A query whose first row can be read, with its includes, by the executor `X`.
pub trait ReadOne<'q, X: Executor>: Sized {
    /// The row with its included associations.
    type Loaded;
    /// Reads the first row, if there is one. `association` is the name of the association whose getter reads, for
    /// messages. The query must have its limit already.
    fn read_one(
        self,
        association: Option<&'static str>,
        connection: &mut X::Connection,
    ) -> impl Future<Output = Result<Option<Self::Loaded>, Error>> + Send;
}

impl<'q, X, M, F, O, L, S, I> ReadOne<'q, X> for Query<M, F, O, L, S, I>
where
    X: Executor,
    M: Model,
    F: KnownEmpty + Send,
    O: Order + Send,
    L: Window + Send,
    S: Selection<M> + Send,
    I: LoadIncludes<'q, X, S::Output>,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>:
        LoadWith<'q, X, Parts<I::JoinedRow<Columns<S::Row, S::SqlType>>>> + Send,
{
    type Loaded = I::Loaded;

    async fn read_one(
        self,
        association: Option<&'static str>,
        connection: &mut X::Connection,
    ) -> Result<Option<I::Loaded>, Error> {
        if self.filter.is_known_empty() {
            return Ok(None);
        }
        let (query, includes) = self.without_includes();
        let (joins, rest) = includes.divide();
        let context = Context { association: association.map(ByAssociation::reading), ..Context::of(M::DESCRIPTOR) };
        let rows = JoinedRows::new(query, joins).load_with(&mut *connection).await;
        let Some(row) = rows.map_err(|error| context.error(error))?.into_iter().next() else { return Ok(None) };
        let (row, joined) = I::split(row.0);
        let row = S::output(row.0);
        loaded(None, ids::<M, S>(std::slice::from_ref(&row)));
        I::load_rest(rest, row, joined, connection).await.map(Some)
    }
}

/// A query whose statements for reading one row can be printed for the database `DB`.
pub trait PrintOne<DB: Dialect> {
    /// Prints the statements.
    fn statements_for_one(&self) -> Vec<String>;
}

impl<DB, M, F, O, L, S, I> PrintOne<DB> for Query<M, F, O, L, S, I>
where
    DB: Dialect,
    M: Model,
    F: KnownEmpty,
    O: Order,
    L: Window,
    S: Selection<M>,
    I: Includes<S::Output> + PrintIncludes<DB>,
    Self: Clone,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>: QueryFragment<DB>,
{
    fn statements_for_one(&self) -> Vec<String> {
        let (query, includes) = self.clone().without_includes();
        let others = includes.for_one();
        let joined = JoinedRows::new(query, includes.divide().0);
        std::iter::once(text::<DB, _>(&joined)).chain(others).collect()
    }
}
