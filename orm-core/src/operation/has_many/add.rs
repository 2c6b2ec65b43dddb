//! `team.add_player(..)`, `team.add_players([..])`.
//!
//! Owns both operations, and the order of the rows that they yield.

use std::collections::BTreeMap;

use super::{Listed, MoveMany, Target, TargetId, TargetIdValue, context, move_many};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::model::row::ModelRow;
use crate::model::{IntoKey, IntoKeys, Key, Model, ReadBack, Values};
use crate::operation::declare::{operation, steps};
use crate::operation::rows::{WherePrimaryKey, one_row, write_alone};
use crate::run::{LoadWith, atomically};
use crate::statement::condition::{KeyIs, Where};
use crate::statement::write::{AssignSource, Returning, UpdateSet};
use crate::trace::Description;

/// Adds one target to the source: `team.add_player(&karl)`. Sequelize's `addPlayer`.
///
/// Sends one UPDATE that sets the player's `team_id`. A player of another team moves to this one. Yields the player as
/// it is afterwards. The player is given as `&Player` or by its primary key.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when the target does not exist.
/// [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation) when the source was deleted meanwhile.
/// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when the foreign key is unique and another row has it.
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
///     team.add_player(7),
///     r#"UPDATE "players" SET "team_id" = ?
///            WHERE "players"."id" = ?
///            RETURNING "players"."id", "players"."team_id" -- binds: [1, 7]"#
/// );
/// ```
#[must_use = "nothing is moved until `.exec(&mut conn)`"]
pub struct Add<A: Association> {
    source: Option<KeyOf<A>>,
    target: Option<TargetIdValue<A>>,
}

debug_by_name! { impl[A: Association] Add<A>: A::NAME; }

impl<A: Association> Add<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, target: impl IntoKey<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self { source: A::key_of(source), target: target.into_key() }
    }

    fn statement(&self) -> Option<MoveOne<A>> {
        let filter = Where(KeyIs::new(self.target.clone()?));
        Some(Returning::new(UpdateSet::new(AssignSource(self.source.clone()?), filter)))
    }
}

/// The statement `UPDATE target SET key = .. WHERE primary key = ..`.
type MoveOne<A> = Returning<Target<A>, UpdateSet<Target<A>, AssignSource<A>, WherePrimaryKey<Target<A>>>>;

operation! {
    impl[A: Association] Add<A> {
        yields A::Target;
        described |_| Description::of::<A::Target>("add").by(Some(A::NAME));
        sends [MoveOne<A>: LoadWith<'static, X, ModelRow<A::Target>>];
        run |add, connection| {
            let context = context::<A>();
            let statement = add.statement().ok_or_else(|| context.not_found())?;
            one_row(write_alone::<X, A::Target, _>(statement, context, connection).await?, context)
        }
        sql |add| [add.statement()];
    }
}

/// Adds several targets to the source: `team.add_players([&karl, &john])`. Sequelize's `addPlayers`.
///
/// Sends one UPDATE for all of them, in a transaction if there are several, and none for an empty list. Yields the
/// players as they are afterwards, in the order in which they were given. A player that is given twice is yielded once.
/// Where the foreign key is part of the target's primary key, the yielded rows have another primary key than before.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when one of the targets does not exist or is deleted meanwhile. Then
/// none is changed. Otherwise those of [`Add`].
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
///     team.add_players([7, 8]),
///     r#"UPDATE "players" SET "team_id" = ?
///            WHERE "players"."id" IN (SELECT value FROM json_each(?))
///            AND (SELECT count(*) FROM "players"
///                WHERE "players"."id" IN (SELECT value FROM json_each(?))) = ?
///            RETURNING "players"."id", "players"."team_id" -- binds: [1, [7, 8], [7, 8], 2]"#
/// );
/// ```
#[must_use = "nothing is moved until `.exec(&mut conn)`"]
pub struct AddMany<A: Association>(pub(super) Listed<A>);

debug_by_name! { impl[A: Association] AddMany<A>: A::NAME; }

impl<A: Association> AddMany<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    fn statement(&self) -> Option<MoveMany<A>> {
        self.0.keys().map(|(source, targets)| move_many::<A>(source, targets))
    }
}

operation! {
    impl[A: Association] AddMany<A> {
        yields Vec<A::Target>;
        described |_| Description::of::<A::Target>("add").by(Some(A::NAME));
        sends [MoveMany<A>: LoadWith<'static, X, ModelRow<A::Target>>];
        run |add, connection| {
            if add.0.is_empty() {
                return Ok(Vec::new());
            }
            let (_, targets) = add.0.keys().ok_or_else(|| context::<A>().not_found())?;
            let steps = MoveSteps(add.0);
            // One row alone is moved or is not there.
            if targets.len() == 1 && <A::Target as Model>::ReadsBack::ALWAYS {
                steps.run(connection).await
            } else {
                atomically::<X, _>(connection, context::<A>(), steps).await
            }
        }
        sql |add| [add.statement()];
    }
}

/// The statement of [`AddMany`]. It changes nothing when a target does not exist. When another connection deletes a
/// target while the statement runs, the transaction around it is rolled back.
pub(super) struct MoveSteps<A: Association>(pub(super) Listed<A>);

steps! {
    impl[A: Association] MoveSteps<A> {
        yields Vec<A::Target>;
        sends [MoveMany<A>: LoadWith<'static, X, ModelRow<A::Target>>];
        run |steps, connection| {
            let context = context::<A>();
            let (source, targets) = steps.0.keys().ok_or_else(|| context.not_found())?;
            let statement = move_many::<A>(source.clone(), targets.clone());
            let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
            if rows.len() == targets.len() { Ok(in_order::<A>(&source, targets, rows)) } else { Err(context.not_found()) }
        }
    }
}

/// Puts the changed rows into the order of the keys. Under a collation, the database may find a row whose key is equal
/// for it and different in Rust; such a row takes the place of a key that is not found.
fn in_order<A: Association>(
    source: &KeyOf<A>,
    targets: Vec<TargetIdValue<A>>,
    rows: Vec<ModelRow<A::Target>>,
) -> Vec<A::Target> {
    let mut by_key: BTreeMap<_, _> = rows.into_iter().map(|row| (row.0.key(), row.0)).collect();
    let find = |target| by_key.remove(&moved::<A>(source, target)?);
    let found: Vec<Option<A::Target>> = targets.into_iter().map(find).collect();
    let mut others = by_key.into_values();
    found.into_iter().filter_map(|row| row.or_else(|| others.next())).collect()
}

/// The primary key of a target after it is moved: the foreign key may be a part of it.
fn moved<A: Association>(source: &KeyOf<A>, target: TargetIdValue<A>) -> Option<TargetIdValue<A>> {
    let mut values = <A::Target as Model>::Values::none();
    TargetId::<A>::give(&mut values, target);
    A::TargetKey::give(&mut values, source.clone());
    A::give_scope(&mut values);
    TargetId::<A>::given(&mut values)
}
