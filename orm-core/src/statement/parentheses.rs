//! The parentheses around users' conditions.
//!
//! Owns the decision which parentheses a statement keeps. Diesel's expressions write parentheses around themselves, raw
//! SQL does not, and a node cannot see the text of the nodes inside it. So each condition is written inside marked
//! parentheses, and [`settle`] reads the marked text of a whole statement. It removes the parentheses of a condition
//! that it understands, such as `("wins" > ?)` or `(("wins" > ?) AND ("name" = ?))`. A condition with an OR keeps one
//! pair. A condition that it does not understand, such as a function call or raw SQL, keeps one pair and its text. Must
//! not know models or keys.

use diesel::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::Error;

use super::walk;
use crate::dialect::Dialect;

/// A mark at the inner side of a parenthesis. It is white space in SQL, so that text with marks is valid too.
const MARK: char = '\u{c}';

/// Writes a condition that stands alone or between ANDs.
pub(super) fn push_condition<'b, DB: Dialect, E: QueryFragment<DB>>(
    out: &mut AstPass<'_, 'b, DB>,
    condition: &'b E,
) -> QueryResult<()> {
    out.push_sql("(\u{c}");
    walk(condition, out)?;
    out.push_sql("\u{c})");
    Ok(())
}

/// Writes a condition that stands after NOT or before IS: always in parentheses, and in one pair.
pub(super) fn push_operand<'b, DB: Dialect, E: QueryFragment<DB>>(
    out: &mut AstPass<'_, 'b, DB>,
    condition: &'b E,
) -> QueryResult<()> {
    out.push_sql("(\u{c}");
    walk(condition, out)?;
    out.push_sql("\u{c}\u{c})");
    Ok(())
}

/// Removes the marks from a statement, and the parentheses that its conditions do not need.
///
/// # Errors
/// When a condition closes a parenthesis that it does not open, or leaves a parenthesis or a quote open: it would
/// change the conditions beside it.
pub(super) fn settle(sql: String) -> QueryResult<String> {
    if !sql.contains(MARK) {
        return Ok(sql);
    }
    Ok(settle_marked(&sql)?.unwrap_or(sql))
}

/// Removes the marks and the parentheses that are not needed; `None` where the marks do not form pairs.
fn settle_marked(sql: &str) -> Result<Option<String>, Unbalanced> {
    let mut open: Vec<String> = Vec::new();
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(mark) = rest.find(MARK) {
        text.push_str(&rest[..mark]);
        rest = &rest[mark + MARK.len_utf8()..];
        let operand = rest.strip_prefix("\u{c})");
        if let Some(behind) = operand.or_else(|| rest.strip_prefix(')')) {
            let Some(before) = open.pop() else { return Ok(None) };
            let condition = std::mem::replace(&mut text, before);
            text.push_str(&if operand.is_some() { parenthesized(&condition)? } else { condition_alone(&condition)? });
            rest = behind;
        } else if text.ends_with('(') {
            text.pop();
            open.push(std::mem::take(&mut text));
        } else {
            return Ok(None);
        }
    }
    text.push_str(rest);
    Ok(open.is_empty().then_some(text))
}

/// Returns the condition as it stands alone or between ANDs.
fn condition_alone(condition: &str) -> Result<String, Unbalanced> {
    let Simple { text, loosest } = simplify(condition)?;
    Ok(if loosest >= Loosest::Or { format!("({text})") } else { text })
}

/// Returns the condition in one pair of parentheses.
fn parenthesized(condition: &str) -> Result<String, Unbalanced> {
    let Simple { text, loosest } = simplify(condition)?;
    Ok(if loosest == Loosest::Enclosed { text } else { format!("({text})") })
}

/// A condition without parentheses around it.
struct Simple {
    text: String,
    loosest: Loosest,
}

/// The operator that binds the parts of a condition most loosely. The variants are ordered from tight to loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loosest {
    /// The condition's own parentheses around text that is not understood.
    Enclosed,
    Comparison,
    And,
    Or,
    /// An operator that is not understood.
    Unknown,
}

