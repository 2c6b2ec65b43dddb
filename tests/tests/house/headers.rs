//! The rule that a file's header says what the file owns, and that the file imports nothing that it must not know.
//!
//! Owns the rule, and how a header is read. In the sentence "Must not know ..", a name in backticks is a module. A word
//! that stands alone in a list is a module too, if there is one of its name: "statements or operations" are `statement`
//! and `operation`.

use crate::source::{File, Path, Sources};

const FORBIDS: &str = "Must not know ";

/// The files whose header does not say what they own, or says what is not so.
pub(crate) fn broken(sources: &Sources) -> Vec<String> {
    sources.files.iter().flat_map(|file| broken_in(sources, file)).collect()
}

fn broken_in(sources: &Sources, file: &File) -> Vec<String> {
    let header = header(&file.text);
    let mut broken = Vec::new();
    if !header.split(|letter: char| !letter.is_alphabetic()).any(|word| word == "Owns") {
        broken.push(format!("{}: the header does not say what the file owns (\"Owns ..\")", file.name));
    }
    let uses = sources.uses(file);
    for name in forbidden(&header) {
        let Some(module) = module(sources, file, &name) else {
            if name.in_backticks {
                broken.push(format!("{}: must not know `{}`, which is no module", file.name, name.text));
            }
            continue;
        };
        let known = uses.iter().filter(|found| found.path.starts_with(&module));
        broken.extend(known.map(|found| {
            let path = found.path.join("::");
            format!("{}:{}: must not know `{}`, and uses `crate::{path}`", file.name, found.line, name.text)
        }));
    }
    broken
}

/// The lines of `//!` at the beginning, as one.
fn header(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    lines.collect::<Vec<_>>().join(" ")
}

/// What a header says that its file must not know.
#[derive(Debug, PartialEq)]
struct Forbidden {
    text: String,
    in_backticks: bool,
}

fn forbidden(header: &str) -> Vec<Forbidden> {
    header.split(FORBIDS).skip(1).flat_map(|rest| names(sentence(rest))).collect()
}

/// The text up to a full stop outside of backticks.
fn sentence(text: &str) -> &str {
    let mut in_backticks = false;
    let end = text.find(|letter| {
        in_backticks ^= letter == '`';
        letter == '.' && !in_backticks
    });
    &text[..end.unwrap_or(text.len())]
}

fn names(sentence: &str) -> Vec<Forbidden> {
    let is_name = |text: &&str| text.chars().all(|letter| letter.is_ascii_lowercase() || "_:".contains(letter));
    let quoted = sentence.split('`').skip(1).step_by(2).filter(is_name);
    let quoted = quoted.map(|text| Forbidden { text: text.to_owned(), in_backticks: true });
    let list = sentence.split([':', ';', '(']).next().unwrap_or_default();
    let list = list.replace(" nor ", ", ").replace(" or ", ", ").replace(" and ", ", ");
    let words = list.split(',').map(|word| word.trim().trim_start_matches("any ").to_lowercase());
    let words = words.filter(|word| word.chars().all(char::is_alphabetic) && !word.is_empty());
    quoted.chain(words.map(|text| Forbidden { text, in_backticks: false })).collect()
}

/// The module of that name: in the same folder, in the file's own, or in the crate's root.
fn module(sources: &Sources, file: &File, name: &Forbidden) -> Option<Path> {
    let folder = &file.module[..file.module.len().saturating_sub(1)];
    let singular = name.text.strip_suffix('s').filter(|_| !name.in_backticks);
    [Some(name.text.as_str()), singular].into_iter().flatten().find_map(|name| {
        let name: Path = name.split("::").map(str::to_owned).collect();
        let places = [folder, &file.module, &[]].map(|place| [place, &name].concat());
        places.into_iter().find(|place| sources.is_module(place))
    })
}

#[cfg(test)]
use crate::source::made_up;

#[test]
fn a_header_that_does_not_say_what_the_file_owns_is_found() {
    let found = |text| broken(&made_up(&[("a.rs", text)]));
    assert_eq!(found("//! A file.\n//!\n//! Owns a rule.\nuse std::fmt;"), Vec::<String>::new());
    let missing = ["a.rs: the header does not say what the file owns (\"Owns ..\")"];
    assert_eq!(found("//! A file.\nuse std::fmt; //! Owns nothing."), missing);
    assert_eq!(found("/// Owns a rule.\nstruct S;"), missing);
    assert_eq!(found("//! It Ownsn't.\n"), missing);
    assert_eq!(found(""), missing);
}

#[test]
fn a_header_that_lies_is_found() {
    let found = |header: &str, imports: &str| {
        let text = format!("//! Owns a rule. {header}\n{imports}");
        let other = "//! Owns things.";
        broken(&made_up(&[
            ("lib.rs", "//! Owns the root.\npub use operation::Find;"),
            ("run/exec.rs", &text),
            ("run/mod.rs", "//! Owns running.\nmod exec; mod detach; use detach::Part;"),
            ("run/detach.rs", other),
            ("operation.rs", other),
            ("ddl.rs", other),
        ]))
    };
    let import = "use crate::operation::Find;";
    let lie = |name| vec![format!("run/exec.rs:2: must not know `{name}`, and uses `crate::operation::Find`")];
    assert_eq!(found("Must not know `operation`.", ""), Vec::<String>::new());
    assert_eq!(found("Must not know `operation`.", import), lie("operation"));
    assert_eq!(found("Must not know operations.", import), lie("operations"));
    assert_eq!(found("Must not know any operation, nor DDL: they know it.", import), lie("operation"));
    assert_eq!(found("Must not know what runs (`ddl`, `operation`).", import), lie("operation"));
    assert_eq!(found("Must not know threads, operations or models. A `dot.`", import), lie("operations"));
    assert_eq!(found("Must not know how an operation ends.", import), Vec::<String>::new());
    assert_eq!(found("Must not know DDL. It runs an `operation`.", import), Vec::<String>::new());
    assert_eq!(found("Must not know `detach`.", "use super::detach::X;").len(), 1);
    assert_eq!(found("Must not know `detach`.", "use super::Part;").len(), 1);
    assert_eq!(found("Must not know `run::detach`.", "use super::Part;").len(), 1);
    assert_eq!(found("Must not know `deatch`.", ""), ["run/exec.rs: must not know `deatch`, which is no module"]);
}
