//! The assignments of an UPDATE that the user gives: columns set to values, and columns set to expressions.
//!
//! Owns their text, the bounds on these expressions and their compile errors. Must not know which rows are changed.

use std::marker::PhantomData;

use diesel::expression::{AsExpression, TypedExpressionType, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SqlType};
use diesel::{Column, QueryResult, SelectableExpression};

use super::expression::PerRow;
use super::kept::is_kept;
use super::{fragment, push_name, walk};
use crate::dialect::{Dialect, NotANumber};
use crate::model::{BindValues, HasColumn, MayBeUnreadable, Model, ReadBack, Values, given_names, given_places};
use crate::sql_types::Number;

/// A column that an update of `Self` can set.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not a column of `{Self}`",
    label = "not a column of `{Self}`",
    note = "name a column of the model that is updated: `.set(table::column, expression)`"
)]
pub trait Assigns<C>: Model {
    /// Removes the column's value from the values that an update was given before.
    #[doc(hidden)]
    fn clear(values: &mut Self::Values);
}

#[diagnostic::do_not_recommend]
impl<C: Column<Table = M::Table>, M: HasColumn<C>> Assigns<C> for M {
    fn clear(values: &mut M::Values) {
        *M::slot(values) = None;
    }
}

/// A column of numbers of `Self`, which `increment` and `decrement` change.
#[diagnostic::on_unimplemented(
    message = "`{C}` is not a column of numbers of `{Self}`",
    label = "expected a column of numbers of `{Self}`",
    note = "`increment` and `decrement` take a column of whole numbers, floating point numbers or decimal numbers"
)]
pub trait Increments<C>: Assigns<C> {
    /// Type of the column's field.
    type Amount: Clone + Send + 'static;
}

#[diagnostic::do_not_recommend]
impl<C: Column<Table = M::Table, SqlType: Number>, M: HasColumn<C>> Increments<C> for M {
    type Amount = <C::SqlType as Number>::Amount<M::Value>;
}

/// A value for the column `C` of the row of `M` that an update changes: a Rust value, or an expression over the columns
/// of the row, of the column's SQL type `ST`. As in Diesel's `eq`, an expression that is never NULL becomes one for a
/// column that may be NULL by `.nullable()`.
#[diagnostic::on_unimplemented(
    message = "this is not a value for `{C}`",
    label = "expected an expression of the type of `{C}`, over columns of `{M}`",
    note = "a column is set to an expression of its own SQL type, over the row that is updated: \
            `.set(table::column, table::column * 2)`",
    note = "for a column that may be NULL, an expression that is never NULL is written `expression.nullable()`; \
            a column that cannot be NULL takes no expression that may be NULL",
    note = "an aggregate (`sum`, `max`, `count`) has no value in one row"
)]
pub trait ValueFor<M, C, ST>: AsExpression<ST>
where
    ST: SqlType + TypedExpressionType,
{
}

#[diagnostic::do_not_recommend]
impl<M, C, ST, V> ValueFor<M, C, ST> for V
where
    M: Model,
    ST: SqlType + TypedExpressionType,
    V: AsExpression<ST>,
    V::Expression: SelectableExpression<M::Table> + ValidGrouping<(), IsAggregate: PerRow>,
{
}

/// The expressions to which an update sets columns, one column in each layer; `()` for none.
pub trait Assigned: Clone {
    /// Whether a written row can be read again, where the database gives an expression no type (SQLite): a sum may be
    /// wider than the field. `R` says it for a row whose columns are set to values.
    #[doc(hidden)]
    type ReadsBack<R: ReadBack>: ReadBack;

    /// Whether the column with this name is set to an expression.
    #[doc(hidden)]
    fn sets(&self, name: &str) -> bool;
}

