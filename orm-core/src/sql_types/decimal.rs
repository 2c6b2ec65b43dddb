//! Exact decimal numbers: their operators, and how SQLite, which has no such type, compares and reads them.
//!
//! Owns both. A NUMERIC column of SQLite turns the digits that are written into it, or compared with it, into a number.
//! An expression does not, and for SQLite any text is greater than any number. So a value in an expression is cast.
//! Must not know models.

use bigdecimal::BigDecimal;
use diesel::expression::{AppearsOnTable, AsExpression, Expression, SelectableExpression, TypedExpressionType};
use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::internal::derives::as_expression::Bound;
use diesel::query_builder::QueryId;
use diesel::sql_types::ops::{Add, Div, Mul, Sub};
use diesel::sql_types::{Foldable, Nullable, SqlOrd, SqlType};

use super::{Decimal, Value};

macro_rules! operators {
    ($($operator:ident)*) => { $(
        impl $operator for Decimal {
            type Rhs = Decimal;
            type Output = Decimal;
        }
    )* };
}
operators! { Add Sub Mul Div }

impl Foldable for Decimal {
    type Sum = Nullable<Decimal>;
    type Avg = Nullable<Decimal>;
}

impl SqlOrd for Decimal {}

/// A decimal number in a Diesel expression: `$1` on PostgreSQL, `CAST(? AS NUMERIC)` on SQLite.
#[derive(Debug, Clone)]
pub struct DecimalValue<ST, T>(Bound<ST, Value<T>>);

macro_rules! value_of_decimal {
    ($($rust:ty => $sql_type:ty),+) => { $(
        impl AsExpression<$sql_type> for Value<$rust> {
            type Expression = DecimalValue<$sql_type, $rust>;

            fn as_expression(self) -> Self::Expression {
                DecimalValue(Bound::new(self))
            }
        }
    )+ };
}
value_of_decimal!(BigDecimal => Decimal, Option<BigDecimal> => Nullable<Decimal>);

impl<ST: SqlType + TypedExpressionType, T> Expression for DecimalValue<ST, T> {
    type SqlType = ST;
}

impl<ST, T, From> SelectableExpression<From> for DecimalValue<ST, T> where Self: AppearsOnTable<From> {}

impl<ST, T, From> AppearsOnTable<From> for DecimalValue<ST, T> where Self: Expression {}

impl<ST, T, GroupBy> ValidGrouping<GroupBy> for DecimalValue<ST, T> {
    type IsAggregate = is_aggregate::Never;
}

impl<ST: QueryId, T> QueryId for DecimalValue<ST, T> {
    type QueryId = DecimalValue<ST::QueryId, ()>;
    const HAS_STATIC_QUERY_ID: bool = ST::HAS_STATIC_QUERY_ID;
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::QueryResult;
    use diesel::pg::Pg;
    use diesel::query_builder::{AstPass, QueryFragment};

    use super::{Bound, DecimalValue, Value};

    impl<ST, T> QueryFragment<Pg> for DecimalValue<ST, T>
    where
        Bound<ST, Value<T>>: QueryFragment<Pg>,
    {
        fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
            self.0.walk_ast(out)
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use bigdecimal::BigDecimal;
    use diesel::QueryResult;
    use diesel::backend::Backend;
    use diesel::deserialize::{self, FromSql};
    use diesel::query_builder::{AstPass, QueryFragment};
    use diesel::sql_types::Double;
    use diesel::sqlite::{Sqlite, SqliteType};

    use super::super::text_on_sqlite;
    use super::{Bound, Decimal, DecimalValue, Value};

    impl<ST, T> QueryFragment<Sqlite> for DecimalValue<ST, T>
    where
        Bound<ST, Value<T>>: QueryFragment<Sqlite>,
    {
        fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
            out.push_sql("CAST(");
            self.0.walk_ast(out.reborrow())?;
            out.push_sql(" AS NUMERIC)");
            Ok(())
        }
    }

    /// SQLite keeps a number with a fraction as a floating point number. As text it would return 17 digits, two more
    /// than are exact.
    impl FromSql<Decimal, Sqlite> for BigDecimal {
        fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
            if matches!(value.value_type(), Some(SqliteType::Float | SqliteType::Double)) {
                let number = <f64 as FromSql<Double, Sqlite>>::from_sql(value)?;
                let digits: f64 = format!("{number:.14e}").parse()?;
                return Ok(digits.to_string().parse()?);
            }
            Ok(text_on_sqlite(value)?.parse()?)
        }
    }
}
