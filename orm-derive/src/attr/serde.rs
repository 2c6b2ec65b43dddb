//! `#[serde(..)]` of a model and of its fields.
//!
//! Owns which of serde's options decide about names, and so hold for the struct of request bodies too. Must not report
//! anything: whoever derives serde's traits gets serde's own messages, so an option with a mistake is left out.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use crate::naming::SerdeRule;

/// The options within the parentheses of an attribute.
type Options = Punctuated<Meta, Token![,]>;

/// The options of serde of a struct that decide about names.
#[derive(Default)]
pub(crate) struct SerdeOfStruct {
    /// How keys are written when a row is serialized.
    pub(crate) serialized: Option<SerdeRule>,
    /// The options for the struct of request bodies: `rename_all` and `deny_unknown_fields`.
    pub(crate) shared: Vec<Meta>,
}

/// The options of serde of a field that decide about its name and about what stands in for it.
#[derive(Default)]
pub(crate) struct SerdeOfField {
    /// `rename` and `alias`.
    pub(crate) names: Vec<Meta>,
    /// `default`, where it has no mistake.
    pub(crate) default: Option<Meta>,
}

impl SerdeOfStruct {
    pub(super) fn read(attributes: &[Attribute]) -> Self {
        let mut read = Self::default();
        for option in options(attributes) {
            if option.path().is_ident("deny_unknown_fields") && matches!(option, Meta::Path(_)) {
                read.shared.push(option);
            } else if option.path().is_ident("rename_all")
                && let Some(texts) = texts(&option)
                && texts.iter().all(|(_, rule)| SerdeRule::of(rule).is_some())
            {
                let mut serialized = texts.iter().filter(|(direction, _)| *direction != Direction::Deserialize);
                read.serialized = serialized.find_map(|(_, rule)| SerdeRule::of(rule)).or(read.serialized);
                read.shared.push(option);
            }
        }
        read
    }
}

impl SerdeOfField {
    pub(super) fn read(attributes: &[Attribute]) -> Self {
        let mut read = Self::default();
        for option in options(attributes) {
            let (path, texts) = (option.path(), texts(&option));
            let one = matches!(option, Meta::NameValue(_)) && texts.is_some();
            if path.is_ident("rename") && texts.is_some() || path.is_ident("alias") && one {
                read.names.push(option);
            } else if path.is_ident("default") && (one || matches!(option, Meta::Path(_))) {
                read.default = Some(option);
            }
        }
        read
    }
}

/// The options of all `#[serde(..)]` among the attributes.
fn options(attributes: &[Attribute]) -> impl Iterator<Item = Meta> {
    let serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde.filter_map(|attribute| attribute.parse_args_with(Options::parse_terminated).ok()).flatten()
}

/// Whether a name in an option of serde is for writing JSON, for reading it, or for both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Both,
    Serialize,
    Deserialize,
}

/// The texts of `option = ".."` or of `option(serialize = "..", deserialize = "..")`. `None` for any other form.
fn texts(option: &Meta) -> Option<Vec<(Direction, String)>> {
    match option {
        Meta::Path(_) => None,
        Meta::NameValue(option) => Some(vec![(Direction::Both, text(&option.value)?)]),
        Meta::List(option) => option.parse_args_with(Options::parse_terminated).ok()?.iter().map(part).collect(),
    }
}

/// `serialize = ".."` or `deserialize = ".."`.
fn part(option: &Meta) -> Option<(Direction, String)> {
    let option = option.require_name_value().ok()?;
    let direction = match &*option.path.get_ident()?.to_string() {
        "serialize" => Direction::Serialize,
        "deserialize" => Direction::Deserialize,
        _ => return None,
    };
    Some((direction, text(&option.value)?))
}

/// A text, also one within the invisible brackets that a `$name:literal` of a macro puts around it.
fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}
