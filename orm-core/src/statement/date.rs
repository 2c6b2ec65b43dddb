//! The day, month and year in which a date or a point in time lies.
//!
//! Owns the expressions and the types that they take. Must not know models.

use std::marker::PhantomData;

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{Date, Nullable, SingleValue, SqlType, Timestamp};

use super::{fragment, walk};

/// An SQL type with a date: DATE, TIMESTAMP, and a point in time.
#[diagnostic::on_unimplemented(
    message = "this has no day, month and year",
    label = "not a date and not a point in time",
    note = "`start_of_day`, `start_of_month` and `start_of_year` take columns of dates, of dates with times, and of points \
            in time"
)]
pub trait HasDate {
    /// `Date`, or `Nullable<Date>`.
    type Date: SqlType + SingleValue;
    /// The period `P` itself. Where a type has no date, the compiler does not know the expression of which it is a part, so
    /// that it reports nothing else about it.
    #[doc(hidden)]
    type Of<P>;
    /// The text around the operand that makes it a TIMESTAMP on PostgreSQL.
    #[doc(hidden)]
    const TIMESTAMP: [&'static str; 2];
}

impl HasDate for Date {
    type Date = Date;
    type Of<P> = P;
    const TIMESTAMP: [&'static str; 2] = ["CAST(", " AS TIMESTAMP)"];
}

impl HasDate for Timestamp {
    type Date = Date;
    type Of<P> = P;
    const TIMESTAMP: [&'static str; 2] = ["", ""];
}

#[cfg(feature = "chrono")]
impl HasDate for crate::sql_types::TimestampTz {
    type Date = Date;
    type Of<P> = P;
    const TIMESTAMP: [&'static str; 2] = ["", " AT TIME ZONE 'UTC'"];
}

impl<ST: HasDate<Date = Date> + SqlType> HasDate for Nullable<ST> {
    type Date = Nullable<Date>;
    type Of<P> = P;
    const TIMESTAMP: [&'static str; 2] = ST::TIMESTAMP;
}

/// A part of the calendar.
pub trait Period: 'static {
    /// The period's name in SQL: `month`.
    const NAME: &'static str;
}

/// The day.
#[derive(Debug, Clone, Copy)]
pub struct Day;

/// The month.
#[derive(Debug, Clone, Copy)]
pub struct Month;

/// The year.
#[derive(Debug, Clone, Copy)]
pub struct Year;

impl Period for Day {
    const NAME: &'static str = "day";
}

impl Period for Month {
    const NAME: &'static str = "month";
}

impl Period for Year {
    const NAME: &'static str = "year";
}

/// The first day of the period `P` in which the value of `E` lies.
pub struct StartOf<P, E> {
    operand: E,
    period: PhantomData<fn() -> P>,
}

impl<P, E> StartOf<P, E> {
    fn new(operand: E) -> Self {
        Self { operand, period: PhantomData }
    }
}

impl<P: Period, E> std::fmt::Debug for StartOf<P, E> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "StartOf({})", P::NAME)
    }
}

impl<P, E: Clone> Clone for StartOf<P, E> {
    fn clone(&self) -> Self {
        Self::new(self.operand.clone())
    }
}

impl<P, E: Copy> Copy for StartOf<P, E> {}

/// The first day of the period `P` in which the value of `E` lies, where `E` has a date.
pub type StartIn<P, E> = StartOf<<<E as Expression>::SqlType as HasDate>::Of<P>, E>;

/// The day, month and year in which a date or a point in time lies: for groups and conditions. In the
/// [`prelude`](crate::prelude).
///
/// Each yields a `Date`, which Rust reads as `NaiveDate`: the first day of the period. A point in time is taken in UTC.
/// NULL stays NULL. The SQL is `CAST(date_trunc('month', ..) AS DATE)` on PostgreSQL, and `date(.., 'start of month')`
/// on SQLite.
///
/// # Example
/// ```
/// # #[cfg(feature = "chrono")]
/// # mod example {
/// use orm_core::prelude::*;
/// use orm_core::query::aggregates::{count, sum};
///
/// #[derive(Model)]
/// struct Payment { id: i32, amount: i32, at: chrono::DateTime<chrono::Utc> }
///
/// // Yields Vec<(NaiveDate, (i64, Option<i64>))>: the number of payments and their sum in each month.
/// fn months() -> impl Operation<Output = Vec<(chrono::NaiveDate, (i64, Option<i64>))>> {
///     Payment::query()
///         .group_by(payments::at.start_of_month())
///         .select_with_key((count(), sum(payments::amount)))
///         .order_by_key()
/// }
/// # }
/// ```
pub trait DateDsl: Expression + Sized {
    /// The day: without the time.
    fn start_of_day(self) -> StartIn<Day, Self>
    where
        Self::SqlType: HasDate,
    {
        StartOf::new(self)
    }

    /// The first day of the month.
    fn start_of_month(self) -> StartIn<Month, Self>
    where
        Self::SqlType: HasDate,
    {
        StartOf::new(self)
    }

    /// The first day of the year.
    fn start_of_year(self) -> StartIn<Year, Self>
    where
        Self::SqlType: HasDate,
    {
        StartOf::new(self)
    }
}

impl<E: Expression> DateDsl for E {}

/// A period of values of the SQL type `ST`. The expression asks its period for its type, so that it has no type as long as
/// the period is not known.
pub trait PeriodOf<ST> {
    /// `Date`, or `Nullable<Date>`.
    type Date: SqlType + SingleValue;
}

impl<P: Period, ST: HasDate> PeriodOf<ST> for P {
    type Date = ST::Date;
}

impl<P: PeriodOf<E::SqlType>, E: Expression> Expression for StartOf<P, E> {
    type SqlType = P::Date;
}

impl<P, E: AppearsOnTable<Table>, Table> AppearsOnTable<Table> for StartOf<P, E> where Self: Expression {}

impl<P, E: SelectableExpression<Table>, Table> SelectableExpression<Table> for StartOf<P, E> where
    Self: AppearsOnTable<Table>
{
}

impl<P, E: ValidGrouping<Grouping>, Grouping> ValidGrouping<Grouping> for StartOf<P, E> {
    type IsAggregate = E::IsAggregate;
}

impl<P: 'static, E: QueryId> QueryId for StartOf<P, E> {
    type QueryId = StartOf<P, E::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}

fragment! {
    impl[P: Period, E: Expression<SqlType: HasDate>] StartOf<P, E> where [E: QueryFragment<DB>]
    |this, out| {
        let [before, after] = DB::start_of(P::NAME, E::SqlType::TIMESTAMP);
        out.push_sql(&before);
        walk(&this.operand, &mut out)?;
        out.push_sql(&after);
        Ok(())
    }
}
