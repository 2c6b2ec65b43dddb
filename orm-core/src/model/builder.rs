//! The builders of new rows and of changes, as data: which values were given, and a plan.
//!
//! Owns the two structs and how a value is given. Must not know statements: what a plan does is said by `operation`.

use std::marker::PhantomData;

use super::{HasColumn, Model, Values, given_names};

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
/// | [`Replacing`] | `captain.create_ship()` of a has one by an optional key | UPDATE that sets the key of the old one to NULL, INSERT |
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
/// [`IntoValue`]: crate::write::IntoValue
/// [`Attaching`]: crate::associate::Attaching
/// [`LinkMany`]: crate::associate::LinkMany
/// [`LinkOne`]: crate::associate::LinkOne
/// [`LinkOnly`]: crate::associate::LinkOnly
/// [`Linking`]: crate::associate::Linking
/// [`LinkingThrough`]: crate::associate::LinkingThrough
/// [`Nest`]: crate::write::Nest
/// [`Replacing`]: crate::associate::Replacing
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

/// Changes of rows, not yet made. The generated `TeamUpdate` adds one setter per column, which takes an [`IntoValue`].
///
/// Only the columns that are given are written. `W` says which rows: one (`team.update()`, `Team::find(7).update()`,
/// [`RowOf`]), which yields the row as it is afterwards, or those of a query ([`Query::update`], [`Changes`]), which
/// yields their number. One UPDATE; when no column is given, one SELECT for the one row, and no statement for a query's
/// rows. `team` itself is not changed.
///
/// # Errors
/// [`Error::NotFound`] when the one row is not there, and the violations of the columns' constraints:
/// [`Error::UniqueViolation`], [`Error::ForeignKeyViolation`], [`Error::NotNullViolation`], [`Error::CheckViolation`];
/// [`Error::StillReferenced`] when other rows hold on to a key that is to change.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// let team = Team { id: 7, name: "Jazz".to_owned(), wins: None };
/// assert_sql!(
///     team.update().wins(51),
///     r#"UPDATE "teams" SET "wins" = ?
///            WHERE "teams"."id" = ?
///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: [Some(51), 7]"#
/// );
/// assert_sql!(
///     Team::query().filter(teams::wins.is_null()).update().wins(0),
///     r#"UPDATE "teams" SET "wins" = ? WHERE "teams"."wins" IS NULL -- binds: [Some(0)]"#
/// );
/// ```
///
/// [`IntoValue`]: crate::write::IntoValue
pub struct Update<M: Model, W> {
    /// The values given so far.
    pub(crate) values: M::Values,
    /// Which rows.
    pub(crate) rows: W,
}

impl<M: Model, W> std::fmt::Debug for Update<M, W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Update({}: {})", M::TABLE, given_names::<M>(&self.values).join(", "))
    }
}

impl<M: Model, W> Update<M, W> {
    pub(crate) fn new(rows: W) -> Self {
        Self { values: M::Values::none(), rows }
    }

    /// The values given so far, for the generated setters.
    #[doc(hidden)]
    pub fn values(&mut self) -> &mut M::Values {
        &mut self.values
    }
}
