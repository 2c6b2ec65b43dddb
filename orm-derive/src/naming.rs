//! Names by convention: tables, keys, accessors.

use heck::ToSnakeCase;

/// `UserProject` → `user_project`, `APIKey` → `api_key`.
pub(crate) fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// The plural of a `snake_case` noun: its last word's plural. `user_project` → `user_projects`, `person` → `people`.
pub(crate) fn plural(noun: &str) -> String {
    let (before, last) = noun.rsplit_once('_').map_or(("", noun), |(before, last)| (before, last));
    let last = pluralizer::pluralize(last, 2, false);
    if before.is_empty() { last } else { format!("{before}_{last}") }
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
    /// The rules' names, as serde writes them.
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

/// TEMP singular.
pub(crate) fn singular(noun: &str) -> String {
    let (before, last) = noun.rsplit_once('_').map_or(("", noun), |(before, last)| (before, last));
    let last = pluralizer::pluralize(last, 1, false);
    if before.is_empty() { last } else { format!("{before}_{last}") }
}

/// TEMP
pub(crate) fn is_singular(noun: &str) -> bool {
    singular(noun) == noun || plural(noun) != noun
}
