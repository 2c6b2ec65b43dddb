//! What must not compile, and what the compiler says about it: the cases in `tests/ui`, each a sentence.

/// Runs the cases. `TRYBUILD=overwrite cargo test -p orm-tests --test compile_fail` writes the messages anew.
#[test]
fn mistakes_do_not_compile_and_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}
