//! `#[has_many(..)]`, `#[has_one(..)]`, `#[belongs_to(..)]`, `#[belongs_to_many(..)]`.
//!
//! Owns the reading of the associated model, which stands before the options.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Meta, Path, Token};

use super::kind::AssociationKind;
use super::options::AssociationOptions;
use super::reader::{self, Reader};
use crate::errors::Errors;

/// An association attribute as it is written.
pub(crate) struct AssociationAttr {
    pub(crate) kind: AssociationKind,
    pub(crate) target: Path,
    /// The last name of that path.
    pub(crate) target_ident: Ident,
    pub(crate) options: AssociationOptions,
    /// Whether the attribute has a mistake. Then an option that is missing may have been meant.
    pub(crate) broken: bool,
}

impl AssociationAttr {
    pub(crate) fn read(kind: AssociationKind, attribute: &Attribute, errors: &mut Errors) -> Option<Self> {
        let (before, name) = (errors.len(), kind.name());
        let mut read = match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let result = attribute.parse_args_with(|input: ParseStream<'_>| Ok(Self::list(kind, input, errors)));
                result.map_err(|error| errors.push(error)).ok()?
            }
            Meta::NameValue(_) => {
                errors.at(attribute, format!("the associated model stands in parentheses: `#[{name}(Model)]`"));
                None
            }
            Meta::List(_) | Meta::Path(_) => {
                errors.at(attribute, format!("`#[{name}]` names no model: write `#[{name}(Model)]`"));
                None
            }
        };
        if let Some(read) = &mut read {
            read.broken = errors.len() > before;
        }
        read
    }

    /// Reads the parentheses of the attribute.
    fn list(kind: AssociationKind, input: ParseStream<'_>, errors: &mut Errors) -> Option<Self> {
        let reader = Reader::of_association(kind);
        let (target, target_ident) = match target(kind, &reader, input) {
            Ok(target) => target,
            Err(error) => {
                reader::skip_all(input);
                errors.push(error);
                return None;
            }
        };
        let mut options = AssociationOptions::default();
        reader.options(input, &mut options, errors);
        Some(Self { kind, target, target_ident, options, broken: false })
    }
}

/// Reads the associated model, and the comma after it.
fn target(
    kind: AssociationKind,
    reader: &Reader<AssociationOptions>,
    input: ParseStream<'_>,
) -> syn::Result<(Path, Ident)> {
    let name = kind.name();
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let message = format!("the associated model is a path, not text: `#[{name}({})]`", text.value());
        return Err(syn::Error::new(text.span(), message));
    }
    let start = input.span();
    let path = input.call(Path::parse_mod_style).ok().filter(|_| !input.peek(Token![=]));
    let target = path.and_then(|path| path.segments.last().map(|last| last.ident.clone()).map(|last| (path, last)));
    let target = target
        .ok_or_else(|| syn::Error::new(start, format!("the associated model comes first: `#[{name}(Model, ..)]`")))?;
    reader.ends(input)?;
    reader::skip(input);
    Ok(target)
}
