//! `movie.set_actors([..])` of a junction without a model.
//!
//! Owns the operation, its DELETE and its INSERT, and `LinksChanged`, which it yields.

use super::{Listed, LockSource, context, insert_links};
use crate::association::ManyToMany;
use crate::debug::debug_by_name;
use crate::model::IntoKeys;
use crate::operation::declare::{operation, steps};
use crate::operation::execute_if_any;
use crate::run::{ExecuteWith, atomically};
use crate::statement::junction::{DeleteLinks, InsertLinks};
use crate::trace::Description;

/// Makes the given targets the only ones that are linked to the source: `movie.set_actors([&keanu])`. Sequelize's
/// `setActors`.
///
/// Sends one DELETE of the other links and one INSERT of the missing ones, in one transaction; on PostgreSQL a SELECT
/// before them locks the movie's row, so that of two connections that set its actors the second one waits. An empty
/// list needs the DELETE only. Links to the given targets that exist already are not changed. Yields [`LinksChanged`].
///
/// # Errors
/// The errors of [`AddLinks`](crate::associate::AddLinks). Then nothing is changed.
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
///     movie.set_actors([7]),
///     r#"DELETE FROM "actor_movies"
///            WHERE "actor_movies"."movie_id" = ?
///            AND NOT ("actor_movies"."actor_id" IN (SELECT value FROM json_each(?)));
///            -- binds: [1, [7]]
///        INSERT INTO "actor_movies" ("movie_id", "actor_id")
///            SELECT ?, value FROM json_each(?) WHERE TRUE
///            ON CONFLICT DO NOTHING -- binds: [1, [7]]"#
/// );
/// ```
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct SetLinks<A: ManyToMany>(Listed<A>);

debug_by_name! { impl[A: ManyToMany] SetLinks<A>: A::NAME; }

impl<A: ManyToMany> SetLinks<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    fn insert(&self) -> Option<InsertLinks<A>> {
        self.0.keys().map(|(source, targets)| insert_links(source, targets))
    }
}

/// The numbers of links that a `set_*` of `belongs_to_many` has inserted and deleted. Links that stayed are not
/// counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinksChanged {
    /// The number of new links.
    pub added: usize,
    /// The number of removed links.
    pub removed: usize,
}

operation! {
    impl[A: ManyToMany] SetLinks<A> {
        yields LinksChanged;
        described |_| Description::of::<A::Target>("set").by(Some(A::NAME));
        sends [
            LockSource<A>: ExecuteWith<'static, X>,
            DeleteLinks<A>: ExecuteWith<'static, X>,
            InsertLinks<A>: ExecuteWith<'static, X>,
        ];
        run |set, connection| { atomically::<X, _>(connection, context::<A>(), SetLinksSteps(set)).await }
        sql |set| [set.0.lock::<DB>(), set.0.delete_others(), set.insert()];
    }
}

/// The statements of [`SetLinks`].
struct SetLinksSteps<A: ManyToMany>(SetLinks<A>);

steps! {
    impl[A: ManyToMany] SetLinksSteps<A> {
        yields LinksChanged;
        sends [
            LockSource<A>: ExecuteWith<'static, X>,
            DeleteLinks<A>: ExecuteWith<'static, X>,
            InsertLinks<A>: ExecuteWith<'static, X>,
        ];
        run |steps, connection| {
            let (set, context) = (steps.0, context::<A>());
            execute_if_any::<X, _>(set.0.lock::<X::Backend>(), context, connection).await?;
            let delete = set.0.delete_others().ok_or_else(|| context.not_found())?;
            let removed = delete.execute_with(connection).await.map_err(|error| context.deleting().error(error))?;
            let added = execute_if_any::<X, _>(set.insert(), context, connection).await?;
            Ok(LinksChanged { added, removed })
        }
    }
}
