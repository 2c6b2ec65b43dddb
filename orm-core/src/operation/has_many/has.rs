//! `team.has_player(..)`, `team.has_players([..])`.
//!
//! Owns the operation and its SELECT.

use super::{Listed, ListedOfSource, Target, context};
use crate::association::Association;
use crate::debug::debug_by_name;
use crate::model::{IntoKeys, Model};
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::condition::{And, KeyIn, OfSource};
use crate::statement::select::{Count, CountIs, Query};
use crate::trace::Description;

/// Tells whether all given rows are targets of the source: `team.has_player(&karl)`,
/// `team.has_players([&karl, &john])`. Sequelize's `hasPlayer` and `hasPlayers`.
///
/// Sends one SELECT and yields a `bool`. For an empty list it yields `true` without a statement.
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
///     team.has_players([7, 8]),
///     r#"SELECT (SELECT count(*) FROM "players"
///            WHERE "players"."team_id" = ?
///            AND "players"."id" IN (SELECT value FROM json_each(?))) = ? -- binds: [1, [7, 8], 2]"#
/// );
/// ```
#[must_use = "nothing is asked until `.exec(&mut conn)`"]
pub struct Has<A: Association>(Listed<A>);

debug_by_name! { impl[A: Association] Has<A>: A::NAME; }

impl<A: Association> Has<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, <A::Target as Model>::PrimaryKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    fn statement(&self) -> Option<HasAll<A>> {
        let (source, targets) = self.0.keys()?;
        let expected = i64::try_from(targets.len()).unwrap_or(i64::MAX);
        let listed = And(OfSource::new(Some(source)), KeyIn::new(targets));
        Some(CountIs { count: Count(Query::only(listed)), expected })
    }
}

/// The statement `SELECT (SELECT count(*) FROM target WHERE key = .. AND primary key IN ..) = n`.
type HasAll<A> = CountIs<Query<Target<A>, ListedOfSource<A>>>;

operation! {
    impl[A: Association] Has<A> {
        yields bool;
        described |_| Description::of::<A::Target>("has").by(Some(A::NAME));
        sends [HasAll<A>: LoadWith<'static, X, bool>];
        run |has, connection| {
            let Some(has_all) = has.statement() else {
                // An empty list is always contained. A source whose key is NULL has no targets, and a row whose key is
                // NULL is no target.
                return Ok(has.0.is_empty());
            };
            let rows = has_all.load_with(connection).await.map_err(|error| context::<A>().reading().error(error))?;
            Ok(rows.first().copied().unwrap_or_default())
        }
        sql |has| [has.statement()];
    }
}
