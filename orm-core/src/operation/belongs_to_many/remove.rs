//! `movie.remove_actor(..)`, `movie.remove_actors([..])`.
//!
//! Owns the operation and its DELETE.

use super::{Listed, context};
use crate::association::ManyToMany;
use crate::debug::debug_by_name;
use crate::dialect::KeyList;
use crate::model::IntoKeys;
use crate::operation::declare::operation;
use crate::run::ExecuteWith;
use crate::statement::junction::{DeleteLinks, Which};
use crate::trace::Description;

/// Removes links of the source: `movie.remove_actor(&keanu)`, `movie.remove_actors([&keanu, &carrie])`. Sequelize's
/// `removeActor` and `removeActors`.
///
/// Sends one DELETE from the junction, and none for an empty list. The actors themselves and the links of other movies
/// stay. A target whose key is NULL has no links. Yields the number of removed links.
///
/// # Errors
/// Only those that every statement may have: see [`Error`](crate::Error).
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[belongs_to_many(Actor, through = "actor_movies")]
/// # struct Movie { id: i32 }
/// # #[derive(Model)]
/// # struct Actor { id: i32, name: String }
/// # let movie = Movie { id: 1 };
/// assert_sql!(
///     movie.remove_actor(7),
///     r#"DELETE FROM "actor_movies"
///            WHERE "actor_movies"."movie_id" = ?
///            AND "actor_movies"."actor_id" IN (SELECT value FROM json_each(?))
///            -- binds: [1, [7]]"#
/// );
/// ```
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct RemoveLinks<A: ManyToMany>(Listed<A>);

debug_by_name! { impl[A: ManyToMany] RemoveLinks<A>: A::NAME; }

impl<A: ManyToMany> RemoveLinks<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
        Self(Listed::linkable(source, targets))
    }

    fn statement(&self) -> Option<DeleteLinks<A>> {
        let (source, targets) = self.0.keys()?;
        Some(DeleteLinks { source, targets: KeyList(targets), which: Which::Listed })
    }
}

operation! {
    impl[A: ManyToMany] RemoveLinks<A> {
        yields usize;
        described |_| Description::of::<A::Target>("remove").by(Some(A::NAME));
        sends [DeleteLinks<A>: ExecuteWith<'static, X>];
        run |remove, connection| {
            let Some(delete) = remove.statement() else { return Ok(0) };
            delete.execute_with(connection).await.map_err(|error| context::<A>().deleting().error(error))
        }
        sql |remove| [remove.statement()];
    }
}
