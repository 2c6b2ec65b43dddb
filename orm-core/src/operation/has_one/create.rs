//! `captain.create_ship()`.
//!
//! Owns the plan that inserts a target in place of the source's present one.

use std::marker::PhantomData;

use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::error::{Context, Error};
use crate::model::row::ModelRow;
use crate::model::{Complete, Create, Key, Mandatory, Model, Optional};
use crate::operation::declare::{operation, steps};
use crate::operation::execute_if_any;
use crate::operation::has_many::{ClearAll, LockSource, associated, clear_all, lock_source, new_target};
use crate::operation::nested::{CreatePlan, NewValues};
use crate::operation::rows::{Insert, Plain, context, insert, insert_one};
use crate::run::{ExecuteWith, Executor, LoadWith, RunOn, atomically};
use crate::statement::write::OnConflict;
use crate::trace::Description;

/// The plan of `captain.create_ship()` where the foreign key may be NULL: sets the `captain_id` of the captain's
/// present ship to NULL, then inserts the new ship. On PostgreSQL a SELECT before that locks the captain's row, so that
/// of two connections that create its ship the second one waits, and replaces the ship of the first.
pub struct Replacing<A: Association> {
    key: Option<KeyOf<A>>,
}

debug_by_name! { impl[A: Association] Replacing<A>: A::NAME; }

/// Chooses the plan of `captain.create_ship()` by the nullability of the foreign key. Where the key may be NULL, the
/// new row replaces the present one ([`Replacing`]). Where it is mandatory, the plan is a plain INSERT ([`Plain`]),
/// which the unique key refuses while there is a row already.
pub trait AssociatedPlan<A: Association> {
    /// The plan for this nullability.
    type Plan;
    /// Makes the plan for the source that has this key.
    fn plan(key: Option<KeyOf<A>>) -> Self::Plan;
}

impl<A: Association> AssociatedPlan<A> for Optional {
    type Plan = Replacing<A>;

    fn plan(key: Option<KeyOf<A>>) -> Replacing<A> {
        Replacing { key }
    }
}

impl<A: Association> AssociatedPlan<A> for Mandatory {
    type Plan = Plain;

    fn plan(key: Option<KeyOf<A>>) -> Plain {
        Plain { association: Some(new_target::<A>()), keyless: key.is_none() }
    }
}

/// The plan of `create_*()` of a `has_one`.
pub type PlanOf<A> =
    <<<A as Association>::TargetKey as Key<<A as Association>::Target>>::Nullability as AssociatedPlan<A>>::Plan;

/// The builder that `captain.create_ship()` of a `has_one` returns.
pub type CreateOneOf<A> = <<A as Association>::Target as Model>::Create<<A as Association>::Given, PlanOf<A>>;

/// Makes the builder of `captain.create_ship()`; generated code calls it.
#[doc(hidden)]
pub fn create_one_of<A>(source: &A::Source) -> CreateOneOf<A>
where
    A: Association<TargetKey: Key<<A as Association>::Target, Nullability: AssociatedPlan<A>>>,
{
    let (values, key) = associated::<A>(source);
    Create::fixed(values, <A::TargetKey as Key<A::Target>>::Nullability::plan(key)).into()
}

impl<A: Association> Replacing<A> {
    /// The UPDATE of the present target. `None` where the source's key is NULL: then no row is inserted either.
    fn clear(&self) -> Option<ClearAll<A>> {
        Some(clear_all::<A>(self.key.clone()?))
    }

    /// The statements that replace the present target by a row with these values. Fails where the source's key is NULL.
    fn steps(self, values: <A::Target as Model>::Values) -> Result<ReplaceSteps<A>, Error> {
        let key = self.key.ok_or_else(|| ReplaceSteps::<A>::context().not_found())?;
        Ok(ReplaceSteps { values, key, association: PhantomData })
    }
}

operation! {
    built impl[M: Model, S, A: Association<Target = M>] Create<M, S, Replacing<A>> where [S: Complete<M>] {
        yields M;
        described |_| Description::of::<M>("create").by(Some(A::NAME));
        sends [
            LockSource<A>: ExecuteWith<'static, X>,
            ClearAll<A>: ExecuteWith<'static, X>,
            Insert<M>: LoadWith<'static, X, ModelRow<M>>,
        ];
        run |create, connection| {
            let steps = create.plan.steps(create.values)?;
            atomically::<X, _>(connection, ReplaceSteps::<A>::context(), steps).await
        }
        sql |create| [
            create.plan.key.clone().and_then(lock_source::<A, DB>),
            create.plan.clear(),
            create.plan.clear().map(|_| create.statement(OnConflict::Fail)),
        ];
    }
}

/// The statements of [`Replacing`].
struct ReplaceSteps<A: Association> {
    values: <A::Target as Model>::Values,
    key: KeyOf<A>,
    association: PhantomData<fn() -> A>,
}

impl<A: Association> ReplaceSteps<A> {
    fn context() -> Context {
        context::<A::Target>().by(new_target::<A>())
    }
}

steps! {
    impl[A: Association] ReplaceSteps<A> {
        yields A::Target;
        sends [
            LockSource<A>: ExecuteWith<'static, X>,
            ClearAll<A>: ExecuteWith<'static, X>,
            Insert<A::Target>: LoadWith<'static, X, ModelRow<A::Target>>,
        ];
        run |steps, connection| {
            let context = Self::context();
            execute_if_any::<X, _>(lock_source::<A, X::Backend>(steps.key.clone()), context, connection).await?;
            clear_all::<A>(steps.key).execute_with(connection).await.map_err(|error| context.error(error))?;
            insert_one::<X, A::Target>(insert(vec![steps.values], OnConflict::Fail), context, connection).await
        }
    }
}

impl<X, M, A> CreatePlan<X, M> for Replacing<A>
where
    X: Executor,
    M: Model,
    A: Association<Target = M>,
    LockSource<A>: ExecuteWith<'static, X> + Send,
    ClearAll<A>: ExecuteWith<'static, X> + Send,
    Insert<M>: LoadWith<'static, X, ModelRow<M>> + Send,
{
    async fn create(rows: Vec<NewValues<M, Self>>, connection: &mut X::Connection) -> Result<Vec<M>, Error> {
        let mut created = Vec::new();
        for (values, plan) in rows {
            created.push(plan.steps(values)?.run(connection).await?);
        }
        Ok(created)
    }
}
