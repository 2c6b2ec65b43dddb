//! The rule that files have at most 400 lines, and functions at most 60.
//!
//! Owns the rule. A function is counted from `fn` to its closing brace, also where it is an argument of a macro. The
//! definition of a macro counts only as lines of its file.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::source::Sources;
use crate::tokens::{is_sign, is_word, macro_definition};

const FILE: usize = 400;
const FUNCTION: usize = 60;

/// The files and functions that are too long.
pub(crate) fn broken(sources: &Sources) -> Vec<String> {
    let mut broken = Vec::new();
    for file in &sources.files {
        let lines = file.text.lines().count();
        if lines > FILE {
            broken.push(format!("{}: {lines} lines, more than {FILE}", file.name));
        }
        let mut functions = Vec::new();
        find_functions(&file.tokens, &mut functions);
        let long = functions.iter().filter(|function| function.lines > FUNCTION);
        broken.extend(long.map(|Function { name, line, lines }| {
            format!("{}:{line}: `{name}` has {lines} lines, more than {FUNCTION}", file.name)
        }));
    }
    broken
}

struct Function {
    name: String,
    line: usize,
    lines: usize,
}

fn find_functions(tokens: &TokenStream, found: &mut Vec<Function>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut rest = tokens.as_slice();
    while let Some(token) = rest.first() {
        found.extend(function(rest));
        if macro_definition(rest).is_some() {
            rest = &rest[4..];
            continue;
        }
        if let TokenTree::Group(group) = token {
            find_functions(&group.stream(), found);
        }
        rest = &rest[1..];
    }
}

/// `fn name .. { .. }`, but neither the type `fn(..)` nor a declaration without a body.
fn function(tokens: &[TokenTree]) -> Option<Function> {
    let [word, TokenTree::Ident(name), ..] = tokens else { return None };
    if !is_word(word, "fn") {
        return None;
    }
    let ends = |token: &&TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        other => is_sign(other, ';'),
    };
    let TokenTree::Group(body) = tokens.iter().find(ends)? else { return None };
    let line = word.span().start().line;
    Some(Function { name: name.to_string(), line, lines: body.span_close().end().line - line + 1 })
}

#[cfg(test)]
use crate::source::made_up;

#[test]
fn a_long_file_is_found() {
    let file = |lines| made_up(&[("a.rs", &"// A line.\n".repeat(lines))]);
    assert_eq!(broken(&file(400)), Vec::<String>::new());
    assert_eq!(broken(&file(401)), ["a.rs: 401 lines, more than 400"]);
}

#[test]
fn a_long_function_is_found_wherever_it_stands() {
    let function = |statements| format!("fn f(g: fn(u8)) -> u8 {{\n{}}}", "g();\n".repeat(statements));
    let found = |text: String| broken(&made_up(&[("a.rs", &text)]));
    assert_eq!(found(function(58)), Vec::<String>::new());
    assert_eq!(found(function(59)), ["a.rs:1: `f` has 61 lines, more than 60"]);
    let places = ["impl A {\n??}", "trait T {\nfn g(&self);\n??}", "mod m {\n??}", "make! {\n??}", "fn outer() {\n??}"];
    for place in places {
        let found = found(place.replace("??", &function(59)));
        assert!(found.iter().any(|found| found.ends_with("`f` has 61 lines, more than 60")), "{place}: {found:?}");
    }
    assert_eq!(found(format!("macro_rules! m {{ () => {{ {} }} }}", function(59))), Vec::<String>::new());
}
