//! `movie.add_actors([&keanu, &carrie]).role("lead")`.
//!
//! Owns the plan that inserts a row of the junction's model for each target, and the order of the rows that it yields.

use std::collections::BTreeMap;

use super::junction_row::{LinkGiven, row, rows, update_link};
use super::{Listed, context};
use crate::association::Through;
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, IntoKeys, Key, Model, ReadBack, Values};
use crate::operation::declare::operation;
use crate::operation::nested::{InsertSteps, Inserts};
use crate::operation::rows::Insert;
use crate::run::{LoadWith, RunOn, atomically};
use crate::trace::Description;

/// Links several targets with the same values: `movie.add_actors([&keanu, &carrie]).role("lead")`.
///
/// Sends one INSERT for all links, as [`LinkOne`](crate::associate::LinkOne) does for one, and none for an empty list.
/// When the rows bind more values than one statement may bind, it sends several INSERTs in one transaction. Yields the
/// junction's rows, in the order in which the targets were given.
///
/// # Errors
/// The errors of [`LinkOne`](crate::associate::LinkOne). Then nothing is linked.
pub struct LinkMany<A: Through>(Listed<A>);

debug_by_name! { impl[A: Through] LinkMany<A>: A::NAME; }

/// The builder that `movie.add_actors([..])` returns where the junction is a model: it sets the junction's columns.
pub type LinkManyOf<A> = <<A as Through>::Junction as Model>::Create<LinkGiven<A>, LinkMany<A>>;

/// Makes the builder of `movie.add_actors([..])`; generated code calls it.
#[doc(hidden)]
pub fn link_many<A: Through>(source: &A::Source, targets: impl IntoKeys<A::Target, A::TargetKey>) -> LinkManyOf<A> {
    Create::new(<A::Junction as Model>::Values::none(), LinkMany(Listed::new(source, targets))).into()
}

impl<J: Model, S, A: Through<Junction = J>> Create<J, S, LinkMany<A>> {
    fn links<DB: Dialect>(&self) -> Option<Inserts<J>> {
        let (source, targets) = self.plan.0.all_keys()?;
        let rows = rows::<A>(&self.values, &source, targets);
        Some(Inserts::new::<DB>(rows, &update_link::<A>()))
    }

    /// Puts the junction's rows into the order in which their targets were given.
    fn in_order(self, mut links: Vec<J>) -> Vec<J> {
        let Some((source, targets)) = self.plan.0.all_keys() else { return links };
        let key = |target| A::TargetLink::given(&mut row::<A>(&self.values, &source, target));
        let places: BTreeMap<_, usize> = targets.into_iter().map(key).zip(0..).collect();
        links.sort_by_key(|link| places.get(&A::TargetLink::of(link)).copied());
        links
    }
}

operation! {
    built impl[J: Model, S, A: Through<Junction = J>] Create<J, S, LinkMany<A>> where [S: Complete<J>] {
        yields Vec<J>;
        described |_| Description::of::<A::Target>("add").by(Some(A::NAME));
        sends [Insert<J>: LoadWith<'static, X, ModelRow<J>>];
        run |link, connection| {
            let context = context::<A>();
            let inserts = link.links::<X::Backend>().ok_or_else(|| context.not_found())?;
            let several = inserts.are_several() || !J::ReadsBack::ALWAYS;
            let steps = InsertSteps(inserts, context);
            let links =
                if several { atomically::<X, _>(connection, context, steps).await? } else { steps.run(connection).await? };
            Ok(link.in_order(links))
        }
        sql |link| [link.links::<DB>().map(Inserts::into_statements).unwrap_or_default()];
    }
}
