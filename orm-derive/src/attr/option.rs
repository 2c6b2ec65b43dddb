//! Options inside an attribute: `key = value`, each once.
//!
//! Owns the one reader of them, which goes on behind a mistake: the other options are read all the same.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitBool, LitStr, Meta, Token};

use crate::errors::Errors;

/// A text with its place.
pub(crate) type Text = LitStr;

/// The key of an option, and the input behind it.
pub(crate) struct Given<'a> {
    pub(crate) key: Ident,
    pub(crate) input: ParseStream<'a>,
}

/// Reads `#[name(key = value, ..)]`. `option` returns whether it knows the key.
pub(super) fn read(
    attribute: &Attribute,
    keys: &[&str],
    errors: &mut Errors,
    option: impl FnMut(&Given<'_>) -> syn::Result<bool>,
) {
    let name = name(attribute);
    match &attribute.meta {
        Meta::List(list) if !list.tokens.is_empty() => {
            let result = attribute.parse_args_with(|input: ParseStream<'_>| {
                options(input, &name, keys, errors, option);
                Ok(())
            });
            errors.extend(result.err());
        }
        Meta::List(_) | Meta::Path(_) => {
            let message = format!("`#[{name}]` says nothing: remove it, or give it one of its options: {}", list(keys));
            errors.at(attribute, message);
        }
        Meta::NameValue(_) => {
            let message = format!("`#[{name}]` takes its options in parentheses: `#[{name}({} = ..)]`", keys[0]);
            errors.at(attribute, message);
        }
    }
}

/// Reads `key = value, ..` to the end of the input. `option` returns whether it knows the key.
pub(super) fn options(
    input: ParseStream<'_>,
    attribute: &str,
    keys: &[&str],
    errors: &mut Errors,
    mut option: impl FnMut(&Given<'_>) -> syn::Result<bool>,
) {
    let mut seen: Vec<Ident> = Vec::new();
    let mut one = |input: ParseStream<'_>| {
        let key = input.call(Ident::parse_any).map_err(|_| {
            let example = format!("`#[{attribute}({} = ..)]`", keys[0]);
            syn::Error::new(input.span(), format!("expected an option: {example}\n\nits options are {}", list(keys)))
        })?;
        let first = !seen.contains(&key);
        seen.push(key.clone());
        let given = Given { key, input };
        if !option(&given)? {
            return Err(unknown(&given.key, attribute, keys));
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(format!("expected a comma or the end of `#[{attribute}(..)]`")));
        }
        if first { Ok(()) } else { Err(given.error(format!("`{}` is given twice: keep one", given.key))) }
    };
    while !input.is_empty() {
        errors.extend(one(input).err());
        skip(input);
    }
}

/// To behind the next comma: whatever a mistake has left.
pub(super) fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<TokenTree> = input.parse();
    }
    let _: syn::Result<Token![,]> = input.parse();
}

/// The attribute's name.
pub(crate) fn name(attribute: &Attribute) -> String {
    attribute.path().get_ident().map_or_else(String::new, Ident::to_string)
}

/// The error for a key that the attribute does not have: names the nearest one, and all.
fn unknown(key: &Ident, attribute: &str, keys: &[&str]) -> syn::Error {
    let nearest = did_you_mean(nearest(&key.to_string(), keys));
    let message = format!("`#[{attribute}(..)]` has no option `{key}`{nearest}\n\nits options are {}", list(keys));
    syn::Error::new(key.span(), message)
}

/// The end of a message that names the word that was probably meant.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
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

impl Given<'_> {
    /// An error at the key.
    pub(crate) fn error(&self, message: impl std::fmt::Display) -> syn::Error {
        syn::Error::new(self.key.span(), message)
    }

    /// `= ..`; `form` is an example of what is behind it.
    pub(crate) fn value(&self, form: &str) -> syn::Result<()> {
        let key = &self.key;
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Err(self.error(format!("`{key}` needs a value: `{key} = {form}`")));
        }
        if !self.input.peek(Token![=]) {
            return Err(self.input.error(format!("expected `{key} = {form}`")));
        }
        self.input.parse::<Token![=]>()?;
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Err(self.error(format!("`{key}` needs a value: `{key} = {form}`")));
        }
        Ok(())
    }

    /// `= "text"`; `form` is an example of it.
    pub(crate) fn text(&self, form: &str) -> syn::Result<Text> {
        self.value(form)?;
        let key = &self.key;
        if !self.input.peek(LitStr) {
            return Err(self.input.error(format!("`{key}` is text in quotes: `{key} = {form}`")));
        }
        let text: LitStr = self.input.parse()?;
        if text.value().is_empty() {
            return Err(syn::Error::new(text.span(), format!("`{key}` is empty: write `{key} = {form}`")));
        }
        Ok(text)
    }

    /// `= "name"` or `= name`; `form` is an example of it.
    pub(crate) fn name(&self, form: &str) -> syn::Result<Text> {
        if self.input.peek(Token![=]) && self.input.peek2(Ident::peek_any) {
            self.value(form)?;
            let ident = self.input.call(Ident::parse_any)?;
            return Ok(LitStr::new(&ident.unraw().to_string(), ident.span()));
        }
        self.text(form)
    }

    /// As [`Given::name`], or several names: `= ["a", "b"]`.
    pub(crate) fn names(&self, form: &str) -> syn::Result<Vec<Text>> {
        if !(self.input.peek(Token![=]) && self.input.peek2(syn::token::Bracket)) {
            return Ok(vec![self.name(form)?]);
        }
        self.value(form)?;
        let content;
        syn::bracketed!(content in self.input);
        let names = content.parse_terminated(syn::parse::ParseBuffer::parse::<LitStr>, Token![,]).map_err(|error| {
            while !content.is_empty() {
                skip(&content);
            }
            let key = &self.key;
            syn::Error::new(error.span(), format!("`{key}` lists names in quotes: `{key} = [{form}, {form}]`"))
        })?;
        if names.is_empty() {
            return Err(self.error(format!("`{}` is empty: write `{} = {form}`", self.key, self.key)));
        }
        Ok(names.into_iter().collect())
    }

    /// The key alone, or `= true` or `= false`.
    pub(crate) fn flag(&self) -> syn::Result<bool> {
        if !self.input.peek(Token![=]) {
            return Ok(true);
        }
        self.value("true")?;
        let key = &self.key;
        let span = self.input.span();
        let flag: syn::Result<LitBool> = self.input.parse();
        flag.map(|flag| flag.value)
            .map_err(|_| syn::Error::new(span, format!("`{key}` is `true` or `false`; `{key}` alone means `true`")))
    }
}
