//! Aggregates: expressions that make one value of many rows.
//!
//! Owns their text and types. Must not know which statement or association they are part of.

use std::marker::PhantomData;

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{BigInt, IntoNullable, SingleValue, SqlOrd, SqlType};

use super::{fragment, walk};
use crate::dialect::Dialect;
use crate::sql_types::{DefaultRust, Number, PLAIN_AVERAGE, PLAIN_SUM};

/// The sum of the values that are not NULL; NULL where there are none. [`Number`] says of which type it is.
#[derive(Debug, Clone, Copy)]
pub struct Sum;

/// The average of the values that are not NULL; NULL where there are none. [`Number`] says of which type it is.
#[derive(Debug, Clone, Copy)]
pub struct Average;

/// The least value that is not NULL; NULL where there is none.
#[derive(Debug, Clone, Copy)]
pub struct Minimum;

/// The greatest value that is not NULL; NULL where there is none.
#[derive(Debug, Clone, Copy)]
pub struct Maximum;

/// The number of different values that are not NULL.
#[derive(Debug, Clone, Copy)]
pub struct CountDistinct;

/// A function of aggregates, over an operand of the SQL type `ST`.
#[diagnostic::on_unimplemented(
    message = "values of this type cannot be aggregated in this way",
    label = "`sum` and `avg` take numbers; `min` and `max` take numbers, texts, dates and times",
    note = "the SQL type of these values is `{ST}`"
)]
pub trait AggregateFunction<ST>: 'static {
    /// The function itself. Where the function does not take the values, the compiler does not know the aggregate, so that
    /// it reports nothing else about it.
    #[doc(hidden)]
    type Itself;
    /// The SQL type of the value.
    type SqlType: SqlType + SingleValue;
    /// The function's name in the keys of JSON: `sum`.
    const NAME: &'static str;
    /// The text before and after the operand.
    #[doc(hidden)]
    fn around<DB: Dialect>() -> [&'static str; 2];
}

macro_rules! functions {
    ($($function:ident $name:literal where [$($bounds:tt)*] => $sql_type:ty, $around:expr;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<ST> AggregateFunction<ST> for $function where $($bounds)* {
            type Itself = Self;
            type SqlType = $sql_type;
            const NAME: &'static str = $name;

            fn around<DB: Dialect>() -> [&'static str; 2] {
                $around
            }
        }
    )* };
}
functions! {
    Sum "sum" where [ST: Number<Sum: SqlType + SingleValue + IntoNullable<Nullable: SqlType + SingleValue>>]
        => <ST::Sum as IntoNullable>::Nullable, if DB::TYPES_EXPRESSIONS { ST::SUM } else { PLAIN_SUM };
    Average "avg" where [ST: Number<Average: SqlType + SingleValue + IntoNullable<Nullable: SqlType + SingleValue>>]
        => <ST::Average as IntoNullable>::Nullable, if DB::TYPES_EXPRESSIONS { ST::AVERAGE } else { PLAIN_AVERAGE };
    Minimum "min" where [ST: SqlOrd + IntoNullable<Nullable: SqlType + SingleValue>]
        => ST::Nullable, ["min(", ")"];
    Maximum "max" where [ST: SqlOrd + IntoNullable<Nullable: SqlType + SingleValue>]
        => ST::Nullable, ["max(", ")"];
    CountDistinct "count_distinct" where [ST: SingleValue] => BigInt, ["count(DISTINCT ", ")"];
}

/// An aggregate of the expression `E`: `sum(players::rating)`. `N` is its function: [`Sum`], [`Average`], [`Minimum`],
/// [`Maximum`] or [`CountDistinct`].
#[must_use = "an aggregate does nothing outside a query"]
pub struct Aggregate<N, E> {
    pub(super) operand: E,
    function: PhantomData<fn() -> N>,
}

