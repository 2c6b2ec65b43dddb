//! Owns the comparison of the documentation with the code: the tables in the docs of `Model` list exactly the options
//! that exist, with the attributes that have them.

use std::collections::BTreeSet;

use super::{parsed, with};
use crate::attr::{AssociationKind, AssociationOptions, ColumnOptions, ModelOptions, Options};

const DOCUMENTATION: &str = include_str!("../../../orm-core/src/lib.rs");

/// The cells of the rows of the table below the heading with this beginning.
fn table(heading: &str) -> Vec<Vec<String>> {
    let lines = DOCUMENTATION.lines().filter_map(|line| line.strip_prefix("/// "));
    let below = lines.skip_while(|line| !line.starts_with(heading)).skip_while(|line| !line.starts_with("|---"));
    let rows = below.skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The examples of the options in the first cell of a line: `` `generated`, `generated = false` ``.
fn examples(row: &[String]) -> Vec<&str> {
    row[0].split('`').skip(1).step_by(2).collect()
}

/// The name of an option by its example.
fn name(example: &str) -> &str {
    example.split([' ', '(']).next().unwrap_or(example)
}

fn declared<O: Options>() -> BTreeSet<&'static str> {
    O::ALL.iter().map(|option| option.name).collect()
}

/// Fails when the attribute has a mistake.
fn is_read(attribute: &str) {
    let attribute = &attribute.replace(", ..", "");
    let (source, mut errors) = (with(attribute), crate::errors::Errors::default());
    crate::attr::read(&parsed(&source), &mut errors);
    assert!(errors.is_empty(), "{attribute}: {}", errors.into_compile_errors());
}

#[test]
fn the_options_of_associations_are_documented() {
    let (mut documented, rows) = (BTreeSet::new(), table("## `#[has_many"));
    for row in &rows {
        let kinds = AssociationKind::ALL.into_iter();
        let kinds = kinds.filter(|kind| row[1] == "all" || row[1].contains(&format!("`{}`", kind.name())));
        for (example, kind) in
            examples(row).into_iter().flat_map(|example| kinds.clone().map(move |kind| (example, kind)))
        {
            is_read(&format!("#[{}(Other, {example})]", kind.name()));
            documented.insert((name(example), kind.name()));
        }
    }
    let options = AssociationOptions::ALL.iter();
    let declared = options.flat_map(|option| option.kinds.iter().map(|kind| (option.name, kind.name())));
    assert_eq!(documented, declared.collect::<BTreeSet<_>>());
}

#[test]
fn the_options_of_models_and_columns_are_documented() {
    let rows = table("## `#[model");
    let documented: Vec<&str> = rows.iter().flat_map(|row| examples(row)).collect();
    for example in &documented {
        is_read(&format!("#[model({example})]"));
    }
    assert_eq!(documented.iter().map(|example| name(example)).collect::<BTreeSet<_>>(), declared::<ModelOptions>());

    let rows = table("# Attributes of a field");
    let documented: BTreeSet<&str> = rows.iter().flat_map(|row| examples(row)).map(name).collect();
    assert_eq!(documented, declared::<ColumnOptions>());
}
