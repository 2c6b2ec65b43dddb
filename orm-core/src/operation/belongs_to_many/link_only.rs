//! `movie.set_actors([&keanu]).role("lead")`.
//!
//! Owns the plan that deletes the links to all other targets, and inserts a row of the junction's model for each given
//! one.

use super::junction_row::{LinkGiven, keep_link, rows};
use super::{LinksChanged, Listed, LockSource, context};
use crate::association::Through;
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, IntoKeys, Model, Values};
use crate::operation::declare::{operation, steps};
use crate::operation::execute_if_any;
use crate::operation::nested::{InsertSteps, Inserts};
use crate::operation::rows::Insert;
use crate::run::{ExecuteWith, LoadWith, atomically};
use crate::statement::junction::DeleteLinks;
use crate::trace::Description;

/// Makes the given targets the only ones that are linked to the source: `movie.set_actors([&keanu]).role("lead")`.
///
/// Sends one DELETE of the other links and one INSERT of the missing ones, in one transaction; on PostgreSQL a SELECT
/// before them locks the movie's row, so that of two connections that set its actors the second one waits. An empty
/// list needs the DELETE only. Links that exist already keep their values, new links get the given ones. A link outside
/// the association's scope is changed: it gets the values of the scope and the given values. Yields [`LinksChanged`].
/// An association with `unique = false` has no such method.
///
/// # Errors
/// The errors of [`LinkOne`](crate::associate::LinkOne). Then nothing is changed.
pub struct LinkOnly<A: Through>(Listed<A>);

debug_by_name! { impl[A: Through] LinkOnly<A>: A::NAME; }

/// The builder that `movie.set_actors([..])` returns where the junction is a model: it sets the junction's columns.
pub type LinkOnlyOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkOnly<A>>;

/// Makes the builder of `movie.set_actors([..])`; generated code calls it.
#[doc(hidden)]
pub fn link_only<A: Through>(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> LinkOnlyOf<A> {
    Create::new(<A::Junction as Model>::Values::none(), LinkOnly(Listed::new(source, targets))).into()
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkOnly<A>> {
    fn missing<DB: Dialect>(&self) -> Option<Inserts<J>> {
        let (source, targets) = self.plan.0.all_keys()?;
        let rows = rows::<A>(&self.values, &source, targets);
        Some(Inserts::new::<DB>(rows, &keep_link::<A>()))
    }
}

operation! {
    built impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkOnly<A>> where [S: Complete<J>] {
        yields LinksChanged;
        described |_| Description::of::<A::Target>("set").by(Some(A::NAME));
        sends [
            LockSource<A>: ExecuteWith<'static, X>,
            DeleteLinks<A>: ExecuteWith<'static, X>,
            Insert<J>: LoadWith<'static, X, ModelRow<J>>,
        ];
        run |link, connection| {
            let context = context::<A>();
            let delete = link.plan.0.delete_others().ok_or_else(|| context.not_found())?;
            let inserts = link.missing::<X::Backend>().ok_or_else(|| context.not_found())?;
            let lock = link.plan.0.lock::<X::Backend>();
            let steps = LinkOnlySteps { lock, delete, inserts: InsertSteps(inserts, context) };
            atomically::<X, _>(connection, context, steps).await
        }
        sql |link| [
            link.plan.0.lock::<DB>(),
            link.plan.0.delete_others(),
            link.missing::<DB>().map(Inserts::into_statements).unwrap_or_default(),
        ];
    }
}

/// The statements of [`LinkOnly`].
struct LinkOnlySteps<A: Through> {
    lock: Option<LockSource<A>>,
    delete: DeleteLinks<A>,
    inserts: InsertSteps<A::Junction>,
}

steps! {
    impl[A: Through] LinkOnlySteps<A> {
        yields LinksChanged;
        sends [
            LockSource<A>: ExecuteWith<'static, X>,
            DeleteLinks<A>: ExecuteWith<'static, X>,
            Insert<A::Junction>: LoadWith<'static, X, ModelRow<A::Junction>>,
        ];
        run |steps, connection| {
            execute_if_any::<X, _>(steps.lock, context::<A>(), connection).await?;
            let deleted = steps.delete.execute_with(connection).await;
            let removed = deleted.map_err(|error| context::<A>().deleting().error(error))?;
            let added = steps.inserts.run(connection).await?.len();
            Ok(LinksChanged { added, removed })
        }
    }
}
