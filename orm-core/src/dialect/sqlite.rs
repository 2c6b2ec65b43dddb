//! The SQL of SQLite where it differs from PostgreSQL's.
//!
//! Owns its lists of keys, LIMIT and OFFSET, the search in texts, how transactions begin and end, the lock of a row, which
//! values can be stored, and the greatest number of bound values. Must not know PostgreSQL.

use std::any::{Any, TypeId};

use diesel::QueryResult;
use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Integer, SmallInt, Text};
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

use super::{Dialect, DoesNotFit, KeyList, PushCompositeKeyList, PushKeyList, TextPattern, TransactionMode};

/// Whether a floating point number is in the range of whole numbers of 64 bits.
fn is_in_range(number: f64) -> bool {
    // 2 to the power of 63 is exact; the greatest `i64` is not.
    const END: f64 = 9_223_372_036_854_775_808.0;
    (-END..END).contains(&number)
}

impl Dialect for Sqlite {
    const MAX_BINDS: usize = 32_766;
    const SYSTEM: &'static str = "sqlite";
    const ROW_LOCK: Option<&'static str> = None;
    const TYPES_EXPRESSIONS: bool = false;
    const PLACEHOLDERS: &'static [&'static str] = &["?", ":", "@"];
    const HAS_DEFAULT_VALUE: bool = false;

    const COMMIT_IF_SOUND: Option<&'static str> = None;

    // Every transaction of SQLite is serializable. One that begins without IMMEDIATE and writes later fails when another
    // connection has written meanwhile.
    fn begin(mode: TransactionMode) -> String {
        if mode.read_only { "BEGIN" } else { "BEGIN IMMEDIATE" }.to_owned()
    }

    fn start_of(period: &str, _: [&str; 2]) -> [String; 2] {
        ["date(".to_owned(), format!(", 'start of {period}')")]
    }

    fn push_limit<'b>(
        mut out: AstPass<'_, 'b, Self>,
        limit: Option<&'b i64>,
        offset: Option<&'b i64>,
    ) -> QueryResult<()> {
        match (limit, offset) {
            (None, None) => return Ok(()),
            (Some(limit), _) => {
                out.push_sql(" LIMIT ");
                Self::push_number(out.reborrow(), limit)?;
            }
            // SQLite has no OFFSET without LIMIT; a negative one means "no limit".
            (None, Some(_)) => out.push_sql(" LIMIT -1"),
        }
        if let Some(offset) = offset {
            out.push_sql(" OFFSET ");
            Self::push_number(out, offset)?;
        }
        Ok(())
    }

    fn push_number<'b>(mut out: AstPass<'_, 'b, Self>, number: &'b i64) -> QueryResult<()> {
        out.push_bind_param::<BigInt, i64>(number)
    }

    // LIKE distinguishes no cases, GLOB always does. Both take a text up to its first NUL.
    fn push_text_search<'b>(
        mut out: AstPass<'_, 'b, Self>,
        pattern: &'b TextPattern,
        ignores_case: bool,
    ) -> QueryResult<()> {
        let (operator, text) = if ignores_case { (" LIKE ", &pattern.like) } else { (" GLOB ", &pattern.glob) };
        out.push_sql(operator);
        if text.contains('\0') {
            out.push_bind_param::<Text, HasNul>(&HasNul)?;
        } else {
            out.push_bind_param::<Text, String>(text)?;
        }
        out.push_sql(if ignores_case { " ESCAPE '\\'" } else { "" });
        Ok(())
    }

    fn can_store(value: &dyn Any) -> bool {
        let number = value.downcast_ref::<f64>().or_else(|| value.downcast_ref::<Option<f64>>()?.as_ref()).copied();
        let single = value.downcast_ref::<f32>().or_else(|| value.downcast_ref::<Option<f32>>()?.as_ref()).copied();
        !number.or(single.map(f64::from)).is_some_and(f64::is_nan)
    }

    // SQLite stores a whole number of 64 bits in any column. Diesel would keep only the lower bits.
    fn read<ST: 'static, T: FromSql<ST, Self>>(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<T> {
        let bits = match TypeId::of::<ST>() {
            small if small == TypeId::of::<SmallInt>() => 16,
            integer if integer == TypeId::of::<Integer>() => 32,
            big if big == TypeId::of::<BigInt>() => 64,
            _ => return T::from_sql(value),
        };
        let number = value.read_long();
        let fits = match bits {
            16 => i16::try_from(number).is_ok(),
            32 => i32::try_from(number).is_ok(),
            // The sum of two numbers that does not fit becomes a floating point number, which `read_long` would cut off.
            _ => {
                !matches!(value.value_type(), Some(SqliteType::Float | SqliteType::Double))
                    || is_in_range(value.read_double())
            }
        };
        if fits { T::from_sql(value) } else { Err(Box::new(DoesNotFit { number, bits })) }
    }
}

