//! The types of sums and averages.
//!
//! Owns the table of these types, and the casts to them. Must not know statements.

use diesel::sql_types::{BigInt, Double, Float, Integer, Nullable, SmallInt};

/// An SQL type whose values can be summed and averaged: whole numbers, floating point numbers and decimal numbers.
///
/// The sum of whole numbers is a `BigInt`, which Rust reads as `i64`, and their average is a `Double`. Floating point
/// numbers have a `Double`, decimal numbers a `Decimal`, which loses nothing.
#[diagnostic::on_unimplemented(
    message = "values of the SQL type `{Self}` cannot be summed or averaged",
    label = "not a number",
    note = "`sum` and `avg` take columns of whole numbers, floating point numbers and decimal numbers"
)]
pub trait Number {
    /// The SQL type of a sum, without `Nullable`.
    type Sum;
    /// The SQL type of an average, without `Nullable`.
    type Average;
    /// The type of an amount that is added to a column whose field has the type `T`: `T`. Of a type that is no number,
    /// the compiler knows no amount, so that it reports nothing about the amount that is given.
    #[doc(hidden)]
    type Amount<T: Clone + Send + 'static>: Clone + Send + 'static;
    /// The text around the operand of a sum, where the database gives each expression a type (PostgreSQL).
    #[doc(hidden)]
    const SUM: [&'static str; 2];
    /// The text around the operand of an average, where the database gives each expression a type.
    #[doc(hidden)]
    const AVERAGE: [&'static str; 2];
}

/// `sum` and `avg` as they are: their types are those that Rust reads.
pub(crate) const PLAIN_SUM: [&str; 2] = ["sum(", ")"];
pub(crate) const PLAIN_AVERAGE: [&str; 2] = ["avg(", ")"];
/// PostgreSQL averages whole numbers as NUMERIC.
const DOUBLE_AVERAGE: [&str; 2] = ["CAST(avg(", ") AS DOUBLE PRECISION)"];

macro_rules! numbers {
    ($($sql_type:ty => $sum:ty, $average:ty, $sum_text:expr, $average_text:expr;)*) => { $(
        impl Number for $sql_type {
            type Sum = $sum;
            type Average = $average;
            type Amount<T: Clone + Send + 'static> = T;
            const SUM: [&'static str; 2] = $sum_text;
            const AVERAGE: [&'static str; 2] = $average_text;
        }
    )* };
}
numbers! {
    SmallInt => BigInt, Double, PLAIN_SUM, DOUBLE_AVERAGE;
    Integer => BigInt, Double, PLAIN_SUM, DOUBLE_AVERAGE;
    // PostgreSQL sums BIGINT as NUMERIC.
    BigInt => BigInt, Double, ["CAST(sum(", ") AS BIGINT)"], DOUBLE_AVERAGE;
    // PostgreSQL sums REAL as REAL, with six digits.
    Float => Double, Double, ["sum(CAST(", " AS DOUBLE PRECISION))"], ["avg(CAST(", " AS DOUBLE PRECISION))"];
    Double => Double, Double, PLAIN_SUM, PLAIN_AVERAGE;
}

#[cfg(feature = "decimal")]
numbers! {
    super::Decimal => super::Decimal, super::Decimal, PLAIN_SUM, PLAIN_AVERAGE;
}

impl<ST: Number + diesel::sql_types::SqlType> Number for Nullable<ST> {
    type Sum = ST::Sum;
    type Average = ST::Average;
    type Amount<T: Clone + Send + 'static> = ST::Amount<T>;
    const SUM: [&'static str; 2] = ST::SUM;
    const AVERAGE: [&'static str; 2] = ST::AVERAGE;
}
