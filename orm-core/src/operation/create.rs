//! Making one row, or changing it if it is there already. What an association adds is in `create_associated`.

use std::marker::PhantomData;

use super::query::context;
use super::{Builder, Operation, RunBuilt};
use crate::error::{ByAssociation, Context, Error};
use crate::executor::{Executor, LoadWith};
use crate::model::{HasColumn, HasUnique, Model};
use crate::row::Strict;
use crate::state::Complete;
use crate::statement::write::{InsertInto, OnConflict, Returning, given_names};
use crate::trace::{Description, RowId, loaded};
use crate::values::Values;

/// A new row, not yet made. The generated `TeamCreate` adds one setter per column, which takes an [`IntoValue`], and
/// `upsert`.
///
/// `S` is a tuple that says for each mandatory column whether it is given: `exec` of a row that is not complete does
/// not compile. Mandatory is what is no `Option`, has no default and is not generated. `P` says what is done:
///
/// | `P` | made by | statements |
/// |---|---|---|
/// | [`Plain`] | `Team::create()`, `team.create_player()`, `create_ship()` of a has one by a mandatory key | INSERT |
/// | [`Upsert`] | `Team::create().name("Jazz").upsert(teams::name)` | INSERT .. ON CONFLICT DO UPDATE |
/// | [`Replacing`] | `captain.create_ship()` of a has one by an optional key | UPDATE that detaches the old one, INSERT |
/// | [`Attaching`] | `player.create_team()` of a belongs to | INSERT, UPDATE of the player's key |
/// | [`Linking`], [`LinkingThrough`] | `movie.create_actor()`, `movie.create_actor(Casting::create()..)` | INSERT, INSERT of the link |
/// | [`LinkOne`], [`LinkMany`] | `movie.add_actor(..)`, `movie.add_actors(..)`: new rows of a junction model | INSERT .. ON CONFLICT DO UPDATE |
/// | [`LinkOnly`] | `movie.set_actors(..)` of a junction model | DELETE of the other links, INSERT .. ON CONFLICT DO NOTHING |
/// | [`Nest`] | `Team::create().players([..])` | one INSERT for each association and level |
///
/// What an association gives, its key and the values of its scope, is not changed by a setter. Several statements are one
/// transaction. Yields the row with all that the database filled in, unless the plan says
/// otherwise. [`sql`](crate::PrintSql::sql) tells the statements before the row and the row's own INSERT: those behind
/// it take their values from the row that is made.
///
/// # Errors
/// The violations of the table's constraints: [`Error::UniqueViolation`], [`Error::ForeignKeyViolation`],
/// [`Error::CheckViolation`].
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// assert_sql!(
///     Team::create().name("Jazz"),
///     r#"INSERT INTO "teams" ("name") VALUES (?)
///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz"]"#
/// );
/// assert_sql!(
///     Team::create().name("Jazz").wins(51).upsert(teams::name),
///     r#"INSERT INTO "teams" ("name", "wins") VALUES (?, ?)
///            ON CONFLICT ("name") DO UPDATE SET "wins" = excluded."wins"
///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz", Some(51)]"#
/// );
/// ```
///
/// [`IntoValue`]: crate::IntoValue
/// [`Attaching`]: crate::Attaching
/// [`LinkMany`]: crate::LinkMany
/// [`LinkOne`]: crate::LinkOne
/// [`LinkOnly`]: crate::LinkOnly
/// [`Linking`]: crate::Linking
/// [`LinkingThrough`]: crate::LinkingThrough
/// [`Nest`]: crate::Nest
/// [`Replacing`]: crate::Replacing
pub struct Create<M: Model, S, P> {
    pub(crate) values: M::Values,
    pub(crate) plan: P,
    /// What an association gave: no setter changes it.
    fixed: Option<Box<M::Values>>,
    given: PhantomData<fn() -> S>,
}

impl<M: Model, S, P> std::fmt::Debug for Create<M, S, P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Create({}: {})", M::TABLE, given_names::<M>(&self.values).join(", "))
    }
}

impl<M: Model, S, P> Create<M, S, P> {
    /// With these values and plan; the state is the caller's word.
    #[doc(hidden)]
    pub fn new(values: M::Values, plan: P) -> Self {
        Self { values, plan, fixed: None, given: PhantomData }
    }

    /// With these values, which an association gives: its key and scope.
    pub(crate) fn fixed(values: M::Values, plan: P) -> Self {
        Self { fixed: Some(Box::new(values.clone())), ..Self::new(values, plan) }
    }

    /// Gives a column its value, unless an association has: `team.create_player()` is a player of that team, whatever
    /// `team_id(..)` says. The generated setters call it.
    #[doc(hidden)]
    pub fn give<C>(&mut self, value: <M as HasColumn<C>>::Value)
    where
        C: diesel::Column<Table = M::Table>,
        M: HasColumn<C>,
    {
        let is_fixed = self.fixed.as_mut().is_some_and(|fixed| <M as HasColumn<C>>::slot(fixed).is_some());
        if !is_fixed {
            *<M as HasColumn<C>>::slot(&mut self.values) = Some(value);
        }
    }

