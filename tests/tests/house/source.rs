//! The sources of a crate: their modules, and what each file names of the crate it is in.
//!
//! Owns the reading of files and of paths. Must not know the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path as FilePath, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The names of a path inside its crate: `["statement", "select", "Query"]`.
pub(crate) type Path = Vec<String>;

/// The sources of a crate, and where a name that is imported comes from.
pub(crate) struct Sources {
    pub(crate) files: Vec<File>,
    /// Every module that is a file or stands in one.
    modules: BTreeSet<Path>,
    /// The module of each macro.
    macros: BTreeMap<String, Path>,
    /// What an imported name stands for; nothing where that is another crate's.
    aliases: BTreeMap<Path, Option<Path>>,
}

/// A file of a crate.
pub(crate) struct File {
    /// The path from the workspace, for messages.
    pub(crate) name: String,
    /// The file's module; empty for the crate's root.
    pub(crate) module: Path,
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
}

/// A place where a file names something of its own crate.
pub(crate) struct Use {
    pub(crate) line: usize,
    pub(crate) path: Path,
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    FilePath::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Sources {
    /// Reads the sources of one of the workspace's crates.
    pub(crate) fn read(name: &str) -> Self {
        let folder = root().join(name).join("src");
        let mut paths = Vec::new();
        find_files(&folder, &mut paths);
        paths.sort();
        let files = paths.iter().map(|path| {
            let inside = path.strip_prefix(&folder).expect("a file of the folder").to_str().expect("UTF-8");
            let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (inside.to_owned(), text)
        });
        Self::of(&format!("{name}/src/"), files)
    }

    /// Takes files as they are: the path inside `src`, and the text.
    pub(crate) fn of(folder: &str, files: impl IntoIterator<Item = (String, String)>) -> Self {
        let files = files.into_iter().map(|(path, text)| {
            let name = format!("{folder}{path}");
            let tokens = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
            File { name, module: module_of(&path), text, tokens }
        });
        let mut sources = Self {
            files: files.collect(),
            modules: BTreeSet::new(),
            macros: BTreeMap::new(),
            aliases: BTreeMap::new(),
        };
        sources.modules = sources.files.iter().map(|file| file.module.clone()).collect();
        let mut items = Items::default();
        for file in &sources.files {
            items.read(&file.tokens, &file.module);
        }
        sources.modules.extend(items.modules);
        sources.macros = items.macros;
        for (module, path, alias) in items.imports {
            let name = [module.clone(), vec![alias]].concat();
            let target = sources.imported(&module, &path);
            sources.aliases.insert(name, target);
        }
        sources
    }

    pub(crate) fn is_module(&self, path: &[String]) -> bool {
        self.modules.contains(path)
    }

    /// What a file names by `crate::..`, `super::..` and `self::..`, in imports and elsewhere, but not in tests.
    pub(crate) fn uses(&self, file: &File) -> Vec<Use> {
        let mut reader = Paths { found: Vec::new() };
        reader.read(&file.tokens, &file.module, false);
        reader.found.into_iter().filter_map(|found| self.resolved(found)).collect()
    }

    /// A path of this crate, with the names that are imported replaced by what they stand for. A name that is taken from
    /// the crate's root stays there, unless it is `$crate::..`: those paths are written for other crates.
    fn resolved(&self, found: Found) -> Option<Use> {
        let Found { line, path, for_other_crates } = found;
        let of_root = path.first().is_none_or(|name| !self.is_module(&path[..1]) && !self.macros.contains_key(name));
        let stays = of_root && !for_other_crates;
        let path = if stays { path } else { self.followed(path)? };
        Some(Use { line, path })
    }

    /// The path behind imported names, or nothing where it leads to another crate.
    fn followed(&self, mut path: Path) -> Option<Path> {
        // Two imports can name each other only where the crate does not compile.
        for _ in 0..10 {
            // A function that is imported may have the name of its module: what goes on behind the name is the module.
            let is_alias = |length: &usize| {
                self.aliases.contains_key(&path[..*length])
                    && (*length == path.len() || !self.is_module(&path[..*length]))
            };
            let alias = (1..=path.len()).find(is_alias);
            let Some(length) = alias else { break };
            let target = self.aliases[&path[..length]].clone()?;
            let rest = path.split_off(length);
            path = [target, rest].concat();
        }
        // An exported macro has a path at the root, wherever it is defined.
        let of_macro = path.first().filter(|_| !self.is_module(&path[..1])).and_then(|name| self.macros.get(name));
        Some(of_macro.cloned().unwrap_or(path))
    }

    /// The path of an import that stands in a module, or nothing where it is of another crate.
    fn imported(&self, module: &[String], path: &[String]) -> Option<Path> {
        if let Some(path) = absolute(module, path) {
            return Some(path);
        }
        let child = [module, &path[..1]].concat();
        self.is_module(&child).then(|| [module, path].concat())
    }
}

/// A file is the module of its name, `mod.rs` that of its folder.
fn module_of(path: &str) -> Path {
    let mut module: Path = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

fn find_files(folder: &FilePath, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            find_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A path that begins with `crate`, `self` or `super`, from the crate's root.
fn absolute(module: &[String], path: &[String]) -> Option<Path> {
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

/// The items of modules that matter here: modules, macros and imports.
#[derive(Default)]
struct Items {
    modules: BTreeSet<Path>,
    macros: BTreeMap<String, Path>,
    /// The module of the import, what is imported, and its name there.
    imports: Vec<(Path, Path, String)>,
}

impl Items {
    fn read(&mut self, tokens: &TokenStream, module: &Path) {
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
                for path in paths(&rest[1..]).into_iter().filter(|path| !path.is_glob) {
                    let alias = path.alias.or_else(|| path.names.last().cloned());
                    self.imports.extend(alias.map(|alias| (module.clone(), path.names, alias)));
                }
                rest = &rest[1..];
            } else {
                rest = &rest[1..];
            }
        }
    }
}

/// Paths that begin with `crate`, `self` or `super`, wherever they stand.
struct Paths {
    found: Vec<Found>,
}

struct Found {
    line: usize,
    path: Path,
    for_other_crates: bool,
}

impl Paths {
    fn read(&mut self, tokens: &TokenStream, module: &Path, in_macro: bool) {
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
struct Branch {
    line: usize,
    names: Path,
    alias: Option<String>,
    is_glob: bool,
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

#[cfg(test)]
pub(crate) fn made_up(files: &[(&str, &str)]) -> Sources {
    Sources::of("", files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

/// The paths that a file names, each in one string.
#[cfg(test)]
fn named(sources: &Sources, file: &str) -> Vec<String> {
    let file = sources.files.iter().find(|other| other.name == file).expect("a file of that name");
    sources.uses(file).iter().map(|found| format!("{} {}", found.line, found.path.join("::"))).collect()
}

#[test]
fn paths_are_told_from_the_root_of_the_crate() {
    let sources = made_up(&[
        (
            "lib.rs",
            "mod a; mod b; pub use b::Door; pub use other::Thing; pub mod front { pub use crate::{b::Door, m as n}; }",
        ),
        ("a/mod.rs", "mod child; use child::Inner;"),
        (
            "a/child.rs",
            "use crate::b::{Door, inner::{self, Deep as Shallow}, *};\nuse super::Inner as Mine;\nuse super::super::b;\n\
             use std::fmt;\nfn f(x: crate::b::Type<u8>) -> self::Own { self::own(self.x, Self::y) }\n\
             call! { crate::b::given() }\npub(crate) struct S;",
        ),
        (
            "b.rs",
            "pub struct Door;\nmod inner { use super::Door; use super::super::a; }\nuse crate::Door as D;\n\
             use crate::front::Door as E;\n#[cfg(test)]\nmod tests { use crate::a; }\n\
             macro_rules! m { () => { $crate::Door; $crate::front::Door; $crate::Thing; super::a::X } }\n\
             fn f() { crate::m!(); $crate::front::n!() }",
        ),
    ]);
    let expected = [
        "1 b::Door",
        "1 b::inner",
        "1 b::inner::Deep",
        "1 b",
        "2 a::child::Inner",
        "3 b",
        "5 b::Type",
        "5 a::child::Own",
        "5 a::child::own",
        "6 b::given",
    ];
    assert_eq!(named(&sources, "a/child.rs"), expected);
    let expected = ["2 b::Door", "2 a", "3 Door", "4 b::Door", "7 b::Door", "7 b::Door", "8 b", "8 b"];
    assert_eq!(named(&sources, "b.rs"), expected);
}
