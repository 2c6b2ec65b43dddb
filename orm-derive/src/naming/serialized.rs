//! Names in serialized rows.
//!
//! Owns the rules of serde's `rename_all`. Associations are named by the same rules as fields, so each rule does to a
//! name exactly what serde does to the name of a field. Must not know which names are serialized.

use super::RenameRule;

/// A rule of `#[serde(rename_all = "..")]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SerdeRule {
    /// `lowercase` and `snake_case`: serde takes the name of a field to be written so.
    Unchanged,
    Upper,
    Pascal,
    Camel,
    Kebab,
    ScreamingKebab,
}

impl SerdeRule {
    /// The rules by serde's names for them.
    pub(crate) const NAMES: [(&str, Self); 8] = [
        ("lowercase", Self::Unchanged),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Unchanged),
        ("SCREAMING_SNAKE_CASE", Self::Upper),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    /// Finds the rule by its name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule)
    }

    /// The serialized name.
    pub(crate) fn apply(self, name: &str) -> String {
        match self {
            Self::Unchanged => name.to_owned(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Pascal => name.split('_').map(|word| with_first(word, char::to_ascii_uppercase)).collect(),
            Self::Camel => with_first(&Self::Pascal.apply(name), char::to_ascii_lowercase),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.replace('_', "-").to_ascii_uppercase(),
        }
    }
}

/// The rule of the same name.
impl From<RenameRule> for SerdeRule {
    fn from(rule: RenameRule) -> Self {
        match rule {
            RenameRule::Snake => Self::Unchanged,
            RenameRule::Camel => Self::Camel,
            RenameRule::Pascal => Self::Pascal,
            RenameRule::ScreamingSnake => Self::Upper,
        }
    }
}

/// The word with another first letter.
fn with_first(word: &str, change: fn(&char) -> char) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| change(&first)).into_iter().chain(letters).collect()
}