/// Expressions that can be written on `DB`.
pub trait WriteAssigned<DB: Dialect>: Assigned {
    /// Writes the expression of the column with this name: of several, the last.
    ///
    /// # Errors
    /// Diesel's error when a value cannot be serialized.
    #[doc(hidden)]
    fn write<'b>(&'b self, name: &str, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl Assigned for () {
    type ReadsBack<R: ReadBack> = R;

    fn sets(&self, _: &str) -> bool {
        false
    }
}

impl<DB: Dialect> WriteAssigned<DB> for () {
    fn write<'b>(&'b self, _: &str, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

/// The expressions `L`, and after them the column that is set to the expression `E`.
#[derive(Debug, Clone)]
pub struct AndSet<L, E> {
    pub(crate) before: L,
    pub(crate) name: &'static str,
    pub(crate) expression: E,
}

impl<L: Assigned, E: Clone> Assigned for AndSet<L, E> {
    type ReadsBack<R: ReadBack> = MayBeUnreadable;

    fn sets(&self, name: &str) -> bool {
        self.name == name || self.before.sets(name)
    }
}

impl<DB, L, E> WriteAssigned<DB> for AndSet<L, E>
where
    DB: Dialect,
    L: WriteAssigned<DB>,
    E: QueryFragment<DB> + Clone,
{
    fn write<'b>(&'b self, name: &str, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.name == name { self.expression.walk_ast(out) } else { self.before.write(name, out) }
    }
}

/// A column and an amount that is added to it or taken from it. `ST` is the column's SQL type.
pub struct Changed<C, ST, V> {
    column: C,
    operator: &'static str,
    amount: V,
    sql_type: PhantomData<fn() -> ST>,
}

impl<C, ST, V> Changed<C, ST, V> {
    pub(crate) fn new(column: C, operator: &'static str, amount: V) -> Self {
        Self { column, operator, amount, sql_type: PhantomData }
    }
}

impl<C, ST, V> std::fmt::Debug for Changed<C, ST, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Changed")
    }
}

impl<C: Clone, ST, V: Clone> Clone for Changed<C, ST, V> {
    fn clone(&self) -> Self {
        Self::new(self.column.clone(), self.operator, self.amount.clone())
    }
}

fragment! {
    impl[C, ST, V] Changed<C, ST, V> where [C: QueryFragment<DB>, DB: HasSqlType<ST>, V: ToSql<ST, DB> + 'static]
    |this, out| {
        walk(&this.column, &mut out)?;
        out.push_sql(this.operator);
        if DB::can_store(&this.amount) {
            out.push_bind_param::<ST, V>(&this.amount)
        } else {
            out.push_bind_param::<ST, NotANumber>(&NotANumber)
        }
    }
}

/// Sets the columns that have a value or an expression. They are known at run time only, so the statement is cached by
/// its text, for a limited number of column sets. An expression says itself whether its text may be cached.
#[derive(Clone)]
pub struct AssignValues<M: Model, A = ()> {
    /// A column with a value here is set to it, and not to an expression: the value was given later.
    pub(crate) values: M::Values,
    pub(crate) expressions: A,
}

impl<M: Model, A> std::fmt::Debug for AssignValues<M, A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AssignValues({})", given_names::<M>(&self.values).join(", "))
    }
}

fragment! {
    impl[M: Model, A] AssignValues<M, A> where [M::Values: BindValues<M::SqlType, DB>, A: WriteAssigned<DB>]
    |this, out| {
        let columns = M::DESCRIPTOR.columns;
        let values = given_places::<M>(std::slice::from_ref(&this.values));
        let is_expressed = |place: &usize| !values.contains(place) && this.expressions.sets(columns[*place].name);
        let expressed: Vec<usize> = (0..columns.len()).filter(is_expressed).collect();
        // A column that is set to an expression counts as another column than one that is set to a value.
        let kept = values.iter().copied().chain(expressed.iter().map(|place| place + columns.len()));
        if !is_kept(M::TABLE, &kept.collect::<Vec<_>>()) {
            out.unsafe_to_cache_prepared();
        }
        let mut places = [values, expressed].concat();
        places.sort_unstable();
        for (count, place) in places.into_iter().enumerate() {
            let name = columns[place].name;
            out.push_sql(if count > 0 { ", " } else { "" });
            push_name(&mut out, name);
            out.push_sql(" = ");
            if this.values.is_given(place) {
                this.values.bind(place, out.reborrow())?;
            } else {
                this.expressions.write(name, out.reborrow())?;
            }
        }
        Ok(())
    }
}

impl<M: Model, A> QueryId for AssignValues<M, A> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
