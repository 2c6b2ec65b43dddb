//! What may be given to a query: conditions, orders and selections, which are Diesel's expressions over the model's
//! table.

use diesel::expression::AppearsOnTable;
use diesel::sql_types::BoolOrNullableBool;
use diesel::{Expression, SelectableExpression};

use crate::model::Model;
use crate::statement::select::Chosen;

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

/// The usual Rust type of an SQL type: what `select` reads.
#[diagnostic::on_unimplemented(
    message = "there is no usual Rust type for the SQL type `{Self}`",
    label = "`select` does not know what to read this into",
    note = "name the type: `.select_as::<Type, _>(..)`"
)]
pub trait Natural {
    /// The Rust type.
    type Rust: Send + 'static;
}

macro_rules! natural {
    ($($(#[$cfg:meta])? $sql_type:ty => $rust:ty),* $(,)?) => { $(
        $(#[$cfg])?
        impl Natural for $sql_type {
            type Rust = $rust;
        }
    )* };
}

natural! {
    diesel::sql_types::SmallInt => i16,
    diesel::sql_types::Integer => i32,
    diesel::sql_types::BigInt => i64,
    diesel::sql_types::Float => f32,
    diesel::sql_types::Double => f64,
    diesel::sql_types::Bool => bool,
    diesel::sql_types::Text => String,
    diesel::sql_types::Binary => Vec<u8>,
    #[cfg(feature = "chrono")] diesel::sql_types::Date => chrono::NaiveDate,
    #[cfg(feature = "chrono")] diesel::sql_types::Time => chrono::NaiveTime,
    #[cfg(feature = "chrono")] diesel::sql_types::Timestamp => chrono::NaiveDateTime,
    #[cfg(feature = "chrono")] crate::sql_types::TimestampTz => chrono::DateTime<chrono::Utc>,
    #[cfg(feature = "uuid")] crate::sql_types::Uuid => uuid::Uuid,
    #[cfg(feature = "decimal")] crate::sql_types::Decimal => bigdecimal::BigDecimal,
    #[cfg(feature = "serde_json")] diesel::sql_types::Jsonb => serde_json::Value,
}

impl<ST: Natural + diesel::sql_types::SqlType> Natural for diesel::sql_types::Nullable<ST> {
    type Rust = Option<ST::Rust>;
}

macro_rules! natural_tuples {
    ($(($($sql_type:ident),+))+) => { $(
        impl<$($sql_type: Natural),+> Natural for ($($sql_type,)+) {
            type Rust = ($($sql_type::Rust,)+);
        }
    )+ };
}

natural_tuples! {
    (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H)
}

/// Chosen expressions, read into the usual Rust types.
pub type NaturallyChosen<E> = Chosen<E, <<E as Expression>::SqlType as Natural>::Rust>;
