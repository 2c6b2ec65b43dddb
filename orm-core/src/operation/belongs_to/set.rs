//! `player.set_team(..)`.
//!
//! Owns the operation: its UPDATE, and how it sets the field of the struct in memory afterwards.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::QueryFragment;

use super::{PointTo, Source, SourceKey, context, point_to};
use crate::association::{Association, KeyOf};
use crate::debug::debug_by_name;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::model::{IntoKey, IntoOptionalKey, Key, Mandatory, Model, Optional, OptionalKey, PrimaryKeyOf};
use crate::operation::declare::steps;
use crate::operation::rows::WherePrimaryKey;
#[cfg(all(feature = "async", feature = "sqlite"))]
use crate::run::Offload;
use crate::run::{ExecuteWith, Executor, Operation, Print, RunOn};
use crate::statement::condition::{KeyIs, Where};
use crate::statement::text;
use crate::statement::write::{ClearKey, UpdateSet};
use crate::trace::Description;

/// Sets the target of a `belongs_to`: `player.set_team(&team)`. Where the foreign key may be NULL,
/// `player.set_team(None)` sets it to NULL. Sequelize's `setTeam` of belongs to.
///
/// Sends one UPDATE of the source's foreign key. When it succeeds, the field of the struct in memory is set too. Yields
/// `()`.
///
/// Where the foreign key is part of the source's primary key, the source then has another primary key. Values that hold
/// the old key no longer find the row, and the foreign keys of rows that reference it change by ON UPDATE CASCADE only.
///
/// # Errors
/// [`Error::NotFound`] when the source's own row does not exist any more. [`Error::ForeignKeyViolation`] when the
/// target does not exist.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # #[has_one(Ship)]
/// # struct Captain { id: i32 }
/// # #[derive(Model)]
/// # #[belongs_to(Captain)]
/// # struct Ship { id: i32, captain_id: Option<i32> }
/// let mut ship = Ship { id: 3, captain_id: None };
/// assert_sql!(
///     ship.set_captain(1),
///     r#"UPDATE "ships" SET "captain_id" = ? WHERE "ships"."id" = ? -- binds: [1, 3]"#
/// );
/// assert_sql!(
///     ship.set_captain(None),
///     r#"UPDATE "ships" SET "captain_id" = NULL WHERE "ships"."id" = ? -- binds: [3]"#
/// );
/// ```
#[must_use = "nothing is set until `.exec(&mut conn)`"]
pub struct SetParent<'a, A: Association, N> {
    source: &'a mut A::Source,
    steps: SetParentSteps<A, N>,
}

/// The part of [`SetParent`] that runs on the database: one UPDATE.
pub struct SetParentSteps<A: Association, N> {
    key: Option<KeyOf<A>>,
    own_key: PrimaryKeyOf<A::Source>,
    nullability: PhantomData<fn() -> N>,
}

impl<A: Association, N> Clone for SetParentSteps<A, N> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), own_key: self.own_key.clone(), nullability: PhantomData }
    }
}

debug_by_name! {
    impl[A: Association, N] SetParentSteps<A, N>: A::NAME;
    impl[A: Association, N] SetParent<'_, A, N>: A::NAME;
}

impl<'a, A: Association, N> SetParent<'a, A, N> {
    fn new(source: &'a mut A::Source, key: Option<KeyOf<A>>) -> Self {
        let own_key = source.key();
        Self { source, steps: SetParentSteps { key, own_key, nullability: PhantomData } }
    }
}

impl<'a, A: Association> SetParent<'a, A, Optional> {
    #[doc(hidden)]
    pub fn optional(source: &'a mut A::Source, target: impl IntoOptionalKey<A::Target, A::TargetKey>) -> Self {
        Self::new(source, target.into_optional_key())
    }
}

impl<'a, A: Association> SetParent<'a, A, Mandatory> {
    #[doc(hidden)]
    pub fn mandatory(source: &'a mut A::Source, target: impl IntoKey<A::Target, A::TargetKey>) -> Self {
        Self::new(source, target.into_key())
    }
}

/// The statement `UPDATE source SET key = NULL WHERE primary key = ..`.
type PointToNone<A> = UpdateSet<Source<A>, ClearKey<Source<A>, SourceKey<A>>, WherePrimaryKey<Source<A>>>;

impl<A: Association, N> SetParentSteps<A, N> {
    /// The UPDATE that sets the foreign key to the target, if a target is given.
    fn point_to(&self) -> Option<PointTo<A>> {
        Some(point_to::<A>(self.key.clone()?, self.own_key.clone()))
    }

