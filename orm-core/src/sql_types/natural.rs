//! The Rust type that `select` reads for an SQL type, and the SQL type as which a value in raw SQL is bound.
//!
//! Owns the table of these types. Must not know statements.

use diesel::sql_types::IntoNullable;

/// An SQL type with a usual Rust type, which `select` reads: `i32` for `Integer`.
#[diagnostic::on_unimplemented(
    message = "there is no usual Rust type for the SQL type `{Self}`",
    label = "`select` does not know what to read this into",
    note = "name the type: `.select_as::<Type, _>(..)`"
)]
pub trait DefaultRust {
    /// The usual Rust type.
    type Rust: Send + 'static;
    /// The number of columns: more than one for a tuple.
    #[doc(hidden)]
    const COLUMNS: usize = 1;
}

/// A value with a usual SQL type, as which it is bound in raw SQL: `i32` as `Integer`.
#[diagnostic::on_unimplemented(
    message = "there is no usual SQL type for `{Self}`",
    label = "the SQL type is not known",
    note = "name the type: `.bind_as::<SqlType, _>(..)`"
)]
pub trait DefaultSqlType {
    /// The usual SQL type.
    type SqlType: diesel::sql_types::SqlType;
    /// The value, owned.
    type Owned: std::fmt::Debug + Clone + Send + Sync + 'static;
    /// Makes the value an owned one.
    fn into_owned(self) -> Self::Owned;
}

impl DefaultSqlType for &str {
    type SqlType = diesel::sql_types::Text;
    type Owned = String;

    fn into_owned(self) -> String {
        self.to_owned()
    }
}

impl<T: DefaultSqlType<SqlType: IntoNullable<Nullable: diesel::sql_types::SqlType>>> DefaultSqlType for Option<T> {
    type SqlType = <T::SqlType as IntoNullable>::Nullable;
    type Owned = Option<T::Owned>;

    fn into_owned(self) -> Option<T::Owned> {
        self.map(T::into_owned)
    }
}

macro_rules! natural {
    ($($(#[$cfg:meta])? $sql_type:ty => $rust:ty),* $(,)?) => { $(
        $(#[$cfg])?
        impl DefaultRust for $sql_type {
            type Rust = $rust;
        }

        $(#[$cfg])?
        impl DefaultSqlType for $rust {
            type SqlType = $sql_type;
            type Owned = Self;

            fn into_owned(self) -> Self {
                self
            }
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
    #[cfg(feature = "chrono")] super::TimestampTz => chrono::DateTime<chrono::Utc>,
    #[cfg(feature = "uuid")] super::Uuid => uuid::Uuid,
    #[cfg(feature = "decimal")] super::Decimal => bigdecimal::BigDecimal,
    #[cfg(feature = "serde_json")] diesel::sql_types::Jsonb => serde_json::Value,
}

impl<ST: DefaultRust + diesel::sql_types::SqlType> DefaultRust for diesel::sql_types::Nullable<ST> {
    type Rust = Option<ST::Rust>;
}

macro_rules! natural_tuples {
    ($(($($sql_type:ident),+))+) => { $(
        impl<$($sql_type: DefaultRust),+> DefaultRust for ($($sql_type,)+) {
            type Rust = ($($sql_type::Rust,)+);
            const COLUMNS: usize = 0 $(+ $sql_type::COLUMNS)+;
        }
    )+ };
}

natural_tuples! {
    (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H)
}
