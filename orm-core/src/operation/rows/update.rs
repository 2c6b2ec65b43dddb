//! `team.update()`, `Team::find(7).update()`, `Team::query().update()`.
//!
//! Owns which rows an update changes, and its UPDATE.

use super::{Find, WherePrimaryKey, by_key, one_row, write_as};
use crate::dialect::Dialect;
use crate::error::Context;
use crate::model::row::ModelRow;
use crate::model::{Model, PrimaryKeyOf, Update};
use crate::operation::declare::operation;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::run::Built;
use crate::run::{ExecuteWith, LoadWith};
use crate::statement::assign::{AssignValues, Assigned};
use crate::statement::condition::{KeyIs, Where};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::statement::fixed::{FixAssigned, FixCondition};
use crate::statement::known_empty::KnownEmpty;
use crate::statement::select::Query;
use crate::statement::write::{Returning, UpdateSet};
use crate::trace::Description;

/// The rows that `Team::query().filter(..).update()` changes: those that meet the condition `F`. `A` holds the
/// expressions to which columns are set.
#[derive(Debug, Clone)]
pub struct Changes<F, A = ()>(pub(super) F, pub(super) A);

/// The row with this primary key; no row for `None`. `A` holds the expressions to which columns are set.
#[derive(Debug, Clone)]
pub struct OneRow<K, A = ()>(pub(super) Option<K>, pub(super) A);

/// The row that `team.update()` and `Team::find(7).update()` change, by its primary key. `A` holds the expressions to
/// which columns are set.
pub type RowOf<M, A = ()> = OneRow<PrimaryKeyOf<M>, A>;

/// Makes the builder of `team.update()`; generated code calls it.
#[doc(hidden)]
pub fn update<M: Model>(row: &M) -> M::Update<RowOf<M>> {
    Update::new(OneRow(Some(row.key()), ())).into()
}

impl<M: Model> Find<M> {
    /// Changes the row without reading it first: one UPDATE, which yields the row as it is afterwards. When no column
    /// is given, one SELECT reads the row.
    ///
    /// A `find` with an `include` has no method `update`.
    ///
    /// # Errors
    /// The errors of [`Update`], among them [`Error::NotFound`](crate::Error::NotFound) when the row does not exist.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
    /// assert_sql!(
    ///     Team::find(7).update().wins(51),
    ///     r#"UPDATE "teams" SET "wins" = ?
    ///            WHERE "teams"."id" = ?
    ///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: [Some(51), 7]"#
    /// );
    /// ```
    pub fn update(self) -> M::Update<RowOf<M>> {
        let Where(KeyIs { value, .. }) = self.0.filter;
        Update::new(OneRow(value, ())).into()
    }
}

impl<M: Model, F> Query<M, F> {
    /// Changes all rows that the query finds: one statement, `UPDATE .. SET .. WHERE ..`, that yields the number of
    /// changed rows. When no column is given, no statement is sent.
    ///
    /// A query with an order or a limit has no method `update`, since an UPDATE has neither. [`Update`] has an example.
    pub fn update(self) -> M::Update<Changes<F>> {
        Update::new(Changes(self.filter, ())).into()
    }
}

impl<M: Model, W> Update<M, W> {
    fn context(&self) -> Context {
        Context::of(M::DESCRIPTOR).updating(&self.given())
    }

    /// The assignments; `None` when no column is given.
    fn assignments<A: Assigned>(&self, expressions: &A) -> Option<AssignValues<M, A>> {
        let assigned = || AssignValues { values: self.values.clone(), expressions: expressions.clone() };
        (!self.given().is_empty()).then(assigned)
    }
}

/// The statement `UPDATE .. WHERE primary key = .. RETURNING ..`.
type UpdateOne<M, A> = Returning<M, UpdateSet<M, AssignValues<M, A>, WherePrimaryKey<M>>>;

impl<M: Model, A: Assigned> Update<M, RowOf<M, A>> {
    /// The UPDATE, when there is anything to change.
    fn statement(&self) -> Option<UpdateOne<M, A>> {
        let filter = Where(KeyIs::new(self.rows.0.clone()));
        self.assignments(&self.rows.1).map(|assignments| Returning::new(UpdateSet::new(assignments, filter)))
    }

    /// The SELECT that reads the row when there is nothing to change.
    fn read_instead(&self) -> Option<Query<M, WherePrimaryKey<M>>> {
        self.given().is_empty().then(|| by_key::<M>(self.rows.0.clone()))
    }
}

operation! {
    built impl[M: Model, A: Assigned] Update<M, RowOf<M, A>> where [A: Send] {
        yields M;
        described |_| Description::of::<M>("update");
        sends [
            UpdateOne<M, A>: LoadWith<'q, X, ModelRow<M>>,
            Query<M, WherePrimaryKey<M>>: LoadWith<'static, X, ModelRow<M>>,
        ];
        run |update, connection| {
            let context = update.context();
            if update.rows.0.is_none() {
                return Err(context.not_found());
            }
            let rows = if let Some(statement) = update.statement() {
                if X::Backend::TYPES_EXPRESSIONS {
                    write_as::<M::ReadsBack, X, M, _>(statement, context, connection).await?
                } else {
                    write_as::<A::ReadsBack<M::ReadsBack>, X, M, _>(statement, context, connection).await?
                }
            } else {
                let rows = by_key::<M>(update.rows.0).load_with(connection).await;
                rows.map_err(|error| context.error(error))?
            };
            one_row(rows, context)
        }
        sql |update| [update.statement(), update.read_instead()];
        offload [A: FixAssigned] Built<Update<M, RowOf<M, A::Fixed>>>, |update| {
            let Update { values, expressed, rows: OneRow(key, expressions) } = update;
            Built(Update { values, expressed, rows: OneRow(key, expressions.fix()) })
        };
    }
}

/// The statement `UPDATE .. WHERE ..`.
type UpdateAll<M, F, A> = UpdateSet<M, AssignValues<M, A>, F>;

impl<M: Model, F: Clone, A: Assigned> Update<M, Changes<F, A>> {
    /// The UPDATE, when there is anything to change.
    fn statement(&self) -> Option<UpdateAll<M, F, A>> {
        self.assignments(&self.rows.1).map(|assignments| UpdateSet::new(assignments, self.rows.0.clone()))
    }
}

operation! {
    built impl[M: Model, F: Clone, A: Assigned] Update<M, Changes<F, A>> where [F: KnownEmpty + Send, A: Send] {
        yields usize;
        described |_| Description::of::<M>("update");
        sends [UpdateAll<M, F, A>: ExecuteWith<'q, X>];
        run |update, connection| {
            let context = update.context();
            match update.statement().filter(|statement| !statement.filter.is_known_empty()) {
                Some(statement) => statement.execute_with(connection).await.map_err(|error| context.error(error)),
                None => Ok(0),
            }
        }
        sql |update| [update.statement()];
        offload [F: FixCondition, A: FixAssigned] Built<Update<M, Changes<F::Fixed, A::Fixed>>>, |update| {
            let Update { values, expressed, rows: Changes(filter, expressions) } = update;
            Built(Update { values, expressed, rows: Changes(filter.fix(), expressions.fix()) })
        };
    }
}