    /// The UPDATE that sets the foreign key to NULL, if `None` is given.
    fn point_to_none(&self) -> Option<PointToNone<A>> {
        self.key.is_none().then(|| UpdateSet::new(ClearKey::new(), Where(KeyIs::new(self.own_key.clone()))))
    }

    /// Fails with `NotFound` when the UPDATE has changed no row.
    fn changed(rows: QueryResult<usize>) -> Result<(), Error> {
        match rows.map_err(|error| context::<A>().error(error))? {
            0 => Err(context::<A>().not_found()),
            _ => Ok(()),
        }
    }
}

steps! {
    impl[A: Association] SetParentSteps<A, Mandatory> {
        yields ();
        sends [PointTo<A>: ExecuteWith<'static, X>];
        run |steps, connection| {
            let statement = steps.point_to().ok_or_else(|| context::<A>().not_found())?;
            Self::changed(statement.execute_with(connection).await)
        }
    }
}

steps! {
    impl[A: Association<SourceKey: OptionalKey<<A as Association>::Source>>] SetParentSteps<A, Optional> {
        yields ();
        sends [PointTo<A>: ExecuteWith<'static, X>, PointToNone<A>: ExecuteWith<'static, X>];
        run |steps, connection| {
            Self::changed(match (steps.point_to(), steps.point_to_none()) {
                (Some(statement), _) => statement.execute_with(connection).await,
                (_, Some(statement)) => statement.execute_with(connection).await,
                _ => Ok(0),
            })
        }
    }
}

/// How a [`SetParent`] sets the field in memory: [`Optional`] keys may become NULL, [`Mandatory`] keys may not.
pub trait Follow<A: Association>: Sized {
    /// Sets the field of the struct in memory to the new key.
    #[doc(hidden)]
    fn follow(source: &mut A::Source, key: Option<KeyOf<A>>);
}

impl<A: Association> Follow<A> for Mandatory {
    fn follow(source: &mut A::Source, key: Option<KeyOf<A>>) {
        if let Some(key) = key {
            A::SourceKey::write(source, A::source_value(key));
        }
    }
}

impl<A: Association<SourceKey: OptionalKey<<A as Association>::Source>>> Follow<A> for Optional {
    fn follow(source: &mut A::Source, key: Option<KeyOf<A>>) {
        match key {
            Some(key) => A::SourceKey::write(source, A::source_value(key)),
            None => A::SourceKey::clear(source),
        }
    }
}

impl<A: Association, N> Operation for SetParent<'_, A, N> {
    type Output = ();

    fn description(&self) -> Description {
        Description::of::<A::Target>("set").by(Some(A::NAME))
    }
}

impl<X, A, N> RunOn<'_, X> for SetParent<'_, A, N>
where
    X: Executor,
    A: Association,
    N: Follow<A>,
    SetParentSteps<A, N>: RunOn<'static, X, Output = ()> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<(), Error> {
        let key = self.steps.key.clone();
        self.steps.run(connection).await?;
        N::follow(self.source, key);
        Ok(())
    }
}

impl<DB: Dialect, A: Association> Print<DB> for SetParent<'_, A, Mandatory>
where
    PointTo<A>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        self.steps.point_to().iter().map(text::<DB, _>).collect()
    }
}

impl<DB: Dialect, A: Association> Print<DB> for SetParent<'_, A, Optional>
where
    PointTo<A>: QueryFragment<DB>,
    PointToNone<A>: QueryFragment<DB>,
{
    fn statements(&self) -> Vec<String> {
        let (one, none) = (self.steps.point_to(), self.steps.point_to_none());
        one.iter().map(text::<DB, _>).chain(none.iter().map(text::<DB, _>)).collect()
    }
}

#[cfg(all(feature = "async", feature = "sqlite"))]
impl<A: Association, N: Follow<A>> Offload for SetParent<'_, A, N>
where
    SetParentSteps<A, N>: Operation<Output = ()>,
{
    type Offloaded = SetParentSteps<A, N>;
    type Kept = Self;

    fn offload(self) -> (SetParentSteps<A, N>, Self) {
        (self.steps.clone(), self)
    }

    fn resume(kept: Self, done: Result<(), Error>) -> Result<(), Error> {
        done?;
        N::follow(kept.source, kept.steps.key);
        Ok(())
    }
}
