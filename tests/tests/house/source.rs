//! The sources of a crate: their modules, and the names of the crate that each file uses.
//!
//! Owns the reading of files, and which path an imported name stands for. Must not know the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path as FilePath, PathBuf};

use proc_macro2::TokenStream;

use crate::tokens::{Found, Items, Paths, absolute};

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
    /// Modules of which another imports all names: that one, and they.
    globs: Vec<(Path, Path)>,
    /// What is defined in a module.
    defined: BTreeSet<Path>,
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
            globs: Vec::new(),
            defined: BTreeSet::new(),
        };
        sources.modules = sources.files.iter().map(|file| file.module.clone()).collect();
        let mut items = Items::default();
        for file in &sources.files {
            items.read(&file.tokens, &file.module);
        }
        sources.modules.extend(items.modules);
        sources.macros = items.macros;
        sources.defined = items.defined;
        for (module, import) in items.imports {
            let target = sources.imported(&module, &import.names);
            if import.is_glob {
                sources.globs.extend(target.map(|target| (module, target)));
            } else if let Some(alias) = import.alias.or_else(|| import.names.last().cloned()) {
                sources.aliases.insert([module, vec![alias]].concat(), target);
            }
        }
        sources
    }

    pub(crate) fn is_module(&self, path: &[String]) -> bool {
        self.modules.contains(path)
    }

    /// What a file names by `crate::..`, `super::..` and `self::..`, in imports and elsewhere, but not in tests.
    pub(crate) fn uses(&self, file: &File) -> Vec<Use> {
        let mut reader = Paths::default();
        reader.read(&file.tokens, &file.module, false);
        reader.found.into_iter().filter_map(|found| self.resolved(found)).collect()
    }

    /// A path of this crate, with the names that are imported replaced by what they stand for. A name that is taken
    /// from the crate's root stays there, unless it is `$crate::..`: those paths are written for other crates.
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
            path = match (1..=path.len()).find(is_alias) {
                Some(length) => [self.aliases[&path[..length]].clone()?, path.split_off(length)].concat(),
                None => match self.behind_glob(&path) {
                    Some(target) => target,
                    None => break,
                },
            };
        }
        // An exported macro has a path at the root, wherever it is defined.
        let of_macro = path.first().filter(|_| !self.is_module(&path[..1])).and_then(|name| self.macros.get(name));
        Some(of_macro.cloned().unwrap_or(path))
    }

    /// The path of a name that its module has from another by `*`.
    fn behind_glob(&self, path: &Path) -> Option<Path> {
        let length = (0..path.len()).rev().find(|&length| length == 0 || self.is_module(&path[..length]))?;
        let targets = self.globs.iter().filter(|(module, _)| module == &path[..length]);
        let mut found = targets.map(|(_, target)| [target, &path[length..]].concat());
        found.find(|found| self.defined.contains(found) || self.aliases.contains_key(found))
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
            "mod a; mod b; pub use b::Door; pub use other::Thing; pub mod front { pub use crate::{b::Door, m as n}; pub use crate::a::*; }",
        ),
        ("a/mod.rs", "mod child; use child::Inner; pub struct All;"),
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
             fn f() { crate::m!(); $crate::front::n!() }\n\
             macro_rules! o { () => { $crate::front::All; $crate::front::Inner; $crate::front::None } }",
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
    let expected = [
        "2 b::Door",
        "2 a",
        "3 Door",
        "4 b::Door",
        "7 b::Door",
        "7 b::Door",
        "8 b",
        "8 b",
        "9 a::All",
        "9 a::child::Inner",
        "9 front::None",
    ];
    assert_eq!(named(&sources, "b.rs"), expected);
}
