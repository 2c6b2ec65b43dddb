//! `movie.create_actor()` of a junction without a model.
//!
//! Owns the plan that inserts a target and its link.

use std::marker::PhantomData;

use super::{context, insert_links};
use crate::association::{ManyToMany, SourceValue};
use crate::debug::debug_by_name;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Key, Model, Values};
use crate::operation::declare::{operation, steps};
use crate::operation::rows::{self, Insert, insert, insert_one};
use crate::run::{ExecuteWith, LoadWith, atomically};
use crate::statement::junction::InsertLinks;
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of `movie.create_actor().name("Keanu")` where the junction has no model: inserts the actor and links it to
/// the movie. Sequelize's `createActor`.
///
/// Sends two INSERTs in one transaction, first the actor, then the link. Yields the actor.
/// [`sql`](crate::PrintSql::sql) shows the first INSERT only, since the second needs the key that the first returns.
pub struct Linking<A: ManyToMany> {
    source: Option<SourceValue<A>>,
}

debug_by_name! { impl[A: ManyToMany] Linking<A>: A::NAME; }

/// The builder that `movie.create_actor()` returns where the junction has no model.
pub type CreateLinkedOf<A> =
    <<A as ManyToMany>::Target as Model>::Create<<<A as ManyToMany>::Target as Model>::NothingGiven, Linking<A>>;

/// Makes the builder of `movie.create_actor()`; generated code calls it.
#[doc(hidden)]
pub fn create_linked_of<A: ManyToMany>(source: &A::Source) -> CreateLinkedOf<A> {
    Create::new(<A::Target as Model>::Values::none(), Linking { source: A::SourceKey::of(source) }).into()
}

operation! {
    built impl[M: Model, S, A: ManyToMany<Target = M>] Create<M, S, Linking<A>> where [S: Complete<M>] {
        yields M;
        described |_| Description::of::<M>("create").by(Some(A::NAME));
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>, InsertLinks<A>: ExecuteWith<'static, X>];
        run |create, connection| {
            let source = create.plan.source.ok_or_else(|| context::<A>().not_found())?;
            let steps = LinkingSteps::<A> { values: create.values, source, association: PhantomData };
            atomically::<X, _>(connection, context::<A>(), steps).await
        }
        sql |create| [Some(create.statement(OnConflict::Fail))];
    }
}

/// The statements of [`Linking`].
struct LinkingSteps<A: ManyToMany> {
    values: <A::Target as Model>::Values,
    source: SourceValue<A>,
    association: PhantomData<fn() -> A>,
}

steps! {
    impl[A: ManyToMany] LinkingSteps<A> {
        yields A::Target;
        sends [Insert<A::Target>: LoadWith<'static, X, ModelRow<A::Target>>, InsertLinks<A>: ExecuteWith<'static, X>];
        run |steps, connection| {
            let statement = insert(vec![steps.values], OnConflict::Fail);
            let target = insert_one::<X, A::Target>(statement, rows::context::<A::Target>(), &mut *connection).await?;
            let context = context::<A>();
            let key = A::TargetKey::of(&target).ok_or_else(|| context.not_found())?;
            let link = insert_links::<A>(steps.source, vec![key]);
            link.execute_with(connection).await.map_err(|error| context.error(error))?;
            Ok(target)
        }
    }
}
