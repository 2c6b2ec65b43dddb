//! `Team::create().without_returning()`, `on_conflict_do_nothing`.
//!
//! Owns the methods of the builder of one new row that choose another plan. Each plan has a file of its own.

use super::{DoNothing, Plain, WithoutReturning};
use crate::model::{Create, Model};
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
}
