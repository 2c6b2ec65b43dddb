//! What may be given to a query: conditions, orders and selections, which are Diesel's expressions over the model's
//! table.

use diesel::expression::AppearsOnTable;
use diesel::sql_types::BoolOrNullableBool;
use diesel::{Expression, SelectableExpression};

use crate::model::Model;
use crate::sql_types::Natural;

use super::select::Chosen;

/// A condition on the rows of `M`: any boolean Diesel expression over its table.
#[diagnostic::on_unimplemented(
    message = "this is not a condition on `{M}`",
    label = "expected a condition on columns of `{M}`",
    note = "compare a column of `{M}` with a value of its type: `.filter(table::column.eq(value))`"
)]
pub trait Condition<M> {}

#[diagnostic::do_not_recommend]
impl<M, E> Condition<M> for E
where
    M: Model,
    E: AppearsOnTable<M::Table>,
    E::SqlType: BoolOrNullableBool,
{
}

/// An order of the rows of `M`: `teams::name.asc()`, or several in a tuple.
#[diagnostic::on_unimplemented(
    message = "this is not an order of `{M}`",
    label = "expected an order by columns of `{M}`",
    note = "order by a column of `{M}`: `.order(table::column.asc())`"
)]
pub trait Ordering<M> {}

#[diagnostic::do_not_recommend]
impl<M, E> Ordering<M> for E
where
    M: Model,
    E: AppearsOnTable<M::Table>,
{
}

/// An expression that can be selected from the table of `M`.
#[diagnostic::on_unimplemented(
    message = "this cannot be selected from `{M}`",
    label = "expected columns of `{M}`",
    note = "select columns of `{M}`, several in a tuple: `.select((table::column, table::column))`"
)]
pub trait Selectable<M>: Expression {}

#[diagnostic::do_not_recommend]
impl<M, E> Selectable<M> for E
where
    M: Model,
    E: SelectableExpression<M::Table>,
{
}

/// Chosen expressions, read into the usual Rust types.
pub type NaturallyChosen<E> = Chosen<E, <<E as Expression>::SqlType as Natural>::Rust>;
