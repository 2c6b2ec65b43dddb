//! `team.set_players([..])`.
//!
//! Owns the operation, its lock of the source, and its two UPDATEs: the first removes the other targets, the second
//! adds the given ones.

use super::add::MoveSteps;
use super::{Listed, LockSource, MoveMany, Target, TargetId, TargetIdValue, context, move_many};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::row::ModelRow;
use crate::model::{IntoKeys, Model};
use crate::operation::declare::{operation, steps};
use crate::operation::execute_if_any;
use crate::run::{ExecuteWith, LoadWith, atomically};
use crate::statement::condition::{And, KeyIn, Not, OfSource, Where};
use crate::statement::write::{ClearKey, UpdateSet};
use crate::trace::Description;

/// Makes the given rows the only targets of the source: `team.set_players([&karl, &john])`. Sequelize's `setPlayers`.
///
/// Sends two UPDATEs in one transaction; on PostgreSQL a SELECT before them locks the team's row, so that of two
/// connections that set its players the second one waits. The first UPDATE sets the `team_id` of the team's other
/// players to NULL, the second sets the `team_id` of the given players to this team. An empty list needs the first
/// UPDATE only. Yields the given players as they are afterwards, in the order in which they were given. A `has_many`
/// whose foreign key is mandatory has no such method, since the key cannot be NULL.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when one of the given rows does not exist. Then nothing is changed.
/// Otherwise those of [`Add`](crate::associate::Add).
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_many(Player)]
/// # struct Team { id: i32, name: String }
/// # #[derive(Model)]
/// # #[belongs_to(Team)]
/// # struct Player { id: i32, team_id: Option<i32> }
/// # let team = Team { id: 1, name: "Jazz".to_owned() };
/// assert_sql!(
///     team.set_players([7]),
///     r#"UPDATE "players" SET "team_id" = NULL
///            WHERE "players"."team_id" = ?
///            AND NOT ("players"."id" IN (SELECT value FROM json_each(?))); -- binds: [1, [7]]
///        UPDATE "players" SET "team_id" = ?
///            WHERE "players"."id" IN (SELECT value FROM json_each(?))
///            AND (SELECT count(*) FROM "players"
///                WHERE "players"."id" IN (SELECT value FROM json_each(?))) = ?
///            RETURNING "players"."id", "players"."team_id" -- binds: [1, [7], [7], 1]"#
/// );
///
/// assert_sql!(
///     team.set_players([]),
///     r#"UPDATE "players" SET "team_id" = NULL WHERE "players"."team_id" = ? -- binds: [1]"#
/// );
/// ```
#[must_use = "nothing is set until `.exec(&mut conn)`"]
pub struct SetMany<A: Association>(Listed<A>);

debug_by_name! { impl[A: Association] SetMany<A>: A::NAME; }

impl<A: Association> SetMany<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    /// Makes the operation for the source that has this key. The targets must be given once each.
    pub(in crate::operation) fn of(source: Option<KeyOf<A>>, targets: Vec<TargetIdValue<A>>) -> Self {
        Self(Listed { source, targets: Some(targets) })
    }

    /// The only statement for an empty list: removes all targets.
    fn clear_all(&self) -> Option<ClearAll<A>> {
        self.0.source.clone().filter(|_| self.0.is_empty()).map(clear_all::<A>)
    }

    /// The first of two statements: removes the other targets.
    fn clear_others(&self) -> Option<ClearOthers<A>> {
        let (source, targets) = self.0.keys()?;
        Some(UpdateSet::new(ClearKey::new(), Where(And(OfSource::new(Some(source)), Not(KeyIn::new(targets))))))
    }

    /// The second of two statements: adds the given targets.
    fn move_listed(&self) -> Option<MoveMany<A>> {
        self.0.keys().map(|(source, targets)| move_many::<A>(source, targets))
    }
}

/// The statement `UPDATE target SET key = NULL WHERE ..`.
type Clear<A, F> = UpdateSet<Target<A>, ClearKey<Target<A>, <A as Association>::TargetKey>, Where<F>>;
/// Sets the foreign key of all targets of the source to NULL.
pub(in crate::operation) type ClearAll<A> = Clear<A, OfSource<A>>;
/// Sets the foreign key of all targets of the source except the given ones to NULL.
type ClearOthers<A> = Clear<A, And<OfSource<A>, Not<KeyIn<Target<A>, TargetId<A>>>>>;

pub(in crate::operation) fn clear_all<A: Association>(source: KeyOf<A>) -> ClearAll<A> {
    UpdateSet::new(ClearKey::new(), Where(OfSource::new(Some(source))))
}

operation! {
    impl[A: Association] SetMany<A> {
        yields Vec<A::Target>;
        described |_| Description::of::<A::Target>("set").by(Some(A::NAME));
        sends [
            ClearAll<A>: ExecuteWith<'static, X>,
            LockSource<A>: ExecuteWith<'static, X>,
            ClearOthers<A>: ExecuteWith<'static, X>,
            MoveMany<A>: LoadWith<'static, X, ModelRow<A::Target>>,
        ];
        run |set, connection| {
            let is_one_statement = set.0.is_empty() && X::Backend::ROW_LOCK.is_none();
            if set.0.is_empty() && set.0.source.is_none() {
                return Ok(Vec::new());
            }
            if !set.0.is_empty() && set.0.keys().is_none() {
                return Err(context::<A>().not_found());
            }
            let steps = SetManySteps(set);
            if is_one_statement {
                steps.run(connection).await
            } else {
                atomically::<X, _>(connection, context::<A>(), steps).await
            }
        }
        sql |set| [set.0.lock::<DB>(), set.clear_all(), set.clear_others(), set.move_listed()];
    }
}

/// The statements of [`SetMany`].
struct SetManySteps<A: Association>(SetMany<A>);

steps! {
    impl[A: Association] SetManySteps<A> {
        yields Vec<A::Target>;
        sends [
            ClearAll<A>: ExecuteWith<'static, X>,
            LockSource<A>: ExecuteWith<'static, X>,
            ClearOthers<A>: ExecuteWith<'static, X>,
            MoveMany<A>: LoadWith<'static, X, ModelRow<A::Target>>,
        ];
        run |steps, connection| {
            execute_if_any::<X, _>(steps.0.0.lock::<X::Backend>(), context::<A>(), connection).await?;
            if let Some(clear) = steps.0.clear_all() {
                clear.execute_with(connection).await.map_err(|error| context::<A>().error(error))?;
                return Ok(Vec::new());
            }
            execute_if_any::<X, _>(steps.0.clear_others(), context::<A>(), connection).await?;
            MoveSteps(steps.0.0).run(connection).await
        }
    }
}
