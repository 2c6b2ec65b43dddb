//! `movie.set_actors([&keanu]).role("lead")`.
//!
//! Owns the plan that links these targets and no others by rows of the junction's model.

use super::junction_row::{LinkGiven, keep_link, rows};
use super::{LinksChanged, Listed, context};
use crate::association::Through;
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, IntoKeys, Model, Values};
use crate::operation::declare::{operation, steps};
use crate::operation::nested::{InsertSteps, insert_many};
use crate::operation::rows::Insert;
use crate::run::{ExecuteWith, LoadWith, atomically};
use crate::statement::junction::DeleteLinks;
use crate::trace::Description;

/// Links these targets and no others: `movie.set_actors([&keanu]).role("lead")`.
///
/// One DELETE of the other links and one INSERT of the missing ones, in one transaction; the DELETE alone for an empty
/// list. Links that stay keep their values; new ones get those that are given, and so does a link that is there but out of
/// the association's scope: it comes into it. Yields [`LinksChanged`]. There is no such method with `unique = false`.
///
/// # Errors
/// Those of [`LinkOne`]: then nothing is changed.
pub struct LinkOnly<A: Through>(Listed<A>);

debug_by_name! { impl[A: Through] LinkOnly<A>: A::NAME; }

/// The junction's builder for the only links.
pub type LinkOnlyOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkOnly<A>>;

/// The builder behind `set_*([..])`; the derive calls it.
#[doc(hidden)]
pub fn link_only<A: Through>(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> LinkOnlyOf<A> {
    Create::new(<A::Junction as Model>::Values::none(), LinkOnly(Listed::new(source, targets))).into()
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkOnly<A>> {
    fn missing(&self, max_binds: usize) -> Option<Vec<Insert<J>>> {
        let (source, targets) = self.plan.0.all_keys()?;
        let rows = rows::<A>(&self.values, &source, targets);
        Some(insert_many::<J>(&rows, max_binds, &keep_link::<A>()))
    }
}

operation! {
    built impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkOnly<A>> where [S: Complete<J>] {
        yields LinksChanged;
        described |_| Description::of::<A::Target>("set").by(Some(A::NAME));
        sends [DeleteLinks<A>: ExecuteWith<'static, X>, Insert<J>: LoadWith<'static, X, ModelRow<J>>];
        run |link, connection| {
            let context = context::<A>();
            let delete = link.plan.0.delete_others().ok_or_else(|| context.not_found())?;
            let inserts = link.missing(X::Backend::MAX_BINDS).ok_or_else(|| context.not_found())?;
            let steps = LinkOnlySteps { delete, inserts: InsertSteps(inserts, context) };
            atomically::<X, _>(connection, context, steps).await
        }
        sql |link| [link.plan.0.delete_others(), link.missing(DB::MAX_BINDS).unwrap_or_default()];
    }
}

/// The statements of [`LinkOnly`].
struct LinkOnlySteps<A: Through> {
    delete: DeleteLinks<A>,
    inserts: InsertSteps<A::Junction>,
}

steps! {
    impl[A: Through] LinkOnlySteps<A> {
        yields LinksChanged;
        sends [
            DeleteLinks<A>: ExecuteWith<'static, X>,
            Insert<A::Junction>: LoadWith<'static, X, ModelRow<A::Junction>>,
        ];
        run |steps, connection| {
            let deleted = steps.delete.execute_with(connection).await;
            let removed = deleted.map_err(|error| context::<A>().deleting().error(error))?;
            let added = steps.inserts.run(connection).await?.len();
            Ok(LinksChanged { added, removed })
        }
    }
}
