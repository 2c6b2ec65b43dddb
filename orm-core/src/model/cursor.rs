//! Cursors: where a cursor page begins or ends.
//!
//! Owns the text of a cursor, which a client keeps and sends back, and the check of that text. Must not know
//! statements.

use std::fmt;
use std::str::FromStr;

use super::Model;
use super::keyset::{KeysetOrder, Position, Sorted};
use crate::descriptor::names::hash;

/// The position of a row in an order of cursor pages: the next page begins after it.
///
/// A page gives its cursors, [`next`](crate::query::KeysetPage::next) and
/// [`previous`](crate::query::KeysetPage::previous). `M` is the model and `O` the order, so that a cursor of another
/// order does not compile. A cursor is written as text by `to_string()` and read by `parse()`. The text has letters,
/// digits, `-` and `_`, so it stands in a URL as it is. With the feature `serde` a cursor serializes as this text.
///
/// The text is not encrypted: it holds the values by which the row is sorted, and a client can read and change them. A
/// text that is changed is an [`InvalidCursor`], or the position of another row. The values are bound, and never become
/// SQL. The conditions of the query are not part of the cursor.
///
/// # Example
/// ```
/// use orm_core::diesel::dsl::{Asc, Desc};
/// use orm_core::prelude::*;
/// use orm_core::{errors::InvalidCursor, query::Cursor};
///
/// #[derive(Model)]
/// struct Team { id: i32, name: String, wins: i32 }
///
/// type BestFirst = (Desc<teams::wins>, Asc<teams::name>);
///
/// fn cursor(text: &str) -> Result<Cursor<Team, BestFirst>, InvalidCursor> {
///     text.parse()
/// }
///
/// assert!(cursor("garbage").is_err());
/// ```
pub struct Cursor<M: Model, O: KeysetOrder<M>>(pub(crate) Position<M, O>);

/// A text that is not a cursor of the order: it was changed, cut off, or belongs to another order.
///
/// `?` turns it into [`Error::InvalidValue`](crate::Error::InvalidValue): the input is wrong, not the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this text is not a cursor of this order of `{model}`")]
pub struct InvalidCursor {
    /// The model whose rows are sorted.
    pub model: &'static str,
}

impl<M: Model, O: KeysetOrder<M>> Cursor<M, O> {
    /// The position of a row: `.after(..)` it, the rows begin that follow this one in the order.
    ///
    /// # Example
    /// ```
    /// # use orm_core::__assert_sql as assert_sql;
    /// # use orm_core::prelude::*;
    /// use orm_core::query::Cursor;
    /// # #[derive(Model)]
    /// # struct Team { id: i32, name: String }
    ///
    /// let jazz = Team { id: 7, name: "Jazz".to_owned() };
    /// assert_sql!(
    ///     Team::query().keyset(teams::name.asc(), 20).after(Cursor::of(&jazz)),
    ///     r#"SELECT "teams"."id", "teams"."name" FROM "teams"
    ///            WHERE ("teams"."name", "teams"."id") > (?, ?)
    ///            ORDER BY "teams"."name" ASC, "teams"."id" ASC LIMIT ? -- binds: ["Jazz", 7, 21]"#
    /// );
    /// ```
    pub fn of(row: &M) -> Self {
        Self(Position::of(row))
    }

    /// The bytes behind the text: a hash of the order, then each value after its length. The length is written plus
    /// one, and 0 stands for NULL.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Self::order().to_vec();
        for part in self.0.write() {
            let length = part.as_ref().map_or(0, |part| part.len() + 1);
            push_number(&mut bytes, length);
            bytes.extend(part.unwrap_or_default());
        }
        bytes
    }

    /// A hash of the model and the order, so that a cursor of another order is recognised.
    fn order() -> [u8; 4] {
        let mut parts = vec![M::TABLE];
        for Sorted { sql, descending, .. } in Position::<M, O>::columns() {
            parts.extend([sql, if descending { "DESC" } else { "ASC" }]);
        }
        let [.., a, b, c, d] = hash(&parts).to_be_bytes();
        [a, b, c, d]
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = decoded(text)?;
        let mut rest = bytes.strip_prefix(&Self::order())?;
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let length = take_number(&mut rest)?;
            let part = match length.checked_sub(1) {
                None => None,
                Some(length) => {
                    let (part, behind) = rest.split_at_checked(length)?;
                    rest = behind;
                    Some(part.to_owned())
                }
            };
            parts.push(part);
        }
        Position::read(&parts).map(Self)
    }
}

/// Writes a number in groups of seven bits. All groups but the last have the eighth bit.
fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

/// Reads a number of at most four groups of seven bits: no cursor is longer.
fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in [0, 7, 14, 21] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The digits of base64 for URLs.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes in base64 for URLs, without padding.
fn encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        let digit = |place: usize| char::from(DIGITS[(bits >> (18 - 6 * place)) as usize & 0x3f]);
        text.extend((0..=group.len()).map(digit));
    }
    text
}

/// Reads base64 for URLs, without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0;
        for digit in group {
            let value = match digit {
                b'A'..=b'Z' => digit - b'A',
                b'a'..=b'z' => digit - b'a' + 26,
                b'0'..=b'9' => digit - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
        }
        let [_, all @ ..] = (bits << (6 * (4 - group.len()))).to_be_bytes();
        bytes.extend(all.get(..group.len().checked_sub(1).filter(|length| *length > 0)?)?);
    }
    Some(bytes)
}

impl<M: Model, O: KeysetOrder<M>> fmt::Display for Cursor<M, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&encoded(&self.bytes()))
    }
}

impl<M: Model, O: KeysetOrder<M>> FromStr for Cursor<M, O> {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        Self::read(text).ok_or(InvalidCursor { model: M::NAME })
    }
}

impl<M: Model, O: KeysetOrder<M>> Clone for Cursor<M, O> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<M: Model, O: KeysetOrder<M>> fmt::Debug for Cursor<M, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cursor({self})")
    }
}

/// Two cursors are equal when they are the same position.
impl<M: Model, O: KeysetOrder<M>> PartialEq for Cursor<M, O> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl<M: Model, O: KeysetOrder<M>> Eq for Cursor<M, O> {}

#[cfg(feature = "serde")]
impl<M: Model, O: KeysetOrder<M>> serde::Serialize for Cursor<M, O> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de, M: Model, O: KeysetOrder<M>> serde::Deserialize<'de> for Cursor<M, O> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