/// The error of a condition that closes a parenthesis it does not open, or leaves a parenthesis or a quote open.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unbalanced;

impl From<Unbalanced> for Error {
    fn from(_: Unbalanced) -> Self {
        Error::QueryBuilderError("a condition has a parenthesis or a quote that opens or closes alone".into())
    }
}

/// Removes the parentheses around the condition and around its parts where they change nothing.
fn simplify(condition: &str) -> Result<Simple, Unbalanced> {
    let condition = condition.trim();
    let unknown = || Simple { text: condition.to_owned(), loosest: Loosest::Unknown };
    let tokens = tokens(condition)?;
    if let [Token { kind: Kind::Group, text }] = tokens[..] {
        let inside = simplify(&text[1..text.len() - 1])?;
        let enclosed = || Simple { text: text.to_owned(), loosest: Loosest::Enclosed };
        return Ok(if inside.loosest == Loosest::Unknown { enclosed() } else { inside });
    }
    if tokens.is_empty() || tokens.iter().any(|token| token.kind == Kind::Unknown) {
        return Ok(unknown());
    }
    let number = |word| tokens.iter().filter(|token| token.is(word)).count();
    // The AND of a BETWEEN joins no conditions. A BETWEEN without its own AND would take the one after the condition.
    match number("BETWEEN") {
        0 => {}
        betweens if betweens > number("AND") => return Ok(unknown()),
        _ => {
            let loosest = if number("OR") > 0 { Loosest::Or } else { Loosest::And };
            return Ok(Simple { text: condition.to_owned(), loosest });
        }
    }
    let alternatives: Vec<_> = tokens.split(|token| token.is("OR")).collect();
    let mut loosest = if alternatives.len() > 1 { Loosest::Or } else { Loosest::Comparison };
    let mut text = String::with_capacity(condition.len());
    for (place, alternative) in alternatives.iter().enumerate() {
        text.push_str(if place > 0 { " OR " } else { "" });
        for (place, part) in alternative.split(|token| token.is("AND")).enumerate() {
            let Some(part) = simplify_part(condition, part, alternatives.len() > 1)? else { return Ok(unknown()) };
            text.push_str(if place > 0 { " AND " } else { "" });
            text.push_str(&part.text);
            loosest = loosest.max(if place > 0 { Loosest::And } else { part.loosest });
        }
    }
    Ok(Simple { text, loosest })
}

/// Simplifies one of the parts between the ANDs and ORs of a condition; `None` where the part is empty.
fn simplify_part(condition: &str, part: &[Token<'_>], beside_or: bool) -> Result<Option<Simple>, Unbalanced> {
    let (Some(first), Some(last)) = (part.first(), part.last()) else { return Ok(None) };
    let nots = part.iter().take_while(|token| token.is("NOT")).count();
    let text = match part[nots..] {
        [Token { kind: Kind::Group, text }] if nots == 0 => {
            let inside = simplify(text)?;
            match inside.loosest {
                Loosest::Or => format!("({})", inside.text),
                Loosest::And if beside_or => format!("({})", inside.text),
                loosest => return Ok(Some(Simple { text: inside.text, loosest })),
            }
        }
        [Token { kind: Kind::Group, text }] => format!("{}{}", "NOT ".repeat(nots), parenthesized(text)?),
        _ => {
            let start = first.text.as_ptr() as usize - condition.as_ptr() as usize;
            let end = last.text.as_ptr() as usize - condition.as_ptr() as usize + last.text.len();
            condition[start..end].to_owned()
        }
    };
    Ok(Some(Simple { text, loosest: Loosest::Comparison }))
}

#[derive(Debug, Clone, Copy)]
struct Token<'s> {
    kind: Kind,
    text: &'s str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A pair of parentheses with the text inside.
    Group,
    /// A word that stands in [`WORDS`].
    Word,
    /// A name or a text in quotes, a number, a bound value, an operator.
    Symbol,
    /// Text that might bind the parts of a condition in another way.
    Unknown,
}

