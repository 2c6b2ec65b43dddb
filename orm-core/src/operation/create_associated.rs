//! Making rows by an association whose foreign key is a column: `create_player()`, `create_ship()`, `create_team()`.

use std::marker::PhantomData;

use super::create::{Insert, Plain, first, insert};
use super::query::context;
use crate::association::{Association, KeyOf};
use crate::error::{ByAssociation, Context, Error};
use crate::model::Complete;
use crate::model::Create;
use crate::model::Key;
use crate::model::Values;
use crate::model::row::Strict;
use crate::model::{Mandatory, Model, Optional, PrimaryKeyOf};
use crate::run::{ExecuteWith, Executor, LoadWith, atomically};
use crate::run::{Operation, RunBuilt, RunOn};
use crate::statement::condition::{KeyIs, Mine, Where};
use crate::statement::write::{AssignKey, ClearKey, OnConflict, UpdateSet};
use crate::trace::Description;

/// Makes the row in place of the one that the association led to, which is detached: `captain.create_ship()`.
pub struct Replacing<A: Association> {
    key: Option<KeyOf<A>>,
}

/// Makes the row and points the source's foreign key to it: `player.create_team()`.
pub struct Attaching<'a, A: Association> {
    source: &'a mut A::Source,
}

impl<A: Association> std::fmt::Debug for Replacing<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Replacing({})", A::NAME)
    }
}

impl<A: Association> std::fmt::Debug for Attaching<'_, A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Attaching({})", A::NAME)
    }
}

/// What a create through an association to one row does, by whether the foreign key may be NULL: it replaces the row
/// there is, or, where that row could not do without the key, is a plain insert that a unique key refuses.
pub trait AssociatedPlan<A: Association> {
    /// The plan.
    type Plan;
    /// The plan for a source with this key.
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
        Plain { association: Some(by::<A>()), keyless: key.is_none() }
    }
}

/// What a new target is made by.
pub(super) fn by<A: Association>() -> ByAssociation {
    ByAssociation { name: A::NAME, key: A::TargetKey::NAMES, key_alone: false, links: false }
}

/// A new target of a source: the association's key is given already.
fn associated<A: Association>(source: &A::Source) -> (<A::Target as Model>::Values, Option<KeyOf<A>>) {
    let mut values = <A::Target as Model>::Values::none();
    let key = A::key_of(source);
    if let Some(key) = &key {
        A::TargetKey::give(&mut values, key.clone());
    }
    A::give_scope(&mut values);
    (values, key)
}

/// The state of a builder to which an association gives its key.
pub type GivenBy<A> = <A as Association>::Given;

/// The builder of a new target of a `has_many`.
pub type CreateOf<A> = <<A as Association>::Target as Model>::Create<GivenBy<A>, Plain>;

/// What a create through a `has_one` does.
pub type PlanOf<A> =
    <<<A as Association>::TargetKey as Key<<A as Association>::Target>>::Nullability as AssociatedPlan<A>>::Plan;

/// The builder of a new target of a `has_one`.
pub type CreateOneOf<A> = <<A as Association>::Target as Model>::Create<GivenBy<A>, PlanOf<A>>;

/// The builder of a new target of a `belongs_to`.
pub type CreateParentOf<'a, A> = <<A as Association>::Target as Model>::Create<
    <<A as Association>::Target as Model>::NothingGiven,
    Attaching<'a, A>,
>;

/// The builder behind `create_*()` of `has_many`; the derive calls it.
#[doc(hidden)]
pub fn create_of<A: Association>(source: &A::Source) -> CreateOf<A> {
    let (values, key) = associated::<A>(source);
    Create::fixed(values, Plain { association: Some(by::<A>()), keyless: key.is_none() }).into()
}

/// The builder behind `create_*()` of `has_one`; the derive calls it.
#[doc(hidden)]
pub fn create_one_of<A>(source: &A::Source) -> CreateOneOf<A>
where
    A: Association<TargetKey: Key<<A as Association>::Target, Nullability: AssociatedPlan<A>>>,
{
    let (values, key) = associated::<A>(source);
    Create::fixed(values, <A::TargetKey as Key<A::Target>>::Nullability::plan(key)).into()
}

/// The builder behind `create_*()` of `belongs_to`; the derive calls it.
#[doc(hidden)]
pub fn create_parent_of<A: Association>(source: &mut A::Source) -> CreateParentOf<'_, A> {
    Create::new(<A::Target as Model>::Values::none(), Attaching { source }).into()
}

/// `UPDATE target SET key = NULL WHERE key = ..`: detaches all targets of a source.
pub(crate) type DetachAll<A> = UpdateSet<
    <A as Association>::Target,
    ClearKey<<A as Association>::Target, <A as Association>::TargetKey>,
    Where<Mine<A>>,
>;

pub(crate) fn detach_all<A: Association>(key: KeyOf<A>) -> DetachAll<A> {
    UpdateSet::new(ClearKey::new(), Where(Mine::new(Some(key))))
}

impl<A: Association> Replacing<A> {
    /// Nothing, when the source has no key: then nothing is made either.
    pub(crate) fn detach(&self) -> Option<DetachAll<A>> {
        Some(detach_all::<A>(self.key.clone()?))
    }

