//! `team.remove_player(..)`, `team.remove_players([..])`.
//!
//! Owns the operation and its UPDATE.

use super::{Listed, ListedOfSource, Target, context};
use crate::association::Association;
use crate::debug::debug_by_name;
use crate::model::{IntoKeys, Model};
use crate::operation::declare::operation;
use crate::run::ExecuteWith;
use crate::statement::condition::{And, KeyIn, OfSource, Where};
use crate::statement::write::{ClearKey, UpdateSet};
use crate::trace::Description;

/// Removes targets from the source: `team.remove_player(&karl)`, `team.remove_players([&karl, &john])`. Sequelize's
/// `removePlayer` and `removePlayers`.
///
/// Sends one UPDATE that sets the players' `team_id` to NULL, and none for an empty list. Players of other teams are
/// neither changed nor counted. Yields the number of removed players. A `has_many` whose foreign key is mandatory has
/// no such method, since the key cannot be NULL.
///
/// # Errors
/// Only those that every statement may have: see [`Error`](crate::Error).
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
///     team.remove_player(7),
///     r#"UPDATE "players" SET "team_id" = NULL
///            WHERE "players"."team_id" = ?
///            AND "players"."id" IN (SELECT value FROM json_each(?)) -- binds: [1, [7]]"#
/// );
/// ```
#[must_use = "nothing is removed until `.exec(&mut conn)`"]
pub struct Remove<A: Association>(Listed<A>);

debug_by_name! { impl[A: Association] Remove<A>: A::NAME; }

impl<A: Association> Remove<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    fn statement(&self) -> Option<ClearListed<A>> {
        let (source, targets) = self.0.keys()?;
        Some(UpdateSet::new(ClearKey::new(), Where(And(OfSource::new(Some(source)), KeyIn::new(targets)))))
    }
}

/// The statement `UPDATE target SET key = NULL WHERE key = .. AND primary key IN ..`.
type ClearListed<A> = UpdateSet<Target<A>, ClearKey<Target<A>, <A as Association>::TargetKey>, ListedOfSource<A>>;

operation! {
    impl[A: Association] Remove<A> {
        yields usize;
        described |_| Description::of::<A::Target>("remove").by(Some(A::NAME));
        sends [ClearListed<A>: ExecuteWith<'static, X>];
        run |remove, connection| {
            match remove.statement() {
                Some(clear) => clear.execute_with(connection).await.map_err(|error| context::<A>().error(error)),
                None => Ok(0),
            }
        }
        sql |remove| [remove.statement()];
    }
}
