//! Items and paths in the tokens of a file.
//!
//! Owns the reading of them. Must not know files, nor what a path stands for.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::source::Path;

/// The items of modules: what is defined, and what is imported.
#[derive(Default)]
pub(crate) struct Items {
    pub(crate) modules: BTreeSet<Path>,
    pub(crate) macros: BTreeMap<String, Path>,
    pub(crate) defined: BTreeSet<Path>,
    /// The module of the import, and what is imported.
    pub(crate) imports: Vec<(Path, Branch)>,
}

impl Items {
    pub(crate) fn read(&mut self, tokens: &TokenStream, module: &Path) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            if let Some(behind) = behind_test(rest) {
                rest = behind;
            } else if let Some((name, body)) = inline_module(rest) {
                let inner = [module.clone(), vec![name]].concat();
                self.read(&body.stream(), &inner);
                self.modules.insert(inner);
                rest = &rest[3..];
            } else if let Some((name, _)) = macro_definition(rest) {
                self.macros.insert(name, module.clone());
                rest = &rest[4..];
            } else if is_word(&rest[0], "use") {
                self.imports.extend(paths(&rest[1..]).into_iter().map(|path| (module.clone(), path)));
                rest = &rest[1..];
            } else if let Some(name) = definition(rest) {
                self.defined.insert([module.clone(), vec![name]].concat());
                rest = &rest[1..];
            } else {
                rest = &rest[1..];
            }
        }
    }
}

/// Paths that begin with `crate`, `self` or `super`, wherever they stand.
#[derive(Default)]
pub(crate) struct Paths {
    pub(crate) found: Vec<Found>,
}

pub(crate) struct Found {
    pub(crate) line: usize,
    pub(crate) path: Path,
    /// Whether it is `$crate::..`.
    pub(crate) for_other_crates: bool,
}

impl Paths {
    pub(crate) fn read(&mut self, tokens: &TokenStream, module: &Path, in_macro: bool) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut place = 0;
        while let Some(token) = tokens.get(place) {
            let (before, rest) = tokens.split_at(place);
            let mut length = 1;
            if let Some(behind) = behind_test(rest) {
                length = rest.len() - behind.len();
            } else if let Some((name, body)) = inline_module(rest) {
                self.read(&body.stream(), &[module.clone(), vec![name]].concat(), in_macro);
                length = 3;
            } else if let Some((_, body)) = macro_definition(rest) {
                self.read(&body.stream(), module, true);
                length = 4;
            } else if let TokenTree::Group(group) = token {
                self.read(&group.stream(), module, in_macro);
            } else if is_path(rest) && !is_inside_path(before) {
                let for_other_crates = before.last().is_some_and(|token| is_sign(token, '$'));
                self.take(rest, module, for_other_crates, in_macro);
            }
            place += length;
        }
    }

    /// What `super` and `self` are in the expansion of a macro is not known here.
    fn take(&mut self, tokens: &[TokenTree], module: &Path, for_other_crates: bool, in_macro: bool) {
        if in_macro && !is_word(&tokens[0], "crate") {
            return;
        }
        for path in paths(tokens) {
            let Branch { line, names, .. } = path;
            self.found.extend(absolute(module, &names).map(|path| Found { line, path, for_other_crates }));
        }
    }
}

/// A path out of one that may branch: `crate::{a::b, c as d}` are two.
pub(crate) struct Branch {
    pub(crate) line: usize,
    pub(crate) names: Path,
    pub(crate) alias: Option<String>,
    pub(crate) is_glob: bool,
}

/// The paths that begin with the first of the tokens.
fn paths(tokens: &[TokenTree]) -> Vec<Branch> {
    let mut found = Vec::new();
    branches(tokens, &[], &mut found);
    found
}

fn branches(tokens: &[TokenTree], before: &[String], found: &mut Vec<Branch>) {
    let mut names = before.to_vec();
    let mut rest = tokens;
    // `::name` is another crate's.
    while let Some(token) = rest.first() {
        match token {
            TokenTree::Ident(name) => names.push(name.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                inner.split(|token| is_sign(token, ',')).for_each(|branch| branches(branch, &names, found));
                return;
            }
            _ => break,
        }
        rest = &rest[1..];
        if !is_separator(rest) {
            break;
        }
        rest = &rest[2..];
    }
    let is_glob = rest.first().is_some_and(|token| is_sign(token, '*'));
    let Some(first) = tokens.first().filter(|_| is_glob || names.len() > before.len()) else { return };
    // `module::{self}` is the module.
    if names.len() > 1 && names.last().is_some_and(|last| last == "self") {
        names.pop();
    }
    let alias = match rest {
        [word, TokenTree::Ident(alias), ..] if is_word(word, "as") => Some(alias.to_string()),
        _ => None,
    };
    found.push(Branch { line: first.span().start().line, names, alias, is_glob });
}

fn is_path(tokens: &[TokenTree]) -> bool {
    ["crate", "self", "super"].iter().any(|word| is_word(&tokens[0], word)) && is_separator(&tokens[1..])
}

/// Whether `::` stands before, so that what follows goes on with a path.
fn is_inside_path(before: &[TokenTree]) -> bool {
    before.len() >= 2 && is_separator(&before[before.len() - 2..])
}

fn is_separator(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [first, second, ..] if is_sign(first, ':') && is_sign(second, ':'))
}

pub(crate) fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

pub(crate) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// `mod name { .. }`
fn inline_module(tokens: &[TokenTree]) -> Option<(String, &Group)> {
    match tokens {
        [word, TokenTree::Ident(name), TokenTree::Group(body), ..] if is_word(word, "mod") => {
            Some((name.to_string(), body))
        }
        _ => None,
    }
}

/// `struct Name` and the like.
fn definition(tokens: &[TokenTree]) -> Option<String> {
    const WORDS: [&str; 8] = ["const", "enum", "fn", "static", "struct", "trait", "type", "union"];
    match tokens {
        [word, TokenTree::Ident(name), ..] if WORDS.iter().any(|other| is_word(word, other)) => Some(name.to_string()),
        _ => None,
    }
}

/// `macro_rules! name { .. }`
pub(crate) fn macro_definition(tokens: &[TokenTree]) -> Option<(String, &Group)> {
    match tokens {
        [word, sign, TokenTree::Ident(name), TokenTree::Group(body), ..]
            if is_word(word, "macro_rules") && is_sign(sign, '!') =>
        {
            Some((name.to_string(), body))
        }
        _ => None,
    }
}

/// What stands behind an item for tests only, if that is what stands here.
fn behind_test(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let [sign, TokenTree::Group(attribute), ..] = tokens else { return None };
    if !is_sign(sign, '#') || attribute.to_string().replace(' ', "") != "[cfg(test)]" {
        return None;
    }
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        other => is_sign(other, ';'),
    };
    let end = tokens.iter().position(ends).map_or(tokens.len(), |end| end + 1);
    Some(&tokens[end..])
}

/// A path that begins with `crate`, `self` or `super`, from the crate's root.
pub(crate) fn absolute(module: &[String], path: &[String]) -> Option<Path> {
    let mut absolute = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().saturating_sub(1)].to_vec(),
        _ => return None,
    };
    for name in &path[1..] {
        match name.as_str() {
            "super" => drop(absolute.pop()),
            "self" => {}
            _ => absolute.push(name.clone()),
        }
    }
    Some(absolute)
}
