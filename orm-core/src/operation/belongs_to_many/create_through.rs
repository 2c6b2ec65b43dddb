//! `movie.create_actor(Casting::create().role("Neo")).name("Keanu")`.
//!
//! Owns the plan that inserts a target and its row of the junction's model.

use super::context;
use super::junction_row::row;
use crate::association::{ManyToMany, SourceValue, Through};
use crate::debug::debug_by_name;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Key, Model, Values};
use crate::operation::declare::{operation, steps};
use crate::operation::nested::LinkOf;
use crate::operation::rows::{self, Insert, insert, insert_one};
use crate::run::{LoadWith, atomically};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of `movie.create_actor(Casting::create().role("Neo")).name("Keanu")`, where the junction is a model:
/// inserts the actor and the casting that links it to the movie.
///
/// Sends two INSERTs in one transaction, first the actor, then the casting. Yields the actor.
/// [`sql`](crate::PrintSql::sql) shows the first INSERT only, since the second needs the key that the first returns.
pub struct LinkingThrough<A: Through> {
    source: Option<SourceValue<A>>,
    link: <A::Junction as Model>::Values,
}

debug_by_name! { impl[A: Through] LinkingThrough<A>: A::NAME; }

/// The builder that `movie.create_actor(Casting::create()..)` returns.
pub type CreateThroughOf<A> =
    <<A as ManyToMany>::Target as Model>::Create<<<A as ManyToMany>::Target as Model>::NothingGiven, LinkingThrough<A>>;

/// Makes the builder of `movie.create_actor(Casting::create()..)`; generated code calls it.
#[doc(hidden)]
pub fn create_through_of<A: Through>(source: &A::Source, link: impl LinkOf<A>) -> CreateThroughOf<A> {
    let plan = LinkingThrough { source: A::SourceKey::of(source), link: link.into_new().0 };
    Create::new(<A::Target as Model>::Values::none(), plan).into()
}

operation! {
    built impl[M: Model, S, A: Through<Target = M>] Create<M, S, LinkingThrough<A>> where [S: Complete<M>] {
        yields M;
        described |_| Description::of::<M>("create").by(Some(A::NAME));
        sends [
            Insert<M>: LoadWith<'static, X, ModelRow<M>>,
            Insert<A::Junction>: LoadWith<'static, X, ModelRow<A::Junction>>,
        ];
        run |create, connection| {
            let source = create.plan.source.ok_or_else(|| context::<A>().not_found())?;
            let steps = LinkingThroughSteps::<A> { values: create.values, link: create.plan.link, source };
            atomically::<X, _>(connection, context::<A>(), steps).await
        }
        sql |create| [Some(create.statement(OnConflict::Fail))];
    }
}

/// The statements of [`LinkingThrough`].
struct LinkingThroughSteps<A: Through> {
    values: <A::Target as Model>::Values,
    link: <A::Junction as Model>::Values,
    source: SourceValue<A>,
}

steps! {
    impl[A: Through] LinkingThroughSteps<A> {
        yields A::Target;
        sends [
            Insert<A::Target>: LoadWith<'static, X, ModelRow<A::Target>>,
            Insert<A::Junction>: LoadWith<'static, X, ModelRow<A::Junction>>,
        ];
        run |steps, connection| {
            let statement = insert(vec![steps.values], OnConflict::Fail);
            let target = insert_one::<X, A::Target>(statement, rows::context::<A::Target>(), &mut *connection).await?;
            let context = context::<A>();
            let key = A::TargetKey::of(&target).ok_or_else(|| context.not_found())?;
            let link: Insert<A::Junction> = insert(vec![row::<A>(&steps.link, &steps.source, key)], OnConflict::Fail);
            link.load_with(connection).await.map_err(|error| context.error(error))?;
            Ok(target)
        }
    }
}
