//! `team.add_player(..)`, `team.add_players([..])`.
//!
//! Owns both operations, and the order of the rows that they yield.

use std::collections::BTreeMap;

use super::{Listed, MoveMany, Target, TargetId, TargetIdValue, context, move_many};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::error::Error;
use crate::model::row::ModelRow;
use crate::model::{IntoKey, IntoKeys, Key, Model};
use crate::operation::declare::operation;
use crate::operation::rows::{WherePrimaryKey, one_row};
use crate::run::LoadWith;
use crate::statement::condition::{KeyIs, Where};
use crate::statement::write::{AssignSource, Returning, UpdateSet};
use crate::trace::Description;

/// Moves one row to the source, from wherever it was: `team.add_player(&karl)`. Sequelize's `addPlayer`.
///
/// One UPDATE. Yields the row as it is afterwards; a row that is there already stays. The row is given as `&Player` or
/// by its key.
///
/// # Errors
/// [`Error::NotFound`] when there is no such row; [`Error::ForeignKeyViolation`] when the source was deleted meanwhile;
/// [`Error::UniqueViolation`] when the key is unique and another row has it.
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

/// `UPDATE target SET key = .. WHERE primary key = ..`.
type MoveOne<A> = Returning<Target<A>, UpdateSet<Target<A>, AssignSource<A>, WherePrimaryKey<Target<A>>>>;

operation! {
    impl[A: Association] Add<A> {
        yields A::Target;
        described |_| Description::of::<A::Target>("add").by(Some(A::NAME));
        sends [MoveOne<A>: LoadWith<'static, X, ModelRow<A::Target>>];
        run |add, connection| {
            let context = context::<A>();
            let statement = add.statement().ok_or_else(|| context.not_found())?;
            let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
            one_row(rows, context)
        }
        sql |add| [add.statement()];
    }
}

/// Moves rows to the source: `team.add_players([&karl, &john])`. Sequelize's `addPlayers`.
///
/// One UPDATE for all of them, and none for an empty list. Yields the rows as they are afterwards, in the order in
/// which they were given; one that was given twice comes once.
///
/// # Errors
/// [`Error::NotFound`] when one of the rows does not exist: then none is moved. Otherwise those of [`Add`].
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
            let context = context::<A>();
            let (source, targets) = add.0.keys().ok_or_else(|| context.not_found())?;
            let statement = move_many::<A>(source, targets.clone());
            let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
            in_order::<A>(&targets, rows)
        }
        sql |add| [add.statement()];
    }
}

/// The moved rows in the order of the keys; none came back when one of them does not exist.
fn in_order<A: Association>(
    targets: &[TargetIdValue<A>],
    rows: Vec<ModelRow<A::Target>>,
) -> Result<Vec<A::Target>, Error> {
    let keyed = rows.into_iter().filter_map(|row| Some((TargetId::<A>::of(&row.0)?, row.0)));
    let mut by_key: BTreeMap<_, _> = keyed.collect();
    targets.iter().map(|key| by_key.remove(key).ok_or_else(|| context::<A>().not_found())).collect()
}
