//! `Team::create_many([..])`.
//!
//! Owns the operation and the traits of the rows that it takes. `nested::inserts` divides the rows into INSERTs.

use diesel::query_builder::QueryFragment;

use super::{Insert, Plain, context};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model, ReadBack};
use crate::operation::declare::offload;
use crate::operation::nested::{CreatePlan, Inserts, ManySteps, Nest, NestedSteps};
use crate::run::{Builder, Executor, LoadWith, Operation, Print, RunOn, atomically};
use crate::statement::text;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// Inserts many rows: `Team::create_many([..])`. The rows are builders (`Team::create()..`) or, with the feature
/// `serde`, `TeamInsert`s.
///
/// Sends one INSERT for all rows, and none for an empty list. On SQLite, where a VALUES list cannot say DEFAULT, an
/// INSERT takes neighbouring rows that give the same columns. When the rows bind more values than one statement may
/// bind (65,535 on PostgreSQL, 32,766 on SQLite), it sends several. More than one row are inserted in a transaction. A
/// column that one row gives and another leaves out gets its default in the other one. Yields the new rows in the order
/// in which they were given, whatever their keys are.
///
/// The builders may have [nested rows](crate::write::Nest). Then one transaction has one INSERT for each association
/// and level, for any number of rows. [`sql`](crate::PrintSql::sql) shows the INSERT of the outer rows only.
///
/// # Errors
/// The errors of [`Create`](crate::write::Create), and [`Error::NotFound`] when the database returns another number of
/// rows than were given, because a trigger skipped one. Then no row is inserted.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// let teams = ["Jazz", "Bulls"].map(|name| Team::create().name(name));
/// assert_sql!(
///     Team::create_many(teams),
///     r#"INSERT INTO "teams" ("name") VALUES (?), (?)
///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz", "Bulls"]"#
/// );
/// ```
#[must_use = "nothing is inserted until `.exec(&mut conn)`"]
pub struct CreateMany<M: Model, P = Plain> {
    pub(super) rows: Vec<(M::Values, P)>,
}

impl<M: Model, P> std::fmt::Debug for CreateMany<M, P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CreateMany({}, {} rows)", M::TABLE, self.rows.len())
    }
}

/// A complete new row: a `TeamCreate` to which every mandatory column is given, or a `TeamInsert` (feature `serde`).
pub trait NewRow<M: Model> {
    /// The plan: how the row is inserted, and its nested rows.
    type Plan;
    /// Splits the builder into the row's values and its plan.
    fn into_row(self) -> (M::Values, Self::Plan);
}

// No `do_not_recommend` here: rustc must look through this impl to reach the message of `Complete`.
impl<M, S, P, B> NewRow<M> for B
where
    M: Model,
    S: Complete<M>,
    B: Builder<Operation = Create<M, S, P>>,
    P: OfMany,
{
    type Plan = P;

    fn into_row(self) -> (M::Values, P) {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A plan that can insert many rows at once: the plan of `Team::create()`, with or without nested rows.
#[diagnostic::on_unimplemented(
    message = "`create_many` does not take this builder",
    label = "upserts and `create_*` accessors insert one row at a time",
    note = "give builders made by `Model::create()`, with their columns and nested rows"
)]
pub trait OfMany {}

impl OfMany for Plain {}

/// Makes the operation of `Team::create_many([..])`; generated code calls it.
#[doc(hidden)]
pub fn create_many<M: Model, P>(rows: impl IntoIterator<Item: NewRow<M, Plan = P>>) -> CreateMany<M, P> {
    CreateMany { rows: rows.into_iter().map(NewRow::into_row).collect() }
}

impl<M: Model, P> Operation for CreateMany<M, P> {
    type Output = Vec<M>;

    fn description(&self) -> Description {
        Description::of::<M>("create_many")
    }
}

impl<X, M> RunOn<'_, X> for CreateMany<M, Plain>
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, ModelRow<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let steps = ManySteps::new::<X::Backend>(self.rows)?;
        if steps.is_one_row() && M::ReadsBack::ALWAYS {
            steps.run(connection).await
        } else {
            atomically::<X, _>(connection, context::<M>(), steps).await
        }
    }
}

impl<X, M, P, N> RunOn<'_, X> for CreateMany<M, Nest<P, N>>
where
    X: Executor,
    M: Model,
    Nest<P, N>: CreatePlan<X, M> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        atomically::<X, _>(connection, context::<M>(), NestedSteps { rows: self.rows }).await
    }
}

impl<DB: Dialect, M: Model, P> Print<DB> for CreateMany<M, P>
where
    Insert<M>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        let values: Vec<_> = self.rows.iter().map(|(values, _)| values.clone()).collect();
        let inserts = Inserts::<M>::new::<DB>(values, &OnConflict::Fail).into_statements();
        inserts.iter().map(text::<DB, _>).collect()
    }
}

offload! { impl[M: Model, P] CreateMany<M, P> => Self, |create| create }