/// The words that stand between the parts of a condition and bind tighter than AND, apart from the first two, and the
/// names of aggregates.
const WORDS: [&str; 24] = [
    "OR", "AND", "NOT", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE", "LIKE", "ILIKE", "GLOB", "SIMILAR", "TO",
    "ESCAPE", "DISTINCT", "FROM", "ANY", "EXISTS", "COUNT", "SUM", "AVG", "MIN", "MAX",
];

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Splits a condition into tokens. A pair of parentheses with the text inside is one token.
fn tokens(text: &str) -> Result<Vec<Token<'_>>, Unbalanced> {
    let (mut tokens, mut depth, mut group, mut at) = (Vec::new(), 0_usize, 0, 0);
    while let Some(first) = text.as_bytes().get(at) {
        let (length, kind) = token(&text[at..])?;
        match first {
            b'(' => {
                group = if depth == 0 { at } else { group };
                depth += 1;
            }
            b')' => {
                depth = depth.checked_sub(1).ok_or(Unbalanced)?;
                if depth == 0 {
                    tokens.push(Token { kind: Kind::Group, text: &text[group..=at] });
                }
            }
            byte if depth == 0 && !byte.is_ascii_whitespace() => {
                tokens.push(Token { kind, text: &text[at..at + length] });
            }
            _ => {}
        }
        at += length;
    }
    if depth == 0 { Ok(tokens) } else { Err(Unbalanced) }
}

/// Returns the length of the first token and its kind.
pub(super) fn token(text: &str) -> Result<(usize, Kind), Unbalanced> {
    let bytes = text.as_bytes();
    let run = |accept: fn(u8) -> bool| bytes.iter().take_while(|byte| accept(**byte)).count();
    let end = |from: usize, of: &str| text[from..].find(of).map(|place| from + place + of.len()).ok_or(Unbalanced);
    Ok(match bytes[0] {
        b'\'' => (end(1, "'")?, Kind::Symbol),
        b'"' => (end(1, "\"")?, Kind::Symbol),
        b'`' => (end(1, "`")?, Kind::Symbol),
        b'e' | b'E' if bytes.get(1) == Some(&b'\'') => (escaped(bytes)?, Kind::Unknown),
        b'-' if text.starts_with("--") => (end(2, "\n")?, Kind::Unknown),
        b'/' if text.starts_with("/*") => {
            let end = end(2, "*/")?;
            // A comment inside a comment: SQLite ends both at the first `*/`, PostgreSQL only the inner one.
            if text[2..end].contains("/*") { Err(Unbalanced)? } else { (end, Kind::Unknown) }
        }
        b'$' => {
            let name = 1 + bytes[1..].iter().take_while(|byte| is_of_name(**byte)).count();
            match bytes.get(name) {
                // A literal of PostgreSQL: `$name$ .. $name$`.
                Some(b'$') => (end(name + 1, &text[..=name])?, Kind::Unknown),
                _ if bytes[1..name].iter().all(u8::is_ascii_digit) => (name, Kind::Symbol),
                _ => (name, Kind::Unknown),
            }
        }
        byte if byte.is_ascii_digit() => {
            let length = run(|byte| is_of_name(byte) || byte == b'.');
            let number = bytes[..length].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
            (length, if number { Kind::Symbol } else { Kind::Unknown })
        }
        byte if is_of_name(byte) => {
            let length = run(|byte| is_of_name(byte) || byte == b'$');
            let known = WORDS.iter().any(|word| text[..length].eq_ignore_ascii_case(word));
            (length, if known { Kind::Word } else { Kind::Unknown })
        }
        b'=' | b'<' | b'>' | b'!' | b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'&' | b'~' | b'.' | b'?' => {
            (1, Kind::Symbol)
        }
        _ => (1, Kind::Unknown),
    })
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Returns the length of PostgreSQL's `E'..'`, in which a backslash escapes a quote.
fn escaped(bytes: &[u8]) -> Result<usize, Unbalanced> {
    let mut at = 2;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\'' => return Ok(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    Err(Unbalanced)
}

#[cfg(test)]
mod tests;
