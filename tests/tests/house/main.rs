//! The house rules that a program can check, on the sources of the four library crates: floors, sizes, headers.
//!
//! Each rule is a function from sources to a list of violations. Its tests have small sources that violate it.

mod floors;
mod headers;
mod sizes;
mod source;
mod tokens;

use source::Sources;

/// The folders and files of `orm-core/src`, from the bottom to the top: each uses only what stands before it.
const CORE: [&str; 20] = [
    "debug",
    "text",
    "sql_types",
    "descriptor",
    "ddl",
    "dialect",
    "model",
    "error",
    "association",
    "trace",
    "statement",
    "run",
    "transaction",
    "loading",
    "operation",
    "table",
    "example",
    "front",
    "derive",
    "guide",
];

/// The stages of the derive, likewise.
const DERIVE: [&str; 7] = ["errors", "words", "naming", "attr", "ir", "check", "expand"];

const CRATES: [&str; 4] = ["orm-core", "orm-derive", "orm-postgres", "orm-sqlite"];

#[test]
fn folders_use_only_what_is_below_them() {
    let mut found = floors::broken(&Sources::read("orm-core"), &CORE);
    found.extend(floors::broken(&Sources::read("orm-derive"), &DERIVE));
    expect_none(&found);
}

#[test]
fn the_page_on_the_architecture_shows_the_floors() {
    let page = std::fs::read_to_string(source::root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for floors in [CORE.join(" < "), DERIVE.join(" < ")] {
        let shown = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&floors), "ARCHITECTURE.md does not have this list of floors:\n{floors}");
    }
}

#[test]
fn files_and_functions_are_short() {
    expect_none(&of_all_crates(sizes::broken));
}

#[test]
fn headers_say_what_a_file_owns_and_do_not_lie() {
    expect_none(&of_all_crates(headers::broken));
}

fn of_all_crates(rule: fn(&Sources) -> Vec<String>) -> Vec<String> {
    CRATES.iter().flat_map(|name| rule(&Sources::read(name))).collect()
}

fn expect_none(found: &[String]) {
    assert!(found.is_empty(), "{} places break a house rule:\n{}", found.len(), found.join("\n"));
}
