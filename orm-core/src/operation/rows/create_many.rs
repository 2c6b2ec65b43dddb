//! `Team::create_many([..])`.
//!
//! Owns the operation and what rows it takes. How the rows are cut into INSERTs is said in `nested::inserts`.

use diesel::query_builder::QueryFragment;

use super::{Insert, Plain, context};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Model};
use crate::operation::declare::offload;
use crate::operation::nested::{CreatePlan, ManySteps, Nest, NestedSteps, insert_many};
use crate::run::{Builder, Executor, LoadWith, Operation, Print, RunOn, atomically};
use crate::statement::text;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// Many new rows: `Team::create_many([..])`, of builders or, with the feature `serde`, of `TeamInsert`s.
///
/// One INSERT; several when the rows bind more values than the database takes in one statement (PostgreSQL 65,535, SQLite
/// 32,766); none for no rows. More than one row are made in a transaction: when the database makes another number of
/// rows than were given, as a trigger dropped one, that is [`Error::NotFound`], and none is left. A column that one row
/// gives and another leaves out gets its default there. Yields the rows in the order in which they were given, whatever
/// their keys are.
///
/// The builders may have [nested rows](crate::write::Nest): then all is one transaction, with one INSERT for each association and
/// level, however many rows. [`sql`](crate::PrintSql::sql) tells the INSERT of the outer rows.
///
/// # Errors
/// Those of [`Create`](crate::write::Create): then no row is made.
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
    rows: Vec<(M::Values, P)>,
}

impl<M: Model, P> std::fmt::Debug for CreateMany<M, P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CreateMany({}, {} rows)", M::TABLE, self.rows.len())
    }
}

/// A builder of a new row: the generated `TeamCreate`, when it is complete, and `TeamInsert` of the feature `serde`.
pub trait NewRow<M: Model> {
    /// What else is done.
    type Plan;
    /// The row's values, and what else is done.
    fn into_row(self) -> (M::Values, Self::Plan);
}

// Recommended on purpose: what the row lacks is said by `Complete`.
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

/// A plan that many rows can have at once: that of `Team::create()`, also with nested rows.
#[diagnostic::on_unimplemented(
    message = "a row that is made in this way is made alone",
    label = "not one of many new rows",
    note = "give builders made by `Model::create()`, with their columns and nested rows"
)]
pub trait OfMany {}

impl OfMany for Plain {}

/// The operation behind `create_many()`; the derive calls it.
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
        let steps = ManySteps::new(self.rows, X::Backend::MAX_BINDS)?;
        if steps.is_one_row() {
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
        insert_many::<M>(&values, DB::MAX_BINDS, &OnConflict::Fail).iter().map(text::<DB, _>).collect()
    }
}

offload! { impl[M: Model, P] CreateMany<M, P> => Self, |create| create }
