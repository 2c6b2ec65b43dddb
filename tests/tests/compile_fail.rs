//! Programs that must not compile, and the compiler's messages about them: the cases in `ui`, whose names are
//! sentences.
//!
//! There is a folder for each subject: `rows`, each kind of association, `associations` of every kind, `create`,
//! `include`, `included_rows`, `options` of the attributes, and others.
//!
//! A case has one mistake, and the compiler reports one error. A case with several mistakes gives their number on its
//! first line: `// errors: 3`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Cases whose first line is not ours to write, and why.
const NOT_OURS: [(&str, &str); 5] = [
    ("a_function_returns_a_condition_on_its_model", "the compiler names the type that the function returns"),
    ("a_function_returns_an_order_of_its_model", "the compiler names the type that the function returns"),
    (
        "a_filter_compares_values_of_the_columns_type",
        "Diesel's `ge` refuses the value, before any trait of ours is asked",
    ),
    (
        "a_filter_of_an_include_has_values_of_the_columns_type",
        "Diesel's `eq` refuses the value, before any trait of ours is asked",
    ),
    ("an_async_exec_takes_an_async_connection", "the compiler asks again for the future and for `.await`"),
];

/// Runs the cases. `TRYBUILD=overwrite cargo test -p orm-tests --test compile_fail` writes the messages anew.
#[test]
fn mistakes_do_not_compile_and_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}

#[test]
fn one_mistake_is_one_error_without_internal_names() {
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case.file_stem().unwrap().to_str().unwrap();
        if NOT_OURS.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let messages = fs::read_to_string(case.with_extension("stderr")).unwrap();
        let (expected, found) = (expected_errors(&fs::read_to_string(&case).unwrap()), errors(&messages));
        if expected != found {
            wrong.push(format!("{name}: {found} errors, {expected} expected"));
        }
        let internal = shown_first(&messages).into_iter().filter(|line| is_internal(line));
        wrong.extend(internal.map(|line| format!("{name}: {line}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_case_has_a_message_and_every_message_a_case() {
    let cases = cases();
    assert!(cases.len() > 60, "only {} cases found", cases.len());
    let without: Vec<_> = cases.iter().filter(|case| !case.with_extension("stderr").exists()).collect();
    assert!(without.is_empty(), "no message for {without:?}");
    let orphans: Vec<_> = files("stderr").into_iter().filter(|file| !file.with_extension("rs").exists()).collect();
    assert!(orphans.is_empty(), "no case for {orphans:?}");
}

#[test]
fn comments_name_cases_that_exist() {
    let chapters = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide"));
    let texts: Vec<String> = chapters.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let named: BTreeSet<&str> = texts.iter().flat_map(|text| text.split('`')).filter(|name| is_case(name)).collect();
    assert!(named.len() > 10, "only {} names found", named.len());
    let cases = cases();
    let exists = |name: &str| cases.iter().any(|case| case.ends_with(format!("{name}.rs")));
    let missing: Vec<&str> = named.into_iter().filter(|name| !exists(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// Whether a text is the name of a case: its topic, a slash, and the mistake as a sentence.
fn is_case(text: &str) -> bool {
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    text.split_once('/').is_some_and(|(topic, sentence)| is_name(topic) && is_name(sentence) && sentence.contains('_'))
}

#[test]
fn the_guide_quotes_what_the_compiler_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../orm-core/guide/when_it_does_not_compile.md");
    let page = fs::read_to_string(page).unwrap();
    let messages: Vec<String> = files("stderr").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let said: BTreeSet<&str> = messages.iter().flat_map(|messages| messages.lines()).collect();
    let quoted: Vec<&str> = page.lines().filter(|line| is_error(line)).collect();
    assert!(quoted.len() > 15, "only {} messages found", quoted.len());
    let unheard: Vec<&str> = quoted.into_iter().filter(|line| !said.contains(line)).collect();
    assert_eq!(unheard, Vec::<&str>::new());
}

fn cases() -> Vec<PathBuf> {
    files("rs")
}

/// The files of the cases with that ending, in order.
fn files(extension: &str) -> Vec<PathBuf> {
    let topics = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"));
    let mut files: Vec<_> = topics.iter().flat_map(|topic| folder(topic)).collect();
    files.retain(|file| file.extension().is_some_and(|other| other == extension));
    files.sort();
    files
}

fn folder(path: &Path) -> Vec<PathBuf> {
    fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// How many errors a case is to have.
fn expected_errors(case: &str) -> usize {
    let first = case.lines().next().unwrap_or_default();
    first.strip_prefix("// errors: ").map_or(1, |number| number.parse().unwrap())
}

fn is_error(line: &str) -> bool {
    line.starts_with("error: ") || line.starts_with("error[")
}

fn errors(messages: &str) -> usize {
    messages.lines().filter(|line| is_error(line)).count()
}

/// What a user reads first: the first line of each error, and the labels, which stand behind a bar without a line
/// number.
fn shown_first(messages: &str) -> Vec<&str> {
    let mut in_error = false;
    let mut lines = Vec::new();
    for line in messages.lines() {
        if is_error(line) {
            in_error = true;
            lines.push(line);
        } else if line.starts_with("note") || line.starts_with("help") || line.starts_with("warning") {
            in_error = false;
        } else if in_error && line.trim_start().starts_with('|') {
            lines.push(line);
        }
    }
    lines
}

/// Whether a line shows a name that is none of the user's: a generated helper, a type of Diesel's.
fn is_internal(line: &str) -> bool {
    ["__", "diesel::", "Grouped<", "AsExpression", "LoadQuery", "RunOn<", "LoadWith<", "ExecuteWith<"]
        .iter()
        .any(|name| line.contains(name))
}
