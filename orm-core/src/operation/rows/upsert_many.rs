//! `Team::create_many([..]).upsert(teams::name)`.
//!
//! Owns the operation that inserts many rows and updates those that exist, and the error about two rows with one key.

use std::collections::BTreeSet;

use diesel::result::DatabaseErrorKind;

use super::bulk::Bulk;
use super::{CreateMany, Insert};
use crate::debug::debug_by_name;
use crate::dialect::TWICE_IN_ONE_UPSERT;
use crate::error::{Context, Error};
use crate::model::row::ModelRow;
use crate::model::{HasUnique, Model, ReadBack};
use crate::operation::declare::{operation, steps};
use crate::operation::nested::{InsertSteps, Inserts, all_made};
use crate::run::{LoadWith, atomically};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// Inserts many rows, and updates those that exist: `Team::create_many([..]).upsert(teams::name)`.
///
/// Sends one INSERT .. ON CONFLICT DO UPDATE for each run of neighbouring rows that give the same columns, and more
/// where the rows bind more values than one statement may bind; for more than one row in a transaction. An existing row
/// is found by the unique columns. It gets the other given values, keeps the values of the columns that its row leaves
/// out, and keeps its primary key. Yields the new and the updated rows in the order in which they were given.
///
/// # Errors
/// The errors of [`Create`](crate::write::Create). [`Error::UniqueViolation`] also when two rows of the list have the
/// same value in the unique columns, or are taken for the same row: the list does not say which of them counts.
/// [`Error::NotFound`] when the database returns another number of rows than were given, because a trigger skipped one.
/// Then nothing is changed.
///
/// If the messages of a PostgreSQL server are not in English, two rows with the same value are
/// [`Error::Database`] there.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// let teams = [("Jazz", 51), ("Bulls", 72)].map(|(name, wins)| Team::create().name(name).wins(wins));
/// assert_sql!(
///     Team::create_many(teams).upsert(teams::name),
///     r#"INSERT INTO "teams" ("name", "wins") VALUES (?, ?), (?, ?)
///            ON CONFLICT ("name") DO UPDATE SET "wins" = excluded."wins"
///            RETURNING "teams"."id", "teams"."name", "teams"."wins"
///            -- binds: ["Jazz", Some(51), "Bulls", Some(72)]"#
/// );
/// ```
#[must_use = "nothing is changed until `.exec(&mut conn)`"]
pub struct UpsertMany<M: Model>(Bulk<M>);

debug_by_name! { impl[M: Model] UpsertMany<M>: M::TABLE; }

impl<M: Model> CreateMany<M> {
    /// Updates the rows that have the same value in the unique columns, instead of inserting a second:
    /// `ON CONFLICT (..) DO UPDATE`. [`UpsertMany`] has an example.
    pub fn upsert<C>(self, _: C) -> UpsertMany<M>
    where
        M: HasUnique<C>,
    {
        UpsertMany(Bulk { rows: self.rows, conflict: OnConflict::Update(M::NAMES.to_vec()) })
    }
}

operation! {
    impl[M: Model] UpsertMany<M> {
        yields Vec<M>;
        described |_| Description::of::<M>("upsert");
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |many, connection| {
            let given = many.0.rows.len();
            let (inserts, context) = many.0.inserts::<X::Backend>()?;
            let steps = UpsertSteps { inserts, given, context };
            if given <= 1 && M::ReadsBack::ALWAYS {
                steps.run(connection).await
            } else {
                atomically::<X, _>(connection, context, steps).await
            }
        }
        sql |many| [many.0.statements::<DB>()];
    }
}

/// The INSERTs of [`UpsertMany`].
struct UpsertSteps<M: Model> {
    inserts: Inserts<M>,
    given: usize,
    context: Context,
}

steps! {
    impl[M: Model] UpsertSteps<M> {
        yields Vec<M>;
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>];
        run |steps, connection| {
            let UpsertSteps { inserts, given, context } = steps;
            let rows = all_made(InsertSteps(inserts, context).run(connection).await?, given, context)?;
            each_once(&rows, context)?;
            Ok(rows)
        }
    }
}

/// Fails when a row was returned twice: two of the given rows were taken for it. PostgreSQL refuses two such rows in one
/// statement, with this error; SQLite does not, and several statements do not on either database.
fn each_once<M: Model>(rows: &[M], context: Context) -> Result<(), Error> {
    let keys: BTreeSet<_> = rows.iter().map(Model::key).collect();
    if keys.len() == rows.len() {
        return Ok(());
    }
    let information = Box::new(TWICE_IN_ONE_UPSERT.to_owned());
    Err(context.error(diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information)))
}
