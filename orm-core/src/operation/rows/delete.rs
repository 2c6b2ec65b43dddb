//! `team.delete()`, `Team::find(7).delete()`, `Team::query().delete()`.
//!
//! Owns both operations: `Delete` of one row, which must exist, and `DeleteRows` of all rows of a query.

use std::marker::PhantomData;

use super::{Find, WherePrimaryKey};
use crate::error::Context;
use crate::model::Model;
use crate::operation::declare::operation;
use crate::run::ExecuteWith;
use crate::statement::condition::{KeyIs, Where};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::FixCondition;
use crate::statement::known_empty::KnownEmpty;
use crate::statement::select::Query;
use crate::statement::write::DeleteFrom;
use crate::trace::Description;

/// Deletes one row: `team.delete()`, or by its primary key alone, `Team::find(7).delete()`.
///
/// Sends one DELETE and yields `()`. The foreign keys that reference the row decide, by their ON DELETE, what happens
/// to the rows that hold them.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when the row does not exist (any more).
/// [`Error::StillReferenced`](crate::Error::StillReferenced) when other rows reference it by a foreign key with
/// RESTRICT or NO ACTION.
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
pub struct Delete<M: Model>(DeleteFrom<M, WherePrimaryKey<M>>);

/// Deletes all rows of a query: `Team::query().filter(..).delete()`.
///
/// Sends one DELETE and yields the number of deleted rows. Without a filter it deletes all rows of the table.
///
/// # Errors
/// [`Error::StillReferenced`](crate::Error::StillReferenced) when other rows reference one of the rows by a foreign key
/// with RESTRICT or NO ACTION. Then no row is deleted.
#[derive(Debug, Clone)]
#[must_use = "nothing is deleted until `.exec(&mut conn)`"]
pub struct DeleteRows<M, F>(DeleteFrom<M, F>);

/// Makes the operation of `team.delete()`; generated code calls it.
#[doc(hidden)]
pub fn delete<M: Model>(row: &M) -> Delete<M> {
    Delete(DeleteFrom { filter: Where(KeyIs::new(row.key())), model: PhantomData })
}

impl<M: Model> Find<M> {
    /// Deletes the row without reading it first: one DELETE, which yields `()`.
    ///
    /// A `find` with an `include` has no method `delete`.
    ///
    /// # Errors
    /// The errors of [`Delete`], among them [`Error::NotFound`](crate::Error::NotFound) when the row does not exist.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
    /// assert_sql!(
    ///     Team::find(7).delete(),
    ///     r#"DELETE FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#
    /// );
    /// ```
    pub fn delete(self) -> Delete<M> {
        Delete(DeleteFrom { filter: self.0.filter, model: PhantomData })
    }
}

impl<M: Model, F> Query<M, F> {
    /// Deletes all rows that the query finds: one statement, `DELETE FROM .. WHERE ..`, that yields the number of
    /// deleted rows. Without a filter it deletes all rows of the table.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(
    ///     Team::query().filter(teams::wins.eq(0)).delete(),
    ///     r#"DELETE FROM "teams" WHERE "teams"."wins" = ? -- binds: [0]"#
    /// );
    /// ```
    pub fn delete(self) -> DeleteRows<M, F> {
        DeleteRows(DeleteFrom { filter: self.filter, model: PhantomData })
    }
}

fn context<M: Model>() -> Context {
    Context::of(M::DESCRIPTOR).deleting()
}

operation! {
    impl[M: Model] Delete<M> {
        yields ();
        described |_| Description::of::<M>("delete");
        sends [DeleteFrom<M, WherePrimaryKey<M>>: ExecuteWith<'static, X>];
        run |delete, connection| {
            let context = context::<M>();
            if delete.0.filter.is_known_empty() {
                return Err(context.not_found());
            }
            match delete.0.execute_with(connection).await.map_err(|error| context.error(error))? {
                0 => Err(context.not_found()),
                _ => Ok(()),
            }
        }
        sql |delete| [Some(&delete.0)];
    }
}

operation! {
    impl[M: Model, F] DeleteRows<M, F> where [F: KnownEmpty + Send] {
        yields usize;
        described |_| Description::of::<M>("delete");
        sends [DeleteFrom<M, F>: ExecuteWith<'q, X>];
        run |delete, connection| {
            if delete.0.filter.is_known_empty() {
                return Ok(0);
            }
            delete.0.execute_with(connection).await.map_err(|error| context::<M>().error(error))
        }
        sql |delete| [Some(&delete.0)];
        offload [F: FixCondition] DeleteRows<M, F::Fixed>,
            |delete| DeleteRows(DeleteFrom { filter: delete.0.filter.fix(), model: PhantomData });
    }
}
