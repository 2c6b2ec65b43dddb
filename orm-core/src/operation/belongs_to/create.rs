//! `player.create_team()`.
//!
//! Owns the plan that inserts a target and sets the source's foreign key to it.

use super::{PointTo, context, point_to};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::error::Error;
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Key, Model, PrimaryKeyOf, Values};
use crate::operation::declare::{operation, steps};
use crate::operation::rows::{self, Insert, insert, insert_one};
use crate::run::{ExecuteWith, LoadWith, RunOn, atomically};
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::run::{OffloadBuilt, OutputOf};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of `player.create_team()`: inserts the team, then sets the player's `team_id` to it, in the database and in
/// the struct. Two statements in one transaction.
pub struct Attaching<'a, A: Association> {
    source: &'a mut A::Source,
}

debug_by_name! { impl[A: Association] Attaching<'_, A>: A::NAME; }

/// The builder that `player.create_team()` of a `belongs_to` returns.
pub type CreateParentOf<'a, A> = <<A as Association>::Target as Model>::Create<
    <<A as Association>::Target as Model>::NothingGiven,
    Attaching<'a, A>,
>;

/// Makes the builder of `player.create_team()`; generated code calls it.
#[doc(hidden)]
pub fn create_parent_of<A: Association>(source: &mut A::Source) -> CreateParentOf<'_, A> {
    Create::new(<A::Target as Model>::Values::none(), Attaching { source }).into()
}

impl<'a, M: Model, S, A: Association<Target = M>> Create<M, S, Attaching<'a, A>> {
    /// Splits the builder into the statements and the source, whose field is set afterwards.
    fn steps(self) -> (CreateParentSteps<A>, &'a mut A::Source) {
        let source = self.plan.source;
        (CreateParentSteps { values: self.values, own_key: source.key() }, source)
    }
}

operation! {
    built impl[M: Model, S, A: Association<Target = M>] Create<M, S, Attaching<'_, A>> where [S: Complete<M>] {
        yields M;
        described |_| Description::of::<M>("create").by(Some(A::NAME));
        sends [Insert<M>: LoadWith<'static, X, ModelRow<M>>, PointTo<A>: ExecuteWith<'static, X>];
        run |create, connection| {
            let (steps, source) = create.steps();
            let (target, key) = CreateParent(steps).run(connection).await?;
            A::SourceKey::write(source, A::source_value(key));
            Ok(target)
        }
        sql |create| [Some(create.statement(OnConflict::Fail))];
        offload by hand;
    }
}

/// The part of [`Attaching`] that runs on the database. Yields the new target, and the key by which the source now
/// references it.
pub struct CreateParent<A: Association>(CreateParentSteps<A>);

debug_by_name! { impl[A: Association] CreateParent<A>: A::NAME; }

steps! {
    impl[A: Association] CreateParent<A> {
        yields (A::Target, KeyOf<A>);
        sends [Insert<A::Target>: LoadWith<'static, X, ModelRow<A::Target>>, PointTo<A>: ExecuteWith<'static, X>];
        run |create, connection| { atomically::<X, _>(connection, rows::context::<A::Target>(), create.0).await }
    }
}

/// The statements of [`CreateParent`].
struct CreateParentSteps<A: Association> {
    values: <A::Target as Model>::Values,
    own_key: PrimaryKeyOf<A::Source>,
}

steps! {
    impl[A: Association] CreateParentSteps<A> {
        yields (A::Target, KeyOf<A>);
        sends [Insert<A::Target>: LoadWith<'static, X, ModelRow<A::Target>>, PointTo<A>: ExecuteWith<'static, X>];
        run |steps, connection| {
            let created = rows::context::<A::Target>();
            let statement = insert(vec![steps.values], OnConflict::Fail);
            let target = insert_one::<X, A::Target>(statement, created, &mut *connection).await?;
            let key = A::TargetKey::of(&target).ok_or_else(|| created.not_found())?;

            let point = point_to::<A>(key.clone(), steps.own_key);
            match point.execute_with(connection).await.map_err(|error| context::<A>().error(error))? {
                0 => Err(context::<A>().not_found()),
                _ => Ok((target, key)),
            }
        }
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<'a, M: Model, S: Complete<M>, A: Association<Target = M>> OffloadBuilt for Create<M, S, Attaching<'a, A>> {
    type Offloaded = CreateParent<A>;
    type Kept = &'a mut A::Source;

    fn offload(self) -> (CreateParent<A>, &'a mut A::Source) {
        let (steps, source) = self.steps();
        (CreateParent(steps), source)
    }

    fn resume(source: &'a mut A::Source, done: Result<OutputOf<CreateParent<A>>, Error>) -> Result<M, Error> {
        let (target, key) = done?;
        A::SourceKey::write(source, A::source_value(key));
        Ok(target)
    }
}
