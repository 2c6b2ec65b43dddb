//! `movie.add_actor(&keanu).role("Neo")`.
//!
//! Owns the plan that inserts a row of the junction's model for one target.

use super::context;
use super::junction_row::{LinkGiven, row, update_link};
use crate::association::{SourceValue, TargetValue, Through};
use crate::debug::debug_by_name;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, IntoKey, Key, Model, Values};
use crate::operation::declare::operation;
use crate::operation::rows::{Insert, insert, insert_alone};
use crate::run::LoadWith;
use crate::trace::Description;

/// Links one target by a row of the junction's model: `movie.add_actor(&keanu).role("Neo")`. The accessor gives both
/// keys, the setters give the other columns. Sequelize's `addActor(keanu, { through: { .. } })`.
///
/// Sends one INSERT. If the target is linked already, its link gets the given values. With `unique = false` the INSERT
/// has no ON CONFLICT, and a further link is added. Yields the junction's row.
///
/// # Errors
/// [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation) when the target or the source does not exist. A
/// violation when another constraint of the junction refuses the row.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[belongs_to_many(Actor, through = Casting)]
/// # struct Movie { id: i32 }
/// # #[derive(Model)]
/// # struct Actor { id: i32, name: String }
/// # #[derive(Model)]
/// # struct Casting { #[column(primary_key)] movie_id: i32, #[column(primary_key)] actor_id: i32, role: String }
/// # let movie = Movie { id: 1 };
/// assert_sql!(
///     movie.add_actor(7).role("Neo"),
///     r#"INSERT INTO "castings" ("movie_id", "actor_id", "role") VALUES (?, ?, ?)
///            ON CONFLICT ("movie_id", "actor_id") DO UPDATE SET "role" = excluded."role"
///            RETURNING "castings"."movie_id", "castings"."actor_id", "castings"."role"
///            -- binds: [1, 7, "Neo"]"#
/// );
/// ```
pub struct LinkOne<A: Through> {
    source: Option<SourceValue<A>>,
    target: Option<TargetValue<A>>,
}

debug_by_name! { impl[A: Through] LinkOne<A>: A::NAME; }

/// The builder that `movie.add_actor(&keanu)` returns where the junction is a model: it sets the junction's columns.
pub type LinkOneOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkOne<A>>;

/// Makes the builder of `movie.add_actor(&keanu)`; generated code calls it.
#[doc(hidden)]
pub fn link_one<A: Through>(source: &A::Source, target: impl IntoKey<A::Target, A::TargetKey>) -> LinkOneOf<A> {
    let plan = LinkOne { source: A::SourceKey::of(source), target: target.into_key() };
    Create::new(<A::Junction as Model>::Values::none(), plan).into()
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkOne<A>> {
    fn link_statement(&self) -> Option<Insert<J>> {
        let (source, target) = (self.plan.source.as_ref()?, self.plan.target.clone()?);
        Some(insert(vec![row::<A>(&self.values, source, target)], update_link::<A>()))
    }
}

operation! {
    built impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkOne<A>> where [S: Complete<J>] {
        yields J;
        described |_| Description::of::<A::Target>("add").by(Some(A::NAME));
        sends [Insert<J>: LoadWith<'static, X, ModelRow<J>>];
        run |link, connection| {
            let context = context::<A>();
            let statement = link.link_statement().ok_or_else(|| context.not_found())?;
            insert_alone::<X, J>(statement, context, connection).await
        }
        sql |link| [link.link_statement()];
    }
}
