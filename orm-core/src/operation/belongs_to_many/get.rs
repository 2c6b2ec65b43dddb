//! `movie.get_actors()`.
//!
//! Owns the query behind the getter. How it is changed and run is said where a query is (`rows`).

use crate::association::ManyToMany;
use crate::statement::condition::Where;
use crate::statement::junction::LinkedTo;
use crate::statement::select::Query;

/// The query behind a getter of `belongs_to_many`, `movie.get_actors()`: the targets linked to one source, each once.
/// One SELECT; none where the source's key is NULL, and then there are no targets.
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
///     movie.get_actors(),
///     r#"SELECT "actors"."id", "actors"."name" FROM "actors"
///            WHERE "actors"."id" IN (SELECT "actor_movies"."actor_id" FROM "actor_movies"
///                WHERE "actor_movies"."movie_id" = ?) -- binds: [1]"#
/// );
/// ```
pub type GetLinked<A> = Query<<A as ManyToMany>::Target, Where<LinkedTo<A>>>;

/// The query behind the getters of `belongs_to_many`; the derive calls it.
#[doc(hidden)]
pub fn get_linked<A: ManyToMany>(source: &A::Source) -> GetLinked<A> {
    Query::only(LinkedTo::of(source))
}
