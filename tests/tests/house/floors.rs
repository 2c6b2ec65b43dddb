//! The rule that a folder uses only folders below it.
//!
//! Owns the rule. The lists of floors are in the root of this binary.

use crate::source::{File, Sources, Use};

/// What breaks the order of the folders, which are listed from the bottom to the top. The crate's root stands above
/// all.
pub(crate) fn broken(sources: &Sources, floors: &[&str]) -> Vec<String> {
    let has_files = |floor: &str| sources.files.iter().any(|file| folder(&file.module) == Some(floor));
    let missing = floors.iter().filter(|floor| !has_files(floor));
    let mut broken: Vec<String> = missing.map(|floor| format!("`{floor}` is on the list, but not there")).collect();
    for file in &sources.files {
        let Some(folder) = folder(&file.module).filter(|_| !is_test(file)) else { continue };
        match height(floors, folder) {
            None => broken.push(format!("{}: `{folder}` is not on the list", file.name)),
            Some(own) => {
                let uses = sources.uses(file);
                // A folder without a floor is reported as that.
                let uses = uses.iter().filter(|found| !lacks_floor(sources, floors, &found.path));
                broken.extend(uses.filter_map(|found| upwards(floors, own, file, found)));
            }
        }
    }
    broken
}

/// Tests may use everything.
fn is_test(file: &File) -> bool {
    file.module.iter().any(|name| name == "tests")
}

fn folder(path: &[String]) -> Option<&str> {
    path.first().map(String::as_str)
}

fn height(floors: &[&str], folder: &str) -> Option<usize> {
    floors.iter().position(|floor| *floor == folder)
}

fn lacks_floor(sources: &Sources, floors: &[&str], path: &[String]) -> bool {
    let is_folder = |name| sources.files.iter().any(|file| folder(&file.module) == Some(name));
    folder(path).is_some_and(|name| height(floors, name).is_none() && is_folder(name))
}

/// What is no folder is the root's: a name that it has taken from below, or a module of its own.
fn upwards(floors: &[&str], own: usize, file: &File, found: &Use) -> Option<String> {
    let place = format!("{}:{}: `crate::{}`", file.name, found.line, found.path.join("::"));
    match folder(&found.path).and_then(|folder| height(floors, folder)) {
        Some(other) if other <= own => None,
        Some(other) => Some(format!("{place} stands above: `{}` is below `{}`", floors[own], floors[other])),
        None => Some(format!("{place} is a name of the crate's root: use it where it is defined")),
    }
}

#[cfg(test)]
use crate::source::made_up;

#[test]
fn an_arrow_upwards_is_found_wherever_it_stands() {
    let files = |low: &'static str| {
        let high = "use crate::low::L; pub struct H; impl H { fn f(_: super::low::L) {} }";
        made_up(&[("lib.rs", "mod low; mod high; pub use high::H;"), ("high/mod.rs", high), ("low.rs", low)])
    };
    let floors = ["low", "high"];
    assert_eq!(broken(&files("pub struct L; fn f(_: crate::low::L) {}"), &floors), Vec::<String>::new());
    assert_eq!(
        broken(&files("//! Low.\nuse crate::high::H;"), &floors),
        ["low.rs:2: `crate::high::H` stands above: `low` is below `high`"]
    );
    assert_eq!(broken(&files("fn f(_: super::high::H) {}"), &floors).len(), 1);
    assert_eq!(broken(&files("make! { (crate::high::H) }"), &floors).len(), 1);
    assert_eq!(broken(&files("macro_rules! m { () => { $crate::H } }"), &floors).len(), 1);
    assert_eq!(broken(&files("use super::*;"), &floors).len(), 1);
    assert_eq!(broken(&files("#[cfg(test)]\nmod tests { use crate::high::H; }"), &floors), Vec::<String>::new());
    assert_eq!(
        broken(&files("use crate::H;"), &floors),
        ["low.rs:1: `crate::H` is a name of the crate's root: use it where it is defined"]
    );
}

#[test]
fn a_file_that_is_moved_to_the_wrong_floor_is_found() {
    let text = "use crate::statement::Select;";
    let sources = |place| made_up(&[("statement.rs", "pub struct Select;"), (place, text), ("operation/mod.rs", "")]);
    let floors = ["model", "statement", "operation"];
    assert_eq!(
        broken(&sources("operation/find.rs"), &floors),
        ["`model` is on the list, but not there"],
        "a folder that is gone has to leave the list"
    );
    assert_eq!(
        broken(&sources("model/find.rs"), &floors),
        ["model/find.rs:1: `crate::statement::Select` stands above: `model` is below `statement`"]
    );
    assert_eq!(broken(&sources("attic/find.rs"), &floors[1..]), ["attic/find.rs: `attic` is not on the list"]);
}
