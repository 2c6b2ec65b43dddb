//! Names by convention: tables, keys, accessors.
//!
//! Owns the forms of a noun (`corrections` has the exceptions) and the rules of a `rename_all` (`serialized` has those
//! of serde). Must not know what a name is for: the user of a name decides which form a model or an alias needs, and
//! which message a wrong form gets.
//!
//! A noun is in `snake_case`, and only its last word changes: `user_project`, `user_projects`.

mod corrections;
mod serialized;
#[cfg(test)]
mod tests;

use heck::ToSnakeCase;

pub(crate) use serialized::SerdeRule;

/// `UserProject` → `user_project`, `APIKey` → `api_key`, `r#type` → `type`.
pub(crate) fn snake(name: &str) -> String {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let snake = name.to_snake_case();
    // `__` is an identifier too, and has no word.
    if snake.is_empty() { name.to_owned() } else { snake }
}

/// The plural of a noun: `person` → `people`. A plural stays as it is: `people` → `people`.
pub(crate) fn plural(noun: &str) -> String {
    with_last_word(noun, |word| {
        let corrected = corrected(word, |(singular, plural)| (singular, plural));
        corrected.unwrap_or_else(|| pluralizer::pluralize(word, 2, false))
    })
}

/// The singular of a noun: `people` → `person`. A singular stays as it is: `person` → `person`, `status` → `status`.
pub(crate) fn singular(noun: &str) -> String {
    with_last_word(noun, |word| {
        let corrected = corrected(word, |(singular, plural)| (plural, singular));
        corrected.unwrap_or_else(|| pluralizer::pluralize(word, 1, false))
    })
}

/// Whether the noun can name many: it is its own plural. `people`, `indices`, `sheep`.
///
/// A model's name for which this is true needs an explicit plural: `get_sheep` could mean one or many.
pub(crate) fn is_plural(noun: &str) -> bool {
    plural(noun) == noun
}

/// Whether the noun can name one: it is its own singular, or is used like that. `person`, `sheep`, `data`.
pub(crate) fn is_singular(noun: &str) -> bool {
    let (_, word) = divide(noun);
    corrections::ALSO_SINGULAR.contains(&word) || singular(noun) == noun
}

/// Whether plural and singular are the same: `sheep`, `equipment`, `sms`.
///
/// An alias of many for which this is true needs an explicit singular.
pub(crate) fn is_uncountable(noun: &str) -> bool {
    is_plural(noun) && singular(noun) == noun
}

/// Replaces the last word, unless it has one form only.
fn with_last_word(noun: &str, form: impl Fn(&str) -> String) -> String {
    let (before, word) = divide(noun);
    let uncountable = corrections::UNCOUNTABLE.contains(&word);
    if uncountable || corrections::UNCOUNTABLE_ENDINGS.iter().any(|ending| word.ends_with(ending)) {
        return noun.to_owned();
    }
    let form = form(word);
    // The rules take `s` for the plural of nothing.
    if form.is_empty() { noun.to_owned() } else { format!("{before}{form}") }
}

/// The wanted form of a word that is in the lists in either form. `order` turns a pair of the list so that the given
/// form comes first.
fn corrected(word: &str, order: fn((&'static str, &'static str)) -> (&'static str, &'static str)) -> Option<String> {
    let words = || corrections::WORDS.iter().copied().map(order);
    if words().any(|(_, wanted)| wanted == word) {
        return Some(word.to_owned());
    }
    if let Some((_, wanted)) = words().find(|(given, _)| *given == word) {
        return Some(wanted.to_owned());
    }
    corrections::ENDINGS.iter().copied().map(order).find_map(|(given, wanted)| {
        if word.ends_with(wanted) {
            return Some(word.to_owned());
        }
        word.strip_suffix(given).map(|beginning| format!("{beginning}{wanted}"))
    })
}

/// The words before the last one, with the underscore that ends them, and the last one.
fn divide(noun: &str) -> (&str, &str) {
    noun.split_at(noun.rfind('_').map_or(0, |underscore| underscore + 1))
}

/// A convention for the names of columns: `#[model(rename_all = "..")]`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Snake,
    Camel,
    Pascal,
    ScreamingSnake,
}

impl RenameRule {
    /// The names of the rules, as serde writes them.
    pub(crate) const NAMES: [(&str, Self); 4] = [
        ("snake_case", Self::Snake),
        ("camelCase", Self::Camel),
        ("PascalCase", Self::Pascal),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
    ];

    /// The column's name for a field's name.
    pub(crate) fn apply(self, field: &str) -> String {
        use heck::{ToLowerCamelCase, ToPascalCase, ToShoutySnakeCase};
        match self {
            Self::Snake => field.to_owned(),
            Self::Camel => field.to_lower_camel_case(),
            Self::Pascal => field.to_pascal_case(),
            Self::ScreamingSnake => field.to_shouty_snake_case(),
        }
    }
}

/// The number by which `orm_core::derive::Field` finds a column of that name (FNV-1a).
pub(crate) fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
