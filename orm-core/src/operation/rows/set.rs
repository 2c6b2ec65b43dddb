//! `team.update().set(teams::wins, teams::wins + 1)`, `increment`, `decrement`.
//!
//! Owns how an update gets an expression for a column. Must not know which rows are updated, and the text.

use diesel::expression::{AsExpression, TypedExpressionType};
use diesel::sql_types::SqlType;
use diesel::{Column, Expression};

use super::{Changes, OneRow};
use crate::model::{IntoValue, Model, Update};
use crate::run::Builder;
use crate::statement::assign::{AndSet, Assigns, Changed, Increments, ValueFor};

/// The rows of an update, which keep the expressions to which it sets columns: [`OneRow`] or [`Changes`].
pub trait UpdatedRows {
    /// The expressions.
    type Expressions;
    /// The rows of the same update, which keep the expressions `A` instead.
    type With<A>;
    /// Adds the expression of a column.
    #[doc(hidden)]
    fn and_set<E>(self, name: &'static str, expression: E) -> Self::With<AndSet<Self::Expressions, E>>;
}

impl<K, A> UpdatedRows for OneRow<K, A> {
    type Expressions = A;
    type With<B> = OneRow<K, B>;

    fn and_set<E>(self, name: &'static str, expression: E) -> OneRow<K, AndSet<A, E>> {
        OneRow(self.0, AndSet { before: self.1, name, expression })
    }
}

impl<F, A> UpdatedRows for Changes<F, A> {
    type Expressions = A;
    type With<B> = Changes<F, B>;

    fn and_set<E>(self, name: &'static str, expression: E) -> Changes<F, AndSet<A, E>> {
        Changes(self.0, AndSet { before: self.1, name, expression })
    }
}

/// The builder of an update with one more expression, `E`: what `.set(column, value)` returns.
pub type AndSetTo<U, E> = <<U as UpdateDsl>::Model as Model>::Update<
    <<U as UpdateDsl>::Rows as UpdatedRows>::With<AndSet<<<U as UpdateDsl>::Rows as UpdatedRows>::Expressions, E>>,
>;

/// The builder that `.increment(column, amount)` and `.decrement(column, amount)` return. `T` is the type of the field.
pub type ChangedBy<U, C, T> = AndSetTo<U, Changed<C, <C as Expression>::SqlType, T>>;

/// Sets columns to expressions in an update: `Team::find(7).update().set(teams::wins, teams::wins * 2)`. In the
/// [`prelude`](crate::prelude).
///
/// The methods stand beside the setters of the columns, in any order and any number. All of them make one UPDATE. Its
/// expressions read the row as it was before the UPDATE. When a column is set several times, the last one counts.
///
/// The database computes the new value, so two updates at the same time lose nothing: each adds to what the other has
/// left.
///
/// A column that is named `set`, `increment` or `decrement` has its setter instead of the method. The method is then
/// called by its path: `UpdateDsl::set(team.update(), teams::wins, ..)`.
///
/// # Example
/// ```
/// # use orm_core::__assert_sql as assert_sql;
/// # use orm_core::prelude::*;
/// # #[derive(Model)]
/// # struct Team { id: i32, name: String, wins: i32, games: i32 }
/// assert_sql!(
///     Team::find(7).update().name("Jazz").increment(teams::wins, 1).set(teams::games, teams::wins + teams::games),
///     r#"UPDATE "teams"
///            SET "name" = ?, "wins" = "teams"."wins" + ?, "games" = ("teams"."wins" + "teams"."games")
///            WHERE "teams"."id" = ?
///            RETURNING "teams"."id", "teams"."name", "teams"."wins", "teams"."games" -- binds: ["Jazz", 1, 7]"#
/// );
/// ```
pub trait UpdateDsl: Sized {
    /// The model whose rows are updated.
    type Model: Model;
    /// Which rows are updated.
    type Rows: UpdatedRows;

    /// Sets a column to a value that the database computes from the row: any expression over the columns of the row,
    /// of the column's SQL type. A Rust value is an expression too.
    ///
    /// On a column that may be NULL, arithmetic with NULL is NULL.
    fn set<C, ST, V, E>(self, column: C, value: V) -> AndSetTo<Self, E>
    where
        C: Column<SqlType = ST>,
        Self::Model: Assigns<C>,
        ST: SqlType + TypedExpressionType,
        V: ValueFor<Self::Model, C, ST> + AsExpression<ST, Expression = E>;

    /// Adds an amount to a column of numbers: `SET "wins" = "teams"."wins" + ?`. NULL stays NULL.
    fn increment<C, T>(self, column: C, amount: impl IntoValue<T>) -> ChangedBy<Self, C, T>
    where
        C: Column,
        Self::Model: Increments<C, Amount = T>;

    /// Takes an amount from a column of numbers: `SET "wins" = "teams"."wins" - ?`. NULL stays NULL.
    fn decrement<C, T>(self, column: C, amount: impl IntoValue<T>) -> ChangedBy<Self, C, T>
    where
        C: Column,
        Self::Model: Increments<C, Amount = T>;
}

impl<B, M, W> UpdateDsl for B
where
    B: Builder<Operation = Update<M, W>>,
    M: Model,
    W: UpdatedRows,
{
    type Model = M;
    type Rows = W;

    fn set<C, ST, V, E>(self, column: C, value: V) -> AndSetTo<Self, E>
    where
        C: Column<SqlType = ST>,
        M: Assigns<C>,
        ST: SqlType + TypedExpressionType,
        V: ValueFor<M, C, ST> + AsExpression<ST, Expression = E>,
    {
        let _: C = column;
        and_set::<M, W, C, _>(self.into_operation(), value.as_expression())
    }

    fn increment<C, T>(self, column: C, amount: impl IntoValue<T>) -> ChangedBy<Self, C, T>
    where
        C: Column,
        M: Increments<C, Amount = T>,
    {
        and_set::<M, W, C, _>(self.into_operation(), Changed::new(column, " + ", amount.into_value()))
    }

    fn decrement<C, T>(self, column: C, amount: impl IntoValue<T>) -> ChangedBy<Self, C, T>
    where
        C: Column,
        M: Increments<C, Amount = T>,
    {
        and_set::<M, W, C, _>(self.into_operation(), Changed::new(column, " - ", amount.into_value()))
    }
}

/// Sets a column of an update to an expression. The column's earlier value is forgotten.
fn and_set<M, W, C, E>(update: Update<M, W>, expression: E) -> M::Update<W::With<AndSet<W::Expressions, E>>>
where
    M: Assigns<C>,
    W: UpdatedRows,
    C: Column,
{
    let Update { mut values, mut expressed, rows } = update;
    M::clear(&mut values);
    if !expressed.contains(&C::NAME) {
        expressed.push(C::NAME);
    }
    Update { values, expressed, rows: rows.and_set(C::NAME, expression) }.into()
}
