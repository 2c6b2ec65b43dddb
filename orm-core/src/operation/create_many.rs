//! Making many rows at once, and giving them back in the order in which they were given.

use std::collections::{BTreeMap, BTreeSet};

use super::create::{Insert, NewRow, Plain, insert};
use super::nested::{CreatePlan, Nest, NestedSteps};
use super::query::context;
use crate::dialect::Dialect;
use crate::error::{Context, Error};
use crate::model::Key;
use crate::model::given_places;
use crate::model::row::Strict;
use crate::model::{Model, PrimaryKeyOf};
use crate::run::{Executor, LoadWith, atomically};
use crate::run::{Operation, RunOn};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// Many new rows: `Team::create_many([..])`, of builders or, with the feature `serde`, of `TeamInsert`s.
///
/// One INSERT; several in one transaction when the rows bind more values than the database takes in one statement
/// (PostgreSQL 65,535, SQLite 32,766); none for no rows. A column that one row gives and another leaves out gets its
/// default there. Yields the rows in the order in which they were given, which RETURNING promises on neither database:
/// they are put into it by their keys. Keys that the database makes in another way than by counting leave the order
/// open.
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

/// The operation behind `create_many()`; the derive calls it.
#[doc(hidden)]
pub fn create_many<M: Model, P>(rows: impl IntoIterator<Item: NewRow<M, Plan = P>>) -> CreateMany<M, P> {
    CreateMany { rows: rows.into_iter().map(NewRow::into_row).collect() }
}

impl<M: Model, P> CreateMany<M, P> {
    /// The INSERTs of the rows themselves.
    pub(crate) fn inserts(&self, max_binds: usize) -> Vec<Insert<M>> {
        let values: Vec<_> = self.rows.iter().map(|(values, _)| values.clone()).collect();
        insert_many::<M>(&values, max_binds, &OnConflict::Fail)
    }
}

/// The INSERTs of many rows: as few as the number of values that one statement may bind allows.
pub(crate) fn insert_many<M: Model>(rows: &[M::Values], max_binds: usize, conflict: &OnConflict) -> Vec<Insert<M>> {
    let columns = given_places::<M>(rows).len().max(1);
    rows.chunks((max_binds / columns).max(1)).map(|rows| insert(rows.to_vec(), conflict.clone())).collect()
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
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let steps = ManySteps::new(self.rows, X::Backend::MAX_BINDS)?;
        if steps.inserts.len() > 1 {
            atomically::<X, _>(connection, context::<M>(), steps).await
        } else {
            steps.run(connection).await
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

/// The statements of [`CreateMany`]; several are to be run in one transaction.
pub(crate) struct ManySteps<M: Model> {
    inserts: Vec<Insert<M>>,
    keys: Vec<Option<PrimaryKeyOf<M>>>,
}

impl<M: Model> ManySteps<M> {
    /// An error, when one of the rows is to be made by an association that has no key to give.
    pub(crate) fn new(rows: Vec<(M::Values, Plain)>, max_binds: usize) -> Result<Self, Error> {
        let values = rows.into_iter().map(|(values, plan)| plan.context::<M>().map(|_| values));
        let mut rows: Vec<_> = values.collect::<Result<_, _>>()?;
        let inserts = insert_many::<M>(&rows, max_binds, &OnConflict::Fail);
        Ok(Self { inserts, keys: rows.iter_mut().map(M::PrimaryKey::given).collect() })
    }
}

impl<M: Model> Operation for ManySteps<M> {
    type Output = Vec<M>;
}

impl<X, M> RunOn<'_, X> for ManySteps<M>
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let rows = InsertSteps(self.inserts, context::<M>()).run(connection).await?;
        Ok(in_order(self.keys, rows))
    }
}

/// INSERTs, one after the other.
pub(crate) struct InsertSteps<M: Model>(pub(crate) Vec<Insert<M>>, pub(crate) Context);

impl<M: Model> Operation for InsertSteps<M> {
    type Output = Vec<M>;
}

impl<X, M> RunOn<'_, X> for InsertSteps<M>
where
    X: Executor,
    M: Model,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let context = self.1;
        let mut rows = Vec::new();
        for statement in self.0 {
            let inserted = statement.load_with(connection).await.map_err(|error| context.error(error))?;
            rows.extend(inserted.into_iter().map(|row| row.0));
        }
        Ok(rows)
    }
}

/// Puts inserted rows into the order in which they were given; neither database promises an order for RETURNING.
///
/// A row whose key was given is found by it. The others got their keys from the database, which counts upwards in the
/// order of the VALUES list, so ascending keys are the given order.
///
/// Where the database makes the key up in any other way there is nothing to go by: such rows stay as they came.
fn in_order<M: Model>(keys: Vec<Option<PrimaryKeyOf<M>>>, rows: Vec<M>) -> Vec<M> {
    let (mut by_key, mut others) = (BTreeMap::new(), Vec::new());
    let given: BTreeSet<_> = keys.iter().flatten().cloned().collect();
    for row in rows {
        match M::PrimaryKey::of(&row) {
            Some(key) if given.contains(&key) => drop(by_key.insert(key, row)),
            _ => others.push(row),
        }
    }
    if M::DESCRIPTOR.columns.iter().any(|column| column.generated) {
        others.sort_by_key(M::PrimaryKey::of);
    }
    let mut others = others.into_iter();
    keys.into_iter().filter_map(|key| key.and_then(|key| by_key.remove(&key)).or_else(|| others.next())).collect()
}
