//! Names as identifiers.
//!
//! Owns which names are keywords that need `r#`.

use proc_macro2::Span;
use syn::Ident;

/// The name as an identifier; a raw one where it is a keyword.
pub(super) fn identifier(name: &str, span: Span) -> Ident {
    if is_keyword(name) { Ident::new_raw(name, span) } else { Ident::new(name, span) }
}

/// Whether the name can be an identifier.
pub(crate) fn is_identifier(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_ok() || is_keyword(name)
}

/// Whether the name is a keyword that can be a raw identifier.
fn is_keyword(name: &str) -> bool {
    const NEVER_RAW: [&str; 5] = ["_", "crate", "self", "super", "Self"];
    let word = name.chars().all(|letter| letter.is_ascii_lowercase()) && !name.is_empty();
    // `syn` does not know the newest keyword.
    word && !NEVER_RAW.contains(&name) && (name == "gen" || syn::parse_str::<Ident>(name).is_err())
}
