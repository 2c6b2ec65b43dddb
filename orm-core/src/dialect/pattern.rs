//! The patterns by which a statement finds a text inside another one.
//!
//! Owns how a text is made a pattern of LIKE and of GLOB that finds it literally. Must not know which database takes
//! which pattern.

/// The place of the text that is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    Start,
    End,
}

/// A text to be found literally, as a pattern of LIKE and as a pattern of GLOB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPattern {
    /// The pattern of LIKE, with a backslash before each wildcard of the text.
    pub(super) like: String,
    /// The pattern of GLOB, with each wildcard of the text in brackets.
    pub(super) glob: String,
}

impl TextPattern {
    pub(crate) fn new(text: &str, place: Place) -> Self {
        Self { like: pattern(text, place, '%', like), glob: pattern(text, place, '*', glob) }
    }
}

/// Writes the text with its wildcards escaped, and `any` where any text may stand.
fn pattern(text: &str, place: Place, any: char, escape: fn(&mut String, char)) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    if place != Place::Start {
        pattern.push(any);
    }
    text.chars().for_each(|character| escape(&mut pattern, character));
    if place != Place::End {
        pattern.push(any);
    }
    pattern
}

fn like(pattern: &mut String, character: char) {
    if matches!(character, '%' | '_' | '\\') {
        pattern.push('\\');
    }
    pattern.push(character);
}

fn glob(pattern: &mut String, character: char) {
    if matches!(character, '*' | '?' | '[') {
        pattern.extend(['[', character, ']']);
    } else {
        pattern.push(character);
    }
}

#[test]
fn wildcards_are_escaped() {
    let pattern = TextPattern::new(r"50%_\*?[a]", Place::Anywhere);
    assert_eq!(pattern.like, r"%50\%\_\\*?[a]%");
    assert_eq!(pattern.glob, r"*50%_\[*][?][[]a]*");
    assert_eq!(TextPattern::new("a", Place::Start).like, "a%");
    assert_eq!(TextPattern::new("a", Place::End).glob, "*a");
}
