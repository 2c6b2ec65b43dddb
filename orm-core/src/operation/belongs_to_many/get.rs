//! `movie.get_actors()`.
//!
//! Owns the query that the getter returns. Its methods stand with those of every query, in `rows`.

use crate::association::ManyToMany;
use crate::statement::condition::Where;
use crate::statement::junction::LinkedTo;
use crate::statement::select::Query;

/// The query that `movie.get_actors()` returns: the targets that are linked to one source, each once.
///
/// It sends one SELECT. A source whose key is NULL has no targets, and no statement is sent.
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

/// Makes the query of `movie.get_actors()`; generated code calls it.
#[doc(hidden)]
pub fn get_linked<A: ManyToMany>(source: &A::Source) -> GetLinked<A> {
    Query::only(LinkedTo::of(source))
}
