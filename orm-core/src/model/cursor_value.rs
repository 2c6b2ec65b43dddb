//! Values of columns inside the cursors of cursor pages.
//!
//! Owns how a value is written into a cursor and read back. What is read comes from a client, so it may be anything.
//! Must not know cursors or columns.

/// A type of a column by which cursor pages can be sorted. A cursor holds values of these types.
///
/// It is implemented for whole numbers, floating point numbers, `bool`, `String`, `Vec<u8>` and the optional field
/// types for dates, times, UUIDs and decimals. Implement it for a type of your own by calling the implementation of the
/// type that it wraps.
///
/// # Example
/// ```
/// use orm_core::query::CursorValue;
///
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// struct PlayerNumber(i32);
///
/// impl CursorValue for PlayerNumber {
///     fn to_cursor(&self) -> Vec<u8> {
///         self.0.to_cursor()
///     }
///
///     fn from_cursor(bytes: &[u8]) -> Option<Self> {
///         i32::from_cursor(bytes).map(Self)
///     }
/// }
///
/// assert_eq!(PlayerNumber::from_cursor(&PlayerNumber(7).to_cursor()), Some(PlayerNumber(7)));
/// ```
#[diagnostic::on_unimplemented(
    message = "cursor pages cannot be sorted by a column of type `{Self}`",
    label = "a value of type `{Self}` cannot stand in a cursor",
    note = "sort by a number, a `bool`, a `String`, a `Vec<u8>`, a date, a time, a `Uuid` or a `BigDecimal`",
    note = "for a type of your own, implement `orm_core::query::CursorValue` by calling that of the type that it wraps"
)]
pub trait CursorValue: Clone + Send + Sync + 'static {
    /// Returns the value as it stands in a cursor.
    fn to_cursor(&self) -> Vec<u8>;

    /// Reads the value from a cursor. Returns `None` where the bytes are no value of this type: they may come from a
    /// client.
    fn from_cursor(bytes: &[u8]) -> Option<Self>;
}

fn parsed<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// Values that are written as text, which reads back as the same value.
macro_rules! as_text {
    ($($(#[$cfg:meta])? $type:ty: $form:literal;)*) => { $(
        $(#[$cfg])?
        impl CursorValue for $type {
            fn to_cursor(&self) -> Vec<u8> {
                format!($form, self).into_bytes()
            }

            fn from_cursor(bytes: &[u8]) -> Option<Self> {
                parsed(bytes)
            }
        }
    )* };
}

as_text! {
    i16: "{}";
    i32: "{}";
    i64: "{}";
    f32: "{}";
    f64: "{}";
    bool: "{}";
    #[cfg(feature = "uuid")] uuid::Uuid: "{}";
    // The forms of chrono's `Debug` are the ones that its `FromStr` reads.
    #[cfg(feature = "chrono")] chrono::NaiveDate: "{:?}";
    #[cfg(feature = "chrono")] chrono::NaiveTime: "{:?}";
    #[cfg(feature = "chrono")] chrono::NaiveDateTime: "{:?}";
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc>: "{:?}";
}

impl CursorValue for String {
    fn to_cursor(&self) -> Vec<u8> {
        self.as_bytes().to_owned()
    }

    fn from_cursor(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_owned()).ok()
    }
}

impl CursorValue for Vec<u8> {
    fn to_cursor(&self) -> Vec<u8> {
        self.clone()
    }

    fn from_cursor(bytes: &[u8]) -> Option<Self> {
        Some(bytes.to_owned())
    }
}

/// A decimal is written with all its digits. A short text with a large exponent would be a number of millions of
/// digits, which costs time; so none with more digits behind the point than PostgreSQL stores, and none with a positive
/// exponent, is read.
#[cfg(feature = "decimal")]
impl CursorValue for bigdecimal::BigDecimal {
    fn to_cursor(&self) -> Vec<u8> {
        let (_, scale) = self.as_bigint_and_exponent();
        let (digits, scale) = self.with_scale(scale.max(0)).as_bigint_and_exponent();
        format!("{digits}e-{scale}").into_bytes()
    }

    fn from_cursor(bytes: &[u8]) -> Option<Self> {
        let number: Self = parsed(bytes)?;
        let (_, scale) = number.as_bigint_and_exponent();
        (0..=16_383).contains(&scale).then_some(number)
    }
}
