//! SQL types of fields that Diesel stores on only one of the databases, or not exactly.
//!
//! Owns these types, and the usual Rust type of each SQL type. Must not know models.
//!
//! On PostgreSQL each of them is Diesel's own type of the same name. On SQLite a UUID is stored as text, and a point in
//! time as Diesel's `TimestamptzSqlite` writes it. A decimal number on SQLite is stored as a NUMERIC column stores its
//! digits, exact to 15 digits; Diesel's own type would convert it to `f64`.

#[cfg(feature = "decimal")]
mod decimal;
mod natural;
mod number;

#[cfg(any(feature = "uuid", feature = "chrono", feature = "decimal"))]
use diesel::sql_types::SqlType;

#[cfg(feature = "decimal")]
pub use decimal::DecimalValue;
pub use natural::{DefaultRust, DefaultSqlType};
pub use number::Number;
pub(crate) use number::{PLAIN_AVERAGE, PLAIN_SUM};

/// A UUID (`uuid::Uuid`): UUID on PostgreSQL, TEXT on SQLite.
#[cfg(feature = "uuid")]
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Text"))]
pub struct Uuid;

/// A point in time (`chrono::DateTime<Utc>`): TIMESTAMPTZ on PostgreSQL, text on SQLite.
#[cfg(feature = "chrono")]
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Text"))]
pub struct TimestampTz;

/// An exact decimal number (`bigdecimal::BigDecimal`): NUMERIC on both databases. SQLite keeps 15 digits.
#[cfg(feature = "decimal")]
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1700, array_oid = 1231), sqlite_type(name = "Text"))]
pub struct Decimal;

/// A value in a Diesel expression, for the SQL types of this module: `items::id.eq(Value(uuid))`.
///
/// The columns of a model wrap their operands themselves, in `eq`, `ne`, `gt`, `ge`, `lt`, `le` and `eq_any`:
/// `items::id.eq(uuid)`. All other expressions need `Value`.
///
/// # Example
/// ```
/// use chrono::{DateTime, Utc};
/// use orm_core::prelude::*;
/// use orm_core::types::Value;
///
/// #[derive(Model)]
/// struct Visit { id: i32, at: DateTime<Utc> }
///
/// fn between(first: DateTime<Utc>, last: DateTime<Utc>) -> impl Operation<Output = Vec<Visit>> {
///     Visit::query().filter(visits::at.between(Value(first), Value(last)))
/// }
/// # between(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<T>(pub T);

impl<T, ST, DB> diesel::serialize::ToSql<ST, DB> for Value<T>
where
    DB: diesel::backend::Backend,
    T: diesel::serialize::ToSql<ST, DB> + std::fmt::Debug,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        self.0.to_sql(out)
    }
}

/// Lets a Rust type be a value of an SQL type of this module.
#[cfg(any(feature = "uuid", feature = "chrono"))]
macro_rules! value_of {
    ($($rust:ty => $sql_type:ty),+) => { $(
        impl diesel::expression::AsExpression<$sql_type> for Value<$rust> {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql_type, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    )+ };
}

/// Reads and writes a type as another SQL type of Diesel's.
#[cfg(any(
    all(any(feature = "uuid", feature = "chrono", feature = "decimal"), feature = "postgres"),
    all(feature = "chrono", feature = "sqlite")
))]
macro_rules! stored_as {
    ($backend:ty, $rust:ty, $sql_type:ty => $diesel:ty) => {
        impl diesel::deserialize::FromSql<$sql_type, $backend> for $rust {
            fn from_sql(
                bytes: <$backend as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                <Self as diesel::deserialize::FromSql<$diesel, $backend>>::from_sql(bytes)
            }
        }

        impl diesel::serialize::ToSql<$sql_type, $backend> for $rust {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $backend>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<$diesel, $backend>::to_sql(self, out)
            }
        }
    };
}

#[cfg(feature = "uuid")]
value_of!(uuid::Uuid => Uuid, Option<uuid::Uuid> => diesel::sql_types::Nullable<Uuid>);
#[cfg(feature = "chrono")]
value_of!(chrono::DateTime<chrono::Utc> => TimestampTz, Option<chrono::DateTime<chrono::Utc>> => diesel::sql_types::Nullable<TimestampTz>);

#[cfg(all(feature = "uuid", feature = "postgres"))]
stored_as!(diesel::pg::Pg, uuid::Uuid, Uuid => diesel::sql_types::Uuid);
#[cfg(all(feature = "chrono", feature = "postgres"))]
stored_as!(diesel::pg::Pg, chrono::DateTime<chrono::Utc>, TimestampTz => diesel::sql_types::Timestamptz);
#[cfg(all(feature = "decimal", feature = "postgres"))]
stored_as!(diesel::pg::Pg, bigdecimal::BigDecimal, Decimal => diesel::sql_types::Numeric);
#[cfg(all(feature = "chrono", feature = "sqlite"))]
stored_as!(
    diesel::sqlite::Sqlite, chrono::DateTime<chrono::Utc>, TimestampTz => diesel::sql_types::TimestamptzSqlite
);

/// Writes a type as text on SQLite.
#[cfg(all(any(feature = "uuid", feature = "decimal"), feature = "sqlite"))]
macro_rules! stored_as_text {
    ($rust:ty, $sql_type:ty) => {
        impl diesel::serialize::ToSql<$sql_type, diesel::sqlite::Sqlite> for $rust {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
            ) -> diesel::serialize::Result {
                out.set_value(self.to_string());
                Ok(diesel::serialize::IsNull::No)
            }
        }
    };
}

#[cfg(all(feature = "uuid", feature = "sqlite"))]
stored_as_text!(uuid::Uuid, Uuid);

#[cfg(all(feature = "uuid", feature = "sqlite"))]
impl diesel::deserialize::FromSql<Uuid, diesel::sqlite::Sqlite> for uuid::Uuid {
    fn from_sql(
        value: <diesel::sqlite::Sqlite as diesel::backend::Backend>::RawValue<'_>,
    ) -> diesel::deserialize::Result<Self> {
        Ok(text_on_sqlite(value)?.parse()?)
    }
}

#[cfg(all(any(feature = "uuid", feature = "decimal"), feature = "sqlite"))]
fn text_on_sqlite(
    value: <diesel::sqlite::Sqlite as diesel::backend::Backend>::RawValue<'_>,
) -> diesel::deserialize::Result<String> {
    diesel::deserialize::FromSql::<diesel::sql_types::Text, diesel::sqlite::Sqlite>::from_sql(value)
}

#[cfg(all(feature = "decimal", feature = "sqlite"))]
stored_as_text!(bigdecimal::BigDecimal, Decimal);

#[cfg(feature = "chrono")]
impl diesel::sql_types::SqlOrd for TimestampTz {}
