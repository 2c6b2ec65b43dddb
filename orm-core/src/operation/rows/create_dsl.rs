//! `Team::create().without_returning()`, `on_conflict_do_nothing`, `find_or_create`.
//!
//! Owns the methods of the builder of one new row that choose another plan. Each plan has a file of its own.

use super::{DoNothing, FindOrCreate, Plain, WithoutReturning};
use crate::model::{Create, HasUnique, Model};
use crate::run::Builder;

/// Other ways to insert one new row. In the [`prelude`](crate::prelude).
///
/// The methods take the builder of a new row without nested rows: `Team::create()`, `team.create_player()`. Setters may
/// come before them and after them.
///
/// A column that has the name of a method has its setter instead. The method is then called by its path:
/// `CreateDsl::without_returning(Team::create().name("Jazz"))`.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
/// assert_sql!(
///     Team::create().name("Jazz").without_returning(),
///     r#"INSERT INTO "teams" ("name") VALUES (?) -- binds: ["Jazz"]"#
/// );
/// assert_sql!(
///     Team::create().name("Jazz").on_conflict_do_nothing(),
///     r#"INSERT INTO "teams" ("name") VALUES (?) ON CONFLICT DO NOTHING
///            RETURNING "teams"."id", "teams"."name", "teams"."wins" -- binds: ["Jazz"]"#
/// );
/// ```
pub trait CreateDsl: Sized {
    /// The model of the row.
    type Model: Model;
    /// Which mandatory columns are given.
    type State;

    /// Inserts the row without reading it back: INSERT without RETURNING. Yields the number of inserted rows: 1, or 0
    /// where a trigger or a rule of the table has skipped the row.
    fn without_returning(self) -> <Self::Model as Model>::Create<Self::State, WithoutReturning>;

    /// Inserts the row unless it violates a unique key: `ON CONFLICT DO NOTHING`. Yields the new row, or `None` where a
    /// row with the same value of any unique key exists.
    fn on_conflict_do_nothing(self) -> <Self::Model as Model>::Create<Self::State, DoNothing>;

    /// Inserts the row, or reads the row that has the same value in the unique columns `C`. Yields the row, and whether
    /// it is new. An existing row is not changed; [`Upsert`](crate::write::Upsert) changes it.
    ///
    /// Sends INSERT .. ON CONFLICT DO NOTHING, and a SELECT when it inserts nothing. Of several connections that do this
    /// at the same time, one inserts the row, and the others read it. When the existing row is deleted between the two
    /// statements, both are sent again, up to ten times.
    ///
    /// A row whose unique columns are left out or NULL is always new. On PostgreSQL an INSERT that inserts nothing uses
    /// up a generated key.
    ///
    /// # Errors
    /// The errors of [`Create`](crate::write::Create). [`Error::UniqueViolation`](crate::Error::UniqueViolation) when the
    /// row violates another unique key. [`Error::NotFound`](crate::Error::NotFound) when nothing is inserted and there
    /// is no row: a trigger has skipped it, or the row was deleted ten times. In a transaction of PostgreSQL that reads
    /// the data as of its beginning (REPEATABLE READ), [`Error::Contention`](crate::Error::Contention) when another
    /// connection has inserted the row meanwhile.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, #[column(unique)] name: String, wins: Option<i32> }
    /// assert_sql!(
    ///     Team::create().name("Jazz").wins(3).find_or_create(teams::name),
    ///     r#"INSERT INTO "teams" ("name", "wins") VALUES (?, ?) ON CONFLICT ("name") DO NOTHING
    ///            RETURNING "teams"."id", "teams"."name", "teams"."wins"; -- binds: ["Jazz", Some(3)]
    ///        SELECT "teams"."id", "teams"."name", "teams"."wins" FROM "teams"
    ///            WHERE "teams"."name" = ? -- binds: ["Jazz"]"#
    /// );
    /// ```
    fn find_or_create<C>(self, unique: C) -> <Self::Model as Model>::Create<Self::State, FindOrCreate>
    where
        Self::Model: HasUnique<C>;
}

impl<B, M, S> CreateDsl for B
where
    B: Builder<Operation = Create<M, S, Plain>>,
    M: Model,
{
    type Model = M;
    type State = S;

    fn without_returning(self) -> M::Create<S, WithoutReturning> {
        self.into_operation().planned(WithoutReturning).into()
    }

    fn on_conflict_do_nothing(self) -> M::Create<S, DoNothing> {
        self.into_operation().planned(DoNothing).into()
    }

    fn find_or_create<C>(self, unique: C) -> M::Create<S, FindOrCreate>
    where
        M: HasUnique<C>,
    {
        let _: C = unique;
        self.into_operation().planned(|plain| FindOrCreate { unique: M::NAMES, plain }).into()
    }
}