/// The aggregate `Self` of the column `E`, which can be included with the rows of a query.
pub trait Summarizes<E>: 'static {
    /// The Rust type of the value.
    type Value: Clone + Default + Send + Sync + 'static;
    /// The function's name: `sum`.
    const NAME: &'static str;
}

#[diagnostic::do_not_recommend]
impl<N, E> Summarizes<E> for N
where
    E: diesel::Column,
    N: AggregateFunction<E::SqlType, SqlType: DefaultRust<Rust: Clone + Default + Sync>>,
{
    type Value = <N::SqlType as DefaultRust>::Rust;
    const NAME: &'static str = N::NAME;
}

/// The function `N`, which takes the expression `E`.
pub type FunctionOf<N, E> = <N as AggregateFunction<<E as Expression>::SqlType>>::Itself;

/// The number of rows: `count(*)`.
#[derive(Debug, Clone, Copy)]
#[must_use = "an aggregate does nothing outside a query"]
pub struct RowCount;

impl<N, E> Aggregate<N, E> {
    pub(crate) fn of(operand: E) -> Self {
        Self { operand, function: PhantomData }
    }
}

impl<N, E> std::fmt::Debug for Aggregate<N, E> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Aggregate")
    }
}

impl<N, E: Clone> Clone for Aggregate<N, E> {
    fn clone(&self) -> Self {
        Self::of(self.operand.clone())
    }
}

impl<N, E: Copy> Copy for Aggregate<N, E> {}

impl<N: AggregateFunction<E::SqlType>, E: Expression> Expression for Aggregate<N, E> {
    type SqlType = N::SqlType;
}

impl<N, E, Table> AppearsOnTable<Table> for Aggregate<N, E>
where
    Self: Expression,
    E: AppearsOnTable<Table>,
{
}

impl<N, E, Table> SelectableExpression<Table> for Aggregate<N, E>
where
    Self: AppearsOnTable<Table>,
    E: SelectableExpression<Table>,
{
}

impl<N, E, Grouping> ValidGrouping<Grouping> for Aggregate<N, E> {
    type IsAggregate = is_aggregate::Yes;
}

impl<N: 'static, E: QueryId> QueryId for Aggregate<N, E> {
    type QueryId = Aggregate<N, E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[N, E: Expression] Aggregate<N, E> where [N: AggregateFunction<E::SqlType>, E: QueryFragment<DB>]
    |this, out| {
        let [before, after] = N::around::<DB>();
        out.push_sql(before);
        walk(&this.operand, &mut out)?;
        out.push_sql(after);
        Ok(())
    }
}

impl Expression for RowCount {
    type SqlType = BigInt;
}

impl<Table> AppearsOnTable<Table> for RowCount {}

impl<Table> SelectableExpression<Table> for RowCount {}

impl<Grouping> ValidGrouping<Grouping> for RowCount {
    type IsAggregate = is_aggregate::Yes;
}

impl QueryId for RowCount {
    type QueryId = Self;
}

fragment! { impl[] RowCount |_this, out| {
    out.push_sql("count(*)");
    Ok(())
} }

/// The number of rows: `count(*)`, an `i64`.
pub fn count() -> RowCount {
    RowCount
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident $function:ident;)*) => { $(
        $(#[$doc])*
        pub fn $name<E>(expression: E) -> Aggregate<$function, E>
        where
            E: Expression,
            $function: AggregateFunction<E::SqlType>,
        {
            Aggregate::of(expression)
        }
    )* };
}
constructors! {
    /// The sum of the values that are not NULL: an `Option` of `i64`, `f64` or `BigDecimal`.
    sum Sum;
    /// The average of the values that are not NULL: an `Option` of `f64` or `BigDecimal`.
    avg Average;
    /// The least value: an `Option` of the expression's type.
    min Minimum;
    /// The greatest value: an `Option` of the expression's type.
    max Maximum;
    /// The number of different values that are not NULL: an `i64`.
    count_distinct CountDistinct;
}
