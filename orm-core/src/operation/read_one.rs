//! Reading one row: what `find`, `first` and the getters of associations to one row have in common.
//!
//! Owns the bounds of it, once: associations to one row are joined to the row's statement, and the others take statements
//! of their own. Must not know which operation reads.

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
use crate::statement::select::Query;
use crate::statement::selection::{Selection, ids};
use crate::statement::text;
use crate::trace::loaded;

/// A query of which one row can be read on the connections of `X`.
pub trait ReadOne<'q, X: Executor>: Sized {
    /// The row, with all that is included.
    type Loaded;
    /// Reads the first row, if there is one, by an association of that name. The query has its limit already.
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
    O: Send,
    L: Send,
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
        let rows = JoinedRows { query, joins }.load_with(&mut *connection).await;
        let Some(row) = rows.map_err(|error| context.error(error))?.into_iter().next() else { return Ok(None) };
        let (row, joined) = I::split(row.0);
        let row = S::output(row.0);
        loaded(None, ids::<M, S>(std::slice::from_ref(&row)));
        I::load_rest(rest, row, joined, connection).await.map(Some)
    }
}

/// A query whose SQL for one row can be printed for `DB`.
pub trait PrintOne<DB: Dialect> {
    /// The statements.
    fn statements_for_one(&self) -> Vec<String>;
}

impl<DB, M, F, O, L, S, I> PrintOne<DB> for Query<M, F, O, L, S, I>
where
    DB: Dialect,
    M: Model,
    S: Selection<M>,
    I: Includes<S::Output> + PrintIncludes<DB>,
    Self: Clone,
    JoinedRows<Query<M, F, O, L, S>, I::Joins>: QueryFragment<DB>,
{
    fn statements_for_one(&self) -> Vec<String> {
        let (query, includes) = self.clone().without_includes();
        let others = includes.for_one();
        let joined = JoinedRows { query, joins: includes.divide().0 };
        std::iter::once(text::<DB, _>(&joined)).chain(others).collect()
    }
}
