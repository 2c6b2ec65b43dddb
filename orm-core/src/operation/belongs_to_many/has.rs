//! `movie.has_actor(..)`, `movie.has_actors([..])`.
//!
//! Owns the operation and its SELECT.

use super::{Listed, context};
use crate::association::ManyToMany;
use crate::debug::debug_by_name;
use crate::model::IntoKeys;
use crate::operation::declare::operation;
use crate::run::LoadWith;
use crate::statement::condition::{And, KeyIn, Where};
use crate::statement::junction::LinkedTo;
use crate::statement::select::{Count, CountIs, Query};
use crate::trace::Description;

/// Tells whether all given targets are linked to the source: `movie.has_actor(&keanu)`, `movie.has_actors([&keanu])`.
/// Sequelize's `hasActor` and `hasActors`.
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
/// # #[belongs_to_many(Actor, through = "actor_movies")]
/// # struct Movie { id: i32 }
/// # #[derive(Model)]
/// # struct Actor { id: i32, name: String }
/// # let movie = Movie { id: 1 };
/// assert_sql!(
///     movie.has_actors([7, 8]),
///     r#"SELECT (SELECT count(*) FROM "actors"
///            WHERE "actors"."id" IN (SELECT "actor_movies"."actor_id" FROM "actor_movies"
///                WHERE "actor_movies"."movie_id" = ?)
///            AND "actors"."id" IN (SELECT value FROM json_each(?))) = ? -- binds: [1, [7, 8], 2]"#
/// );
/// ```
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct HasLinks<A: ManyToMany>(Listed<A>);

debug_by_name! { impl[A: ManyToMany] HasLinks<A>: A::NAME; }

impl<A: ManyToMany> HasLinks<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    fn statement(&self) -> Option<HasAllLinks<A>> {
        let (source, targets) = self.0.keys()?;
        let expected = i64::try_from(targets.len()).unwrap_or(i64::MAX);
        let linked = And(LinkedTo { source: Some(source), row: None }, KeyIn::new(targets));
        Some(CountIs { count: Count(Query::only(linked)), expected })
    }
}

type Target<A> = <A as ManyToMany>::Target;
/// The statement `SELECT (SELECT count(*) FROM target WHERE key IN (SELECT .. FROM junction ..) AND key IN ..) = n`.
type HasAllLinks<A> =
    CountIs<Query<Target<A>, Where<And<LinkedTo<A>, KeyIn<Target<A>, <A as ManyToMany>::TargetKey>>>>>;

operation! {
    impl[A: ManyToMany] HasLinks<A> {
        yields bool;
        described |_| Description::of::<A::Target>("has").by(Some(A::NAME));
        sends [HasAllLinks<A>: LoadWith<'static, X, bool>];
        run |has, connection| {
            let Some(has_all) = has.statement() else {
                // An empty list is always linked. To a source whose key is NULL no target is linked.
                return Ok(has.0.is_empty());
            };
            let rows = has_all.load_with(connection).await.map_err(|error| context::<A>().reading().error(error))?;
            Ok(rows.first().copied().unwrap_or_default())
        }
        sql |has| [has.statement()];
    }
}