    /// The same row in another state; the generated setters call it after setting a mandatory column.
    #[doc(hidden)]
    pub fn state<T>(self) -> Create<M, T, P> {
        self.planned(|plan| plan)
    }

    /// The same row with another plan, in another state.
    pub(crate) fn planned<T, Q>(self, plan: impl FnOnce(P) -> Q) -> Create<M, T, Q> {
        Create { values: self.values, plan: plan(self.plan), fixed: self.fixed, given: PhantomData }
    }
}

impl<M: Model, S> Create<M, S, Plain> {
    /// A row with these values, and nothing else done.
    #[doc(hidden)]
    pub fn plain(values: M::Values) -> Self {
        Self::new(values, Plain::default())
    }

    /// Updates the row that has the same unique columns, if there is one.
    #[doc(hidden)]
    pub fn upsert<C>(self) -> Create<M, S, Upsert>
    where
        M: HasUnique<C>,
    {
        self.planned(|plain| Upsert { unique: M::NAMES, plain })
    }
}

/// Makes the row and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain {
    pub(crate) association: Option<ByAssociation>,
    /// Whether the association has no key to give, as the source's is NULL: then nothing is made.
    pub(crate) keyless: bool,
}

impl Plain {
    /// What an error is about. An error itself where the association has no key to give.
    pub(crate) fn context<M: Model>(self) -> Result<Context, Error> {
        let context = Context { association: self.association, ..context::<M>() };
        if self.keyless { Err(context.not_found()) } else { Ok(context) }
    }
}

/// Makes the row, or updates the one that has the same unique columns (its other columns, so far as they are given; its
/// primary key stays).
#[derive(Debug, Clone, Copy)]
pub struct Upsert {
    unique: &'static [&'static str],
    pub(crate) plain: Plain,
}

impl Upsert {
    pub(crate) fn conflict(self) -> OnConflict {
        OnConflict::Update(self.unique.to_vec())
    }
}

/// A builder of a new row: the generated `TeamCreate`, when it is complete, and `TeamInsert` of the feature `serde`.
pub trait NewRow<M: Model> {
    /// What else is done.
    type Plan;
    /// The row's values, and what else is done.
    fn into_row(self) -> (M::Values, Self::Plan);
}

// Recommended on purpose: what the row lacks is said by `Complete`.
impl<M, S, P, B> NewRow<M> for B
where
    M: Model,
    S: Complete<M>,
    B: Builder<Operation = Create<M, S, P>>,
    P: OfMany,
{
    type Plan = P;

    fn into_row(self) -> (M::Values, P) {
        let create = self.into_operation();
        (create.values, create.plan)
    }
}

/// A plan that many rows can have at once: that of `Team::create()`, also with nested rows.
#[diagnostic::on_unimplemented(
    message = "a row that is made in this way is made alone",
    label = "not one of many new rows",
    note = "give builders made by `Model::create()`, with their columns and nested rows"
)]
pub trait OfMany {}

impl OfMany for Plain {}

/// The builder behind `create()`; the derive calls it.
#[doc(hidden)]
pub fn create<M: Model>() -> M::Create<M::NothingGiven, Plain> {
    Create::plain(M::Values::none()).into()
}

pub(crate) type Insert<M> = Returning<M, InsertInto<M>>;

pub(crate) fn insert<M: Model>(rows: Vec<M::Values>, conflict: OnConflict) -> Insert<M> {
    Returning::new(InsertInto { rows, conflict })
}

impl<M: Model, S, P> Create<M, S, P> {
    /// The INSERT.
    pub(crate) fn statement(&self, conflict: OnConflict) -> Insert<M> {
        insert(vec![self.values.clone()], conflict)
    }
}

/// The one row that a statement has made, changed or read.
pub(crate) fn first<M: Model>(rows: Vec<Strict<M>>, context: Context) -> Result<M, Error> {
    let row = rows.into_iter().next().ok_or_else(|| context.not_found())?.0;
    loaded(None, std::iter::once(RowId::of::<M, _>(|| row.key())));
    Ok(row)
}

impl<M: Model, S> Operation for Create<M, S, Plain> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("create").by(self.plan.association.map(|by| by.name))
    }
}

impl<X, M, S> RunBuilt<'_, X> for Create<M, S, Plain>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = self.plan.context::<M>()?;
        let statement = insert(vec![self.values], OnConflict::Fail);
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}

impl<M: Model, S> Operation for Create<M, S, Upsert> {
    type Output = M;

    fn description(&self) -> Description {
        Description::of::<M>("upsert").by(self.plan.plain.association.map(|by| by.name))
    }
}

impl<X, M, S> RunBuilt<'_, X> for Create<M, S, Upsert>
where
    X: Executor,
    M: Model,
    S: Complete<M>,
    Insert<M>: LoadWith<'static, X, Strict<M>> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<M, Error> {
        let context = self.plan.plain.context::<M>()?;
        let statement = insert(vec![self.values], self.plan.conflict());
        let rows = statement.load_with(connection).await.map_err(|error| context.error(error))?;
        first(rows, context)
    }
}
