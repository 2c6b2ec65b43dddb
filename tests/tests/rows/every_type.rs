//! Models with a column of every field type, and a field type of the application's own.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use orm_core::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// A type of the application's own, kept as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow, Deserialize)]
#[diesel(sql_type = Text)]
pub(crate) struct Email(pub String);

impl<DB: Backend> ToSql<Text, DB> for Email
where
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Email
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        String::from_sql(bytes).map(Self)
    }
}

impl orm_core::ListedKey for Email {
    fn to_json(&self) -> Value {
        orm_core::ListedKey::to_json(&self.0)
    }
}

/// Every type, mandatory.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    pub(crate) id: i32,
    pub(crate) small: i16,
    pub(crate) integer: i32,
    pub(crate) big: i64,
    pub(crate) real: f32,
    pub(crate) double: f64,
    pub(crate) flag: bool,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) date: NaiveDate,
    pub(crate) time: NaiveTime,
    pub(crate) timestamp: NaiveDateTime,
    pub(crate) instant: DateTime<Utc>,
    pub(crate) uuid: Uuid,
    pub(crate) json: Value,
    pub(crate) decimal: BigDecimal,
    #[column(sql_type = Text)]
    pub(crate) email: Email,
}

/// Every type, optional.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Maybe {
    pub(crate) id: i32,
    pub(crate) small: Option<i16>,
    pub(crate) integer: Option<i32>,
    pub(crate) big: Option<i64>,
    pub(crate) real: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) flag: Option<bool>,
    pub(crate) text: Option<String>,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) time: Option<NaiveTime>,
    pub(crate) timestamp: Option<NaiveDateTime>,
    pub(crate) instant: Option<DateTime<Utc>>,
    pub(crate) uuid: Option<Uuid>,
    pub(crate) json: Option<Value>,
    pub(crate) decimal: Option<BigDecimal>,
    #[column(sql_type = Text)]
    pub(crate) email: Option<Email>,
}

macro_rules! conversions {
    ($($field:ident)*) => {
        /// The row that an insert makes.
        pub(crate) fn sample(id: i32, values: SampleInsert) -> Sample {
            Sample { id, $($field: values.$field),* }
        }

        /// The row that an insert makes.
        pub(crate) fn maybe(id: i32, values: MaybeInsert) -> Maybe {
            Maybe { id, $($field: values.$field),* }
        }

        /// The same values where each may be missing.
        pub(crate) fn all_given(values: SampleInsert) -> MaybeInsert {
            MaybeInsert { id: None, $($field: Some(values.$field)),* }
        }

        /// Only the values whose bit is set.
        pub(crate) fn some_given(values: SampleInsert, mut bits: u32) -> MaybeInsert {
            MaybeInsert {
                id: None,
                $($field: {
                    bits = bits.rotate_right(1);
                    (bits & 1 == 1).then_some(values.$field)
                }),*
            }
        }
    };
}

conversions! {
    small integer big real double flag text bytes date time timestamp instant uuid json decimal email
}
