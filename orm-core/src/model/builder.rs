//! Builders of new rows and of updates, as data: the values given so far, and a plan.
//!
//! Owns the two structs and how a value is given. Must not know statements: `operation` says what a plan does.

use std::marker::PhantomData;

use super::{HasColumn, Model, Values, given_names};

/// A new row that is not inserted yet. The generated `TeamCreate` adds one setter for each column, which takes an
/// [`IntoValue`], and `upsert`.
/// [`CreateDsl`](crate::write::CreateDsl) adds other ways to insert the row.
///
/// `S` is a tuple that says for each mandatory column whether it is given. A column is mandatory when its field is not
/// an `Option`, it has no default, and the database does not generate it. `exec` compiles only when all mandatory
/// columns are given. `P` is the plan, which decides the statements:
///
/// | `P` | made by | statements |
/// |---|---|---|
/// | [`Plain`](crate::write::Plain) | `Team::create()`, `team.create_player()`, `create_ship()` of a has one by a mandatory key | INSERT |
/// | [`Upsert`](crate::write::Upsert) | `Team::create().name("Jazz").upsert(teams::name)` | INSERT .. ON CONFLICT DO UPDATE |
/// | [`FindOrCreate`](crate::write::FindOrCreate) | `Team::create().name("Jazz").find_or_create(teams::name)` | INSERT .. ON CONFLICT DO NOTHING, SELECT of an existing row |
/// | [`DoNothing`](crate::write::DoNothing) | `Team::create().name("Jazz").on_conflict_do_nothing()` | INSERT .. ON CONFLICT DO NOTHING |
/// | [`WithoutReturning`](crate::write::WithoutReturning) | `Team::create().name("Jazz").without_returning()` | INSERT without RETURNING |
/// | [`Replacing`] | `captain.create_ship()` of a has one by an optional key | UPDATE that sets the key of the old one to NULL, INSERT |
/// | [`Attaching`] | `player.create_team()` of a belongs to | INSERT, UPDATE of the player's key |
/// | [`Linking`], [`LinkingThrough`] | `movie.create_actor()`, `movie.create_actor(Casting::create()..)` | INSERT, INSERT of the link |
/// | [`LinkOne`], [`LinkMany`] | `movie.add_actor(..)`, `movie.add_actors(..)`: new rows of a junction model | INSERT .. ON CONFLICT DO UPDATE |
/// | [`LinkOnly`] | `movie.set_actors(..)` of a junction model | DELETE of the other links, INSERT .. ON CONFLICT DO NOTHING |
/// | [`Nest`] | `Team::create().players([..])` | one INSERT for each association and level |
///
/// An association gives the values of its foreign key and of its scope, and no setter changes them. Several statements
/// run in one transaction. `exec` returns the row as the database stored it, unless the plan says otherwise.
/// [`sql`](crate::PrintSql::sql) prints the INSERT of the row and the statements before it. It leaves out the
/// statements after it, which take values from the inserted row.
///
/// # Errors
/// When the row violates a constraint of its table: [`Error::UniqueViolation`](crate::Error::UniqueViolation), [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation),
/// [`Error::CheckViolation`](crate::Error::CheckViolation).
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
    /// The values that an association gave. No setter changes them.
    fixed: Option<Box<M::Values>>,
    given: PhantomData<fn() -> S>,
}

impl<M: Model, S, P> std::fmt::Debug for Create<M, S, P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Create({}: {})", M::TABLE, given_names::<M>(&self.values).join(", "))
    }
}

impl<M: Model, S, P> Create<M, S, P> {
    /// Makes a builder with these values and this plan. The caller chooses the state.
    #[doc(hidden)]
    pub fn new(values: M::Values, plan: P) -> Self {
        Self { values, plan, fixed: None, given: PhantomData }
    }

    /// Makes a builder with the values that an association gives: its key and its scope.
    pub(crate) fn fixed(values: M::Values, plan: P) -> Self {
        Self { fixed: Some(Box::new(values.clone())), ..Self::new(values, plan) }
    }

    /// Gives a column its value, unless an association has given it one: `team.create_player()` makes a player of that
    /// team, whatever `team_id(..)` says. The generated setters call it.
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

    /// Puts the builder into another state. The generated setters call it after setting a mandatory column.
    #[doc(hidden)]
    pub fn state<T>(self) -> Create<M, T, P> {
        self.planned(|plan| plan)
    }

    /// Replaces the plan and the state of the builder.
    pub(crate) fn planned<T, Q>(self, plan: impl FnOnce(P) -> Q) -> Create<M, T, Q> {
        Create { values: self.values, plan: plan(self.plan), fixed: self.fixed, given: PhantomData }
    }
}

/// An UPDATE that has not run yet. The generated `TeamUpdate` adds one setter for each column, which takes an
/// [`IntoValue`]. [`UpdateDsl`](crate::write::UpdateDsl) adds `set`, which takes an expression.
///
/// Only the columns that are given are written. `W` says which rows are updated. For one row (`team.update()`,
/// `Team::find(7).update()`, [`RowOf`](crate::write::parts::RowOf)), `exec` returns the row as it is afterwards. For the rows of a query
/// ([`Query::update`](crate::Query::update), [`Changes`](crate::write::parts::Changes)), `exec` returns their number. `exec` sends one UPDATE. Where a column is set to an expression,
/// SQLite may store a number that is wider than the field, so on SQLite the UPDATE of one row runs in a transaction
/// then. When no column is given, it
/// sends one SELECT for one row, and nothing for the rows of a query. The struct `team` itself is not changed.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) when the one row does not exist. When a new value violates a constraint:
/// [`Error::UniqueViolation`](crate::Error::UniqueViolation), [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation), [`Error::NotNullViolation`](crate::Error::NotNullViolation), [`Error::CheckViolation`](crate::Error::CheckViolation).
/// [`Error::StillReferenced`](crate::Error::StillReferenced) when other rows reference a key that is to change.
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
    /// The columns that are set to an expression, which `rows` holds. A value that is given later replaces it.
    pub(crate) expressed: Vec<&'static str>,
    /// Which rows are updated, and the expressions.
    pub(crate) rows: W,
}

impl<M: Model, W> std::fmt::Debug for Update<M, W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Update({}: {})", M::TABLE, self.given().join(", "))
    }
}

impl<M: Model, W> Update<M, W> {
    pub(crate) fn new(rows: W) -> Self {
        Self { values: M::Values::none(), expressed: Vec::new(), rows }
    }

    /// Lists the names of the columns that are given, as values or as expressions.
    pub(crate) fn given(&self) -> Vec<&'static str> {
        let values = given_names::<M>(&self.values);
        let expressed = self.expressed.iter().copied().filter(|name| !values.contains(name));
        values.iter().copied().chain(expressed).collect()
    }

    /// Lets the generated setters write the values.
    #[doc(hidden)]
    pub fn values(&mut self) -> &mut M::Values {
        &mut self.values
    }
}