    /// An error, when the source has no key.
    pub(super) fn steps(self, values: <A::Target as Model>::Values) -> Result<ReplaceSteps<A>, Error> {
        let key = self.key.ok_or_else(|| ReplaceSteps::<A>::context().not_found())?;
        Ok(ReplaceSteps { values, key, association: PhantomData })
    }
}

impl<M: Model, S, A: Association<Target = M>> Operation for Create<M, S, Replacing<A>> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create").by(Some(A::NAME))
    }
}

impl<X, M, S, A> RunBuilt<'_, X> for Create<M, S, Replacing<A>>
where
    X: Executor,
    M: Model,
    A: Association<Target = M>,
    S: Complete<M>,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let steps = self.plan.steps(self.values)?;
        atomically::<X, _>(connection, ReplaceSteps::<A>::context(), steps).await
    }
}

/// The statements of [`Replacing`], to be run in one transaction.
pub(super) struct ReplaceSteps<A: Association> {
    values: <A::Target as Model>::Values,
    key: KeyOf<A>,
    association: PhantomData<fn() -> A>,
}

impl<A: Association> ReplaceSteps<A> {
    fn context() -> Context {
        context::<A::Target>().by(by::<A>())
    }
}

impl<A: Association> Operation for ReplaceSteps<A> {
    type Output = A::Target;
}

impl<X, A> RunOn<'_, X> for ReplaceSteps<A>
where
    X: Executor,
    A: Association,
    DetachAll<A>: ExecuteWith<'static, X> + Send,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<A::Target, Error> {
        let context = Self::context();
        detach_all::<A>(self.key).execute_with(connection).await.map_err(|error| context.error(error))?;
        let statement = insert(vec![self.values], OnConflict::Fail);
        first(statement.load_with(connection).await.map_err(|error| context.error(error))?, context)
    }
}

/// `UPDATE source SET key = .. WHERE primary key = ..`: points a source to another target.
pub(crate) type PointTo<A> = UpdateSet<
    <A as Association>::Source,
    AssignKey<<A as Association>::Source, <A as Association>::SourceKey>,
    super::find::ByKey<<A as Association>::Source>,
>;

pub(crate) fn point_to<A: Association>(key: KeyOf<A>, own_key: PrimaryKeyOf<A::Source>) -> PointTo<A> {
    UpdateSet::new(AssignKey(A::source_value(key)), Where(KeyIs::new(own_key)))
}

impl<M: Model, S, A: Association<Target = M>> Operation for Create<M, S, Attaching<'_, A>> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create").by(Some(A::NAME))
    }
}

impl<X, M, S, A> RunBuilt<'_, X> for Create<M, S, Attaching<'_, A>>
where
    X: Executor,
    M: Model,
    A: Association<Target = M>,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
    PointTo<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let (steps, source) = self.steps();
        let (target, key) = steps.run(connection).await?;
        A::SourceKey::write(source, A::source_value(key));
        Ok(target)
    }
}

impl<'a, M: Model, S, A: Association<Target = M>> Create<M, S, Attaching<'a, A>> {
    /// What is done, and for which source.
    pub(super) fn steps(self) -> (Attach<A>, &'a mut A::Source) {
        let source = self.plan.source;
        (Attach(AttachSteps { values: self.values, own_key: source.key() }), source)
    }
}

/// What [`Attaching`] does on the database. Yields the new row, and the key that now leads to it.
pub struct Attach<A: Association>(AttachSteps<A>);

impl<A: Association> std::fmt::Debug for Attach<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Attach({})", A::NAME)
    }
}

impl<A: Association> Operation for Attach<A> {
    type Output = (A::Target, KeyOf<A>);
}

impl<X, A> RunOn<'_, X> for Attach<A>
where
    X: Executor,
    A: Association,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
    PointTo<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        atomically::<X, _>(connection, context::<A::Target>(), self.0).await
    }
}

/// The statements of [`Attach`], to be run in one transaction.
struct AttachSteps<A: Association> {
    values: <A::Target as Model>::Values,
    own_key: PrimaryKeyOf<A::Source>,
}

impl<A: Association> Operation for AttachSteps<A> {
    type Output = (A::Target, KeyOf<A>);
}

impl<X, A> RunOn<'_, X> for AttachSteps<A>
where
    X: Executor,
    A: Association,
    Insert<A::Target>: LoadWith<'static, X, Strict<A::Target>> + Send,
    PointTo<A>: ExecuteWith<'static, X> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<Self::Output, Error> {
        let context = context::<A::Target>();
        let statement = insert(vec![self.values], OnConflict::Fail);
        let target = first(statement.load_with(connection).await.map_err(|error| context.error(error))?, context)?;
        let key = A::TargetKey::of(&target).ok_or_else(|| context.not_found())?;

        let association = ByAssociation { name: A::NAME, key: A::SourceKey::NAMES, key_alone: true, links: false };
        let context = Context::of(A::Source::DESCRIPTOR).by(association);
        let point = point_to::<A>(key.clone(), self.own_key);
        match point.execute_with(connection).await.map_err(|error| context.error(error))? {
            0 => Err(context.not_found()),
            _ => Ok((target, key)),
        }
    }
}
