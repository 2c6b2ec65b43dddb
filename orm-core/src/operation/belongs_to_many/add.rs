//! `movie.add_actor(..)`, `movie.add_actors([..])` of a junction without a model.
//!
//! Owns the operation and its INSERT.

use super::{Listed, context, insert_links};
use crate::association::ManyToMany;
use crate::debug::debug_by_name;
use crate::model::IntoKeys;
use crate::operation::declare::operation;
use crate::run::ExecuteWith;
use crate::statement::junction::InsertLinks;
use crate::trace::Description;

/// Links targets to the source: `movie.add_actor(&keanu)`, `movie.add_actors([&keanu, &carrie])`. Sequelize's
/// `addActor` and `addActors`.
///
/// Sends one INSERT into the junction, and none for an empty list. Targets that are linked already stay linked, also
/// when two connections add the same link at the same time. Yields the number of new links. A target is given as
/// `&Actor` or by its key.
///
/// # Errors
/// [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation) when a target or the source does not exist.
/// [`Error::NotFound`](crate::Error::NotFound) when the key of one of them is NULL. Then nothing is linked.
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
///     movie.add_actors([7, 8]),
///     r#"INSERT INTO "actor_movies" ("movie_id", "actor_id")
///            SELECT ?, value FROM json_each(?) WHERE TRUE
///            ON CONFLICT DO NOTHING -- binds: [1, [7, 8]]"#
/// );
/// ```
#[must_use = "does nothing until `.exec(&mut conn)`"]
pub struct AddLinks<A: ManyToMany>(Listed<A>);

debug_by_name! { impl[A: ManyToMany] AddLinks<A>: A::NAME; }

impl<A: ManyToMany> AddLinks<A> {
    #[doc(hidden)]
    pub fn new(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> Self {
        Self(Listed::new(source, targets))
    }

    fn statement(&self) -> Option<InsertLinks<A>> {
        self.0.keys().map(|(source, targets)| insert_links(source, targets))
    }
}

operation! {
    impl[A: ManyToMany] AddLinks<A> {
        yields usize;
        described |_| Description::of::<A::Target>("add").by(Some(A::NAME));
        sends [InsertLinks<A>: ExecuteWith<'static, X>];
        run |add, connection| {
            if add.0.is_empty() {
                return Ok(0);
            }
            let context = context::<A>();
            let insert = add.statement().ok_or_else(|| context.not_found())?;
            insert.execute_with(connection).await.map_err(|error| context.error(error))
        }
        sql |add| [add.statement()];
    }
}
