//! `Team::query().count()`, `Team::query().exists()`.
//!
//! Owns both operations. The statements that they send are `Count` and `Exists` in `statement`.

use super::context;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::loading::FixQuery;
use crate::model::Model;
use crate::operation::declare::operation;
use crate::run::LoadWith;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::run::Operation;
use crate::statement::known_empty::FromGetter;
use crate::statement::select::{Count, Exists, Query};
use crate::statement::selection::Selection;

impl<M: Model, F, O, L, S, I> Query<M, F, O, L, S, I> {
    /// Counts the rows: one statement, `SELECT count(*)`, that yields an `i64`. A limit and an offset of the query
    /// apply: at most `limit` rows are counted.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String, wins: i32 }
    /// assert_sql!(Team::query().count(), r#"SELECT count(*) FROM "teams" -- binds: []"#);
    /// assert_sql!(
    ///     Team::query().limit(3).count(),
    ///     r#"SELECT count(*) FROM (SELECT 1 FROM "teams" LIMIT ?) AS "cut" -- binds: [3]"#
    /// );
    /// ```
    pub fn count(self) -> Count<Self> {
        Count(self)
    }

    /// Tells whether the query finds a row: one statement, `SELECT EXISTS (SELECT 1 ..)`, that yields a `bool`.
    pub fn exists(self) -> Exists<Self> {
        Exists(self)
    }
}

operation! {
    impl[M: Model, F: FromGetter, O, L, S: Selection<M>, I] Count<Query<M, F, O, L, S, I>> {
        yields i64;
        described |count| count.0.described("count");
        sends [Self: LoadWith<'q, X, i64>];
        run |count, connection| {
            if count.0.filter.is_known_empty() {
                return Ok(0);
            }
            let rows = count.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
            rows.into_iter().next().ok_or_else(|| context::<M>().not_found())
        }
        sql |count| [Some(count)];
        offload [
            Query<M, F, O, L, S, I>: FixQuery,
            Count<<Query<M, F, O, L, S, I> as FixQuery>::Fixed>: Operation<Output = i64>
        ] Count<<Query<M, F, O, L, S, I> as FixQuery>::Fixed>, |count| Count(count.0.fixed());
    }
}

operation! {
    impl[M: Model, F: FromGetter, O, L, S: Selection<M>, I] Exists<Query<M, F, O, L, S, I>> {
        yields bool;
        described |exists| exists.0.described("exists");
        sends [Self: LoadWith<'q, X, bool>];
        run |exists, connection| {
            if exists.0.filter.is_known_empty() {
                return Ok(false);
            }
            let rows = exists.load_with(connection).await.map_err(|error| context::<M>().error(error))?;
            rows.into_iter().next().ok_or_else(|| context::<M>().not_found())
        }
        sql |exists| [Some(exists)];
        offload [
            Query<M, F, O, L, S, I>: FixQuery,
            Exists<<Query<M, F, O, L, S, I> as FixQuery>::Fixed>: Operation<Output = bool>
        ] Exists<<Query<M, F, O, L, S, I> as FixQuery>::Fixed>, |exists| Exists(exists.0.fixed());
    }
}
