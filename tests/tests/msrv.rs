//! The crates can be built with the Rust version that they state: no dependency asks for a later one.
//!
//! Clippy checks the crates' own code (`incompatible_msrv`).

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

const CRATES: [&str; 4] = ["orm-core", "orm-derive", "orm-postgres", "orm-sqlite"];

#[test]
fn no_dependency_needs_a_later_rust_version_than_the_crates_state() {
    let metadata = metadata();
    let needed = dependencies(&metadata);
    assert!(needed.len() > 30, "only {} dependencies found", needed.len());
    let stated = rust_version(package(&metadata, needed[0])).expect("`rust-version` of the workspace");
    let later: Vec<String> = needed
        .iter()
        .filter_map(|id| {
            let package = package(&metadata, id);
            let version = rust_version(package).filter(|version| *version > stated)?;
            Some(format!("{} {} needs {version:?}", text(package, "name"), text(package, "version")))
        })
        .collect();
    assert!(later.is_empty(), "the crates state {stated:?}, but:\n{}", later.join("\n"));
}

#[test]
fn versions_are_compared_by_their_numbers() {
    let version = |version: &str| rust_version(&serde_json::json!({ "rust_version": version }));
    assert_eq!(version("1.88"), Some([1, 88, 0]));
    assert!(version("1.100.0") > version("1.88"));
    assert!(version("1.88.1") > version("1.88"));
    assert_eq!(rust_version(&Value::Null), None);
}

/// What Cargo knows of the packages, with all features of the workspace, in the versions of `Cargo.lock`. Packages of
/// other platforms are left out: nothing has fetched them here.
fn metadata() -> Value {
    let version = cargo(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("Cargo names the platform");
    let options = ["metadata", "--format-version=1", "--all-features", "--locked", "--filter-platform", host];
    serde_json::from_str(&cargo(&options)).expect("JSON")
}

fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The crates, and what they are built with: their dependencies, those of their build scripts and macros, and so on.
fn dependencies(metadata: &Value) -> Vec<&str> {
    let ours = |name: &&str| list(metadata, "packages").iter().find(|package| text(package, "name") == *name);
    let mut needed: Vec<&str> = CRATES.iter().map(|name| text(ours(name).expect(name), "id")).collect();
    let mut known: BTreeSet<&str> = needed.iter().copied().collect();
    let mut next = 0;
    while let Some(id) = needed.get(next) {
        let node = list(&metadata["resolve"], "nodes").iter().find(|node| text(node, "id") == *id).expect(id);
        for dependency in list(node, "deps") {
            let for_tests = list(dependency, "dep_kinds").iter().all(|kind| kind["kind"] == "dev");
            if !for_tests && known.insert(text(dependency, "pkg")) {
                needed.push(text(dependency, "pkg"));
            }
        }
        next += 1;
    }
    needed
}

fn package<'m>(metadata: &'m Value, id: &str) -> &'m Value {
    list(metadata, "packages").iter().find(|package| text(package, "id") == id).expect(id)
}

/// The numbers of a package's `rust-version`, if it states one.
fn rust_version(package: &Value) -> Option<[u64; 3]> {
    let mut numbers = [0; 3];
    let stated = package["rust_version"].as_str()?;
    for (number, part) in numbers.iter_mut().zip(stated.split('.')) {
        *number = part.parse().expect("a number");
    }
    Some(numbers)
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().expect(key)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().expect(key)
}
