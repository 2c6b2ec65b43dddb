//! Options inside an attribute: `key = value`, each once.

use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, LitBool, LitStr, Path};

use crate::errors::Errors;

/// A text with its place.
pub(crate) type Text = LitStr;

/// Reads the options of `#[name(..)]`. `option` returns whether it knows the key.
pub(crate) fn read(
    attribute: &Attribute,
    keys: &[&str],
    errors: &mut Errors,
    mut option: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
) {
    let name = name(attribute);
    if let syn::Meta::NameValue(_) = &attribute.meta {
        errors.at(attribute, format!("`#[{name}]` takes its options in parentheses: `#[{name}({} = ..)]`", keys[0]));
        return;
    }
    if let syn::Meta::Path(path) = &attribute.meta {
        errors.at(path, format!("`#[{name}]` says nothing: give it an option ({}) or remove it", list(keys)));
        return;
    }
    let mut seen: Vec<String> = Vec::new();
    let result = attribute.parse_nested_meta(|meta| {
        let key = key_of(&meta.path);
        if seen.contains(&key) {
            return Err(syn::Error::new(
                meta.path.span(),
                format!("`{key}` is given twice in `#[{name}(..)]`: keep one"),
            ));
        }
        seen.push(key.clone());
        if option(&key, &meta)? { Ok(()) } else { Err(unknown(&meta.path, &key, &name, keys)) }
    });
    if let Err(error) = result {
        errors.push(error);
    }
}

/// The attribute's name.
pub(crate) fn name(attribute: &Attribute) -> String {
    key_of(attribute.path())
}

/// A key as it was written.
pub(crate) fn key_of(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}

/// The error for a key that the attribute does not have: names the nearest one, and all.
pub(crate) fn unknown(path: &Path, key: &str, attribute: &str, keys: &[&str]) -> syn::Error {
    let nearest = nearest(key, keys).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("`#[{attribute}(..)]` has no option `{key}`{nearest}\n\nits options are {}", list(keys));
    syn::Error::new(path.span(), message)
}

/// The one of `names` that `name` was probably meant to be.
pub(crate) fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let distances = names.iter().map(|known| (distance(name, known), *known));
    distances.min().filter(|(distance, known)| *distance <= known.len().max(name.len()) / 2).map(|(_, known)| known)
}

/// How many letters must be changed, added or removed to make one word of the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (place, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[right.len()]
}

/// `` `a`, `b` and `c` ``.
pub(crate) fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// `= "text"`.
pub(crate) fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    let key = key_of(&meta.path);
    let value = meta.value().map_err(|_| expected(meta, &format!("`{key} = \"..\"`")))?;
    let lookahead = value.lookahead1();
    if lookahead.peek(LitStr) {
        let text: LitStr = value.parse()?;
        if text.value().is_empty() {
            return Err(syn::Error::new(text.span(), format!("`{key}` is empty")));
        }
        Ok(text)
    } else {
        Err(syn::Error::new(value.span(), format!("expected text: `{key} = \"..\"`")))
    }
}

/// `= "name"` or `= name`.
pub(crate) fn name_value(meta: &ParseNestedMeta<'_>) -> syn::Result<Text> {
    let key = key_of(&meta.path);
    let value = meta.value().map_err(|_| expected(meta, &format!("`{key} = \"..\"`")))?;
    if value.peek(syn::Ident) {
        let ident: syn::Ident = value.parse()?;
        return Ok(LitStr::new(&ident.to_string(), ident.span()));
    }
    if !value.peek(LitStr) {
        return Err(syn::Error::new(value.span(), format!("expected the name of a column: `{key} = \"..\"`")));
    }
    let text: LitStr = value.parse()?;
    if text.value().is_empty() {
        return Err(syn::Error::new(text.span(), format!("`{key}` is empty: give the name of a column")));
    }
    Ok(text)
}

/// The key alone, or `= true` or `= false`.
pub(crate) fn flag(meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
    if !meta.input.peek(syn::Token![=]) {
        return Ok(true);
    }
    let value = meta.value()?;
    let span = value.span();
    let flag: LitBool = value
        .parse()
        .map_err(|_| syn::Error::new(span, format!("expected `true` or `false` for `{}`", key_of(&meta.path))))?;
    Ok(flag.value)
}

fn expected(meta: &ParseNestedMeta<'_>, form: &str) -> syn::Error {
    syn::Error::new(meta.path.span(), format!("expected {form}"))
}