/// Stands in a statement for a pattern with the character NUL, so that the statement fails when it is sent and can still
/// be printed.
#[derive(Debug)]
struct HasNul;

impl ToSql<Text, Sqlite> for HasNul {
    fn to_sql<'b>(&'b self, _: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        Err("SQLite cannot search a text for the character NUL".into())
    }
}

/// A type of keys that can stand in a JSON array. SQLite takes a list of keys as one JSON value.
///
/// It is implemented for whole numbers, `String`, `Vec<u8>` (as hexadecimal digits) and the optional field types.
/// Implement it for a key type of your own by calling the implementation of the type that it wraps, as the example of
/// [`KeyValue`](crate::KeyValue) does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be listed as a key on SQLite",
    note = "implement `orm_core::ListedKey` for `{Self}` by calling that of the type that it wraps"
)]
pub trait ListedKey {
    /// Returns the SQL that reads the key. `value` is the SQL of the JSON value as `json_each` gives it.
    #[must_use]
    fn read(value: &str) -> String {
        value.to_owned()
    }

    /// Returns the key as JSON. It must read back as Diesel stores the type.
    fn to_json(&self) -> serde_json::Value;
}

macro_rules! listed_keys {
    ($($(#[$cfg:meta])? $type:ty: |$key:ident| $json:expr;)*) => { $(
        $(#[$cfg])?
        impl ListedKey for $type {
            fn to_json(&self) -> serde_json::Value {
                let $key = self;
                $json.into()
            }
        }
    )* };
}

listed_keys! {
    i16: |key| *key;
    i32: |key| *key;
    i64: |key| *key;
    bool: |key| i32::from(*key);
    String: |key| key.as_str();
    #[cfg(feature = "uuid")] uuid::Uuid: |key| key.to_string();
    #[cfg(feature = "chrono")] chrono::NaiveDate: |key| key.to_string();
    #[cfg(feature = "chrono")] chrono::NaiveDateTime: |key| key.format("%F %T%.f").to_string();
}

impl ListedKey for Vec<u8> {
    fn read(value: &str) -> String {
        format!("unhex({value})")
    }

    fn to_json(&self) -> serde_json::Value {
        use std::fmt::Write as _;
        let mut digits = String::with_capacity(self.len() * 2);
        for byte in self {
            // Writing to a String cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        digits.into()
    }
}

impl<ST, V> PushKeyList<ST, V> for Sqlite
where
    V: ListedKey + std::fmt::Debug,
{
    fn push_key_list<'b>(mut out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()> {
        out.push_sql(" IN (SELECT ");
        out.push_sql(&V::read("value"));
        out.push_sql(" FROM json_each(");
        out.push_bind_param::<Text, KeyList<V>>(keys)?;
        out.push_sql("))");
        Ok(())
    }

    // An upsert after INSERT .. SELECT needs a WHERE: without one, SQLite reads its ON as that of a join.
    fn push_key_rows<'b>(mut out: AstPass<'_, 'b, Self>, keys: &'b KeyList<V>) -> QueryResult<()> {
        out.push_sql(&V::read("value"));
        out.push_sql(" FROM json_each(");
        out.push_bind_param::<Text, KeyList<V>>(keys)?;
        out.push_sql(") WHERE TRUE");
        Ok(())
    }
}

/// A composite key is a JSON array.
macro_rules! composite_keys {
    ($(($($V:ident $place:tt)+))+) => { $(
        impl<$($V: ListedKey),+> ListedKey for ($($V,)+) {
            fn read(value: &str) -> String {
                [$($V::read(&format!(concat!("{} ->> ", $place), value))),+].join(", ")
            }

            fn to_json(&self) -> serde_json::Value {
                serde_json::Value::Array(vec![$(self.$place.to_json()),+])
            }
        }
    )+ };
}

composite_keys! {
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
}

impl<STs, Vs: ListedKey + std::fmt::Debug> PushCompositeKeyList<STs, Vs> for Sqlite {
    fn push_composite_key_rows<'b>(out: AstPass<'_, 'b, Self>, keys: &'b KeyList<Vs>) -> QueryResult<()> {
        <Self as PushKeyList<STs, Vs>>::push_key_rows(out, keys)
    }
}

impl<V: ListedKey + std::fmt::Debug> ToSql<Text, Sqlite> for KeyList<V> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        let keys: Vec<serde_json::Value> = self.0.iter().map(ListedKey::to_json).collect();
        out.set_value(serde_json::to_string(&keys)?);
        Ok(IsNull::No)
    }
}
