//! Text that is put together while the user's crate compiles: the SQL of an association, with names from other models.
//!
//! Owns the functions that join constant texts. Must not know models.

/// Adds up the lengths of the parts.
#[doc(hidden)]
pub const fn length(parts: &[&str]) -> usize {
    let (mut length, mut part) = (0, 0);
    while part < parts.len() {
        length += parts[part].len();
        part += 1;
    }
    length
}

/// Joins the parts; `LENGTH` is their [`length`].
#[doc(hidden)]
pub const fn join<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    let (mut end, mut part) = (0, 0);
    while part < parts.len() {
        let text = parts[part].as_bytes();
        let mut place = 0;
        while place < text.len() {
            bytes[end] = text[place];
            end += 1;
            place += 1;
        }
        part += 1;
    }
    bytes
}

/// Reads the bytes as text.
///
/// # Panics
/// When the bytes are not UTF-8. [`join`] returns only UTF-8.
#[doc(hidden)]
pub const fn concat(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("text joined of text is text"),
    }
}

/// Writes the condition that joins two tables: the columns at both sides are equal.
#[doc(hidden)]
#[macro_export]
macro_rules! __join_condition {
    ($left:expr, $right:expr) => {{
        const LEFT: &[&str] = $left;
        const RIGHT: &[&str] = $right;
        const BYTES: [u8; $crate::derive::pairs_length(LEFT, RIGHT)] = $crate::derive::join_pairs(LEFT, RIGHT);
        $crate::derive::concat(&BYTES)
    }};
}

/// Joins constant texts into one constant text.
#[doc(hidden)]
#[macro_export]
macro_rules! __concat {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        const BYTES: [u8; $crate::derive::length(PARTS)] = $crate::derive::join(PARTS);
        $crate::derive::concat(&BYTES)
    }};
}

/// Lists constant names as messages do: `` `a`, `b` and `c` ``.
#[doc(hidden)]
#[macro_export]
macro_rules! __list {
    ($names:expr) => {{
        const NAMES: &[&str] = $names;
        const PARTS: [&str; 3 * NAMES.len()] = $crate::derive::listed(NAMES);
        const BYTES: [u8; $crate::derive::length(&PARTS)] = $crate::derive::join(&PARTS);
        $crate::derive::concat(&BYTES)
    }};
}

/// Surrounds each name with its backticks and with what separates it from the name before.
#[doc(hidden)]
pub const fn listed<const PARTS: usize>(names: &[&'static str]) -> [&'static str; PARTS] {
    let (mut parts, mut place) = ([""; PARTS], 0);
    while place < names.len() {
        parts[3 * place] = match place {
            0 => "`",
            _ if place + 1 == names.len() => " and `",
            _ => ", `",
        };
        parts[3 * place + 1] = names[place];
        parts[3 * place + 2] = "`";
        place += 1;
    }
    parts
}

/// Adds up the length of the text that [`join_pairs`] returns.
#[doc(hidden)]
pub const fn pairs_length(left: &[&str], right: &[&str]) -> usize {
    let between = if left.len() > 1 { (left.len() - 1) * " AND ".len() } else { 0 };
    length(left) + length(right) + left.len() * " = ".len() + between
}

/// Joins the parts of both sides as `a = b AND c = d`. Both sides have the same number of parts.
#[doc(hidden)]
pub const fn join_pairs<const LENGTH: usize>(left: &[&str], right: &[&str]) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    let (mut end, mut pair) = (0, 0);
    while pair < left.len() {
        let before = if pair == 0 { "" } else { " AND " };
        let parts = [before, left[pair], " = ", right[pair]];
        let mut part = 0;
        while part < parts.len() {
            let text = parts[part].as_bytes();
            let mut place = 0;
            while place < text.len() {
                bytes[end] = text[place];
                end += 1;
                place += 1;
            }
            part += 1;
        }
        pair += 1;
    }
    bytes
}

/// Compares two texts, in a constant.
pub(crate) const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut same = left.len() == right.len();
    let mut place = 0;
    while same && place < left.len() {
        same = left[place] == right[place];
        place += 1;
    }
    same
}
