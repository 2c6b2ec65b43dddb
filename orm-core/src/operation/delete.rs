//! Deleting rows.

use std::marker::PhantomData;

use super::find::ByKey;
use crate::error::{Context, Error};
use crate::model::Model;
use crate::run::{ExecuteWith, Executor};
use crate::run::{Operation, RunOn};
use crate::statement::condition::{Hopeless, KeyIs, Where};
use crate::statement::write::DeleteFrom;
use crate::trace::Description;

/// Deletes one row: `team.delete()`, or by its key alone: `Team::find(7).delete()`.
///
/// One DELETE; yields `()`. What happens to rows that reference it is the foreign key's ON DELETE.
///
/// # Errors
/// [`Error::NotFound`] when there is no such row, or no longer; [`Error::StillReferenced`] when other rows hold on to it
/// (RESTRICT, NO ACTION).
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// let team = Team { id: 7, name: "Jazz".to_owned(), wins: None };
/// assert_sql!(team.delete(), r#"DELETE FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#);
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is deleted until `.exec(&mut conn)`"]
pub struct Delete<M: Model>(pub(crate) DeleteFrom<M, ByKey<M>>);

/// Deletes the rows of a query: `Team::query().filter(..).delete()`.
///
/// One DELETE, which yields the number of rows. Without a filter it deletes all rows of the table.
///
/// # Errors
/// [`Error::StillReferenced`] when other rows hold on to one of them: then none is deleted.
#[derive(Debug, Clone)]
#[must_use = "nothing is deleted until `.exec(&mut conn)`"]
pub struct DeleteRows<M, F>(pub(crate) DeleteFrom<M, F>);

/// The operation behind `delete()`; the derive calls it.
#[doc(hidden)]
pub fn delete<M: Model>(row: &M) -> Delete<M> {
    Delete(DeleteFrom { filter: Where(KeyIs::new(row.key())), model: PhantomData })
}

impl<M, F> DeleteRows<M, F> {
    pub(crate) fn new(filter: F) -> Self {
        Self(DeleteFrom { filter, model: PhantomData })
    }
}

fn context<M: Model>() -> Context {
    Context::of(M::DESCRIPTOR).deleting()
}

impl<M: Model> Operation for Delete<M> {
    type Output = ();

    fn description(&self) -> Description {
        Description::of::<M>("delete")
    }
}

impl<X, M> RunOn<'_, X> for Delete<M>
where
    X: Executor,
    M: Model,
    DeleteFrom<M, ByKey<M>>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<(), Error> {
        if self.0.filter.is_hopeless() {
            return Err(context::<M>().not_found());
        }
        let rows = self.0.execute_with(connection).await.map_err(|error| context::<M>().error(error))?;
        if rows == 0 { Err(context::<M>().not_found()) } else { Ok(()) }
    }
}

impl<M: Model, F> Operation for DeleteRows<M, F> {
    type Output = usize;

    fn description(&self) -> Description {
        Description::of::<M>("delete")
    }
}

impl<'q, X, M, F> RunOn<'q, X> for DeleteRows<M, F>
where
    X: Executor,
    M: Model,
    F: Hopeless + Send,
    DeleteFrom<M, F>: ExecuteWith<'q, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<usize, Error> {
        if self.0.filter.is_hopeless() {
            return Ok(0);
        }
        self.0.execute_with(connection).await.map_err(|error| context::<M>().error(error))
    }
}
