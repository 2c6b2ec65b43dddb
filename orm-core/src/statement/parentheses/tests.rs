//! Tests of [`settle_marked`]: each takes a condition and checks the text that is left.
//!
//! Owns the examples.

use super::{Unbalanced, settle_marked};

fn alone(condition: &str) -> String {
    settle_marked(&format!("(\u{c}{condition}\u{c})")).unwrap().unwrap()
}

fn behind_not(condition: &str) -> String {
    settle_marked(&format!("NOT (\u{c}{condition}\u{c}\u{c})")).unwrap().unwrap()
}

#[test]
fn what_is_understood_stands_without_parentheses() {
    for (written, settled) in [
        (r#"("a" = ?)"#, r#""a" = ?"#),
        (r#"("a" IN ($1, $2))"#, r#""a" IN ($1, $2)"#),
        (r#"("a" IS NOT NULL)"#, r#""a" IS NOT NULL"#),
        (r#"("t"."a" BETWEEN ? AND ?)"#, r#""t"."a" BETWEEN ? AND ?"#),
        (r#"(("a" = ?) AND ("b" LIKE 'it''s (' ESCAPE '\'))"#, r#""a" = ? AND "b" LIKE 'it''s (' ESCAPE '\'"#),
        (r#"(("a" GLOB ?) AND ("b" = ANY($1)))"#, r#""a" GLOB ? AND "b" = ANY($1)"#),
        (r#" NOT (("a" = ?))"#, r#"NOT ("a" = ?)"#),
        (r#"("a" IN (SELECT "b" FROM "t" WHERE ("c" = ?)))"#, r#""a" IN (SELECT "b" FROM "t" WHERE ("c" = ?))"#),
        ("`a`", "`a`"),
        (r#"((count(*) > ?) AND (sum("a") < max("b")))"#, r#"count(*) > ? AND sum("a") < max("b")"#),
    ] {
        assert_eq!(alone(written), settled);
    }
}

#[test]
fn an_or_keeps_one_pair() {
    for (written, settled) in [
        (r#"(("a" = ?) OR ("b" = ?))"#, r#"("a" = ? OR "b" = ?)"#),
        ("1 = 1 or 1 = 1", "(1 = 1 OR 1 = 1)"),
        (r#"((("a" = ?) AND ("b" = ?)) OR ("c" = ?))"#, r#"(("a" = ? AND "b" = ?) OR "c" = ?)"#),
        (r#"((("a" = ?) OR ("b" = ?)) AND ("c" = ?))"#, r#"("a" = ? OR "b" = ?) AND "c" = ?"#),
        (r#"("a" BETWEEN 1 AND 2 OR "b" = 3)"#, r#"("a" BETWEEN 1 AND 2 OR "b" = 3)"#),
    ] {
        assert_eq!(alone(written), settled);
    }
}

#[test]
fn what_is_not_understood_keeps_one_pair_and_its_text() {
    for (written, settled) in [
        ("wins > 5 OR  wins < 3", "(wins > 5 OR  wins < 3)"),
        (r#"(lower("a") = ?)"#, r#"(lower("a") = ?)"#),
        (r#"((lower("a") = ?))"#, r#"(lower("a") = ?)"#),
        (r#"((lower("a") = ?) AND ("b" = ?))"#, r#"(lower("a") = ?) AND "b" = ?"#),
        (r#"CASE WHEN "a" OR "b" THEN 1 END"#, r#"(CASE WHEN "a" OR "b" THEN 1 END)"#),
        (r#""a" = 1 UNION(SELECT 1)"#, r#"("a" = 1 UNION(SELECT 1))"#),
        ("1=1OR 1=1", "(1=1OR 1=1)"),
        (
            r#""a" -- (
 = 1"#,
            r#"("a" -- (
 = 1)"#,
        ),
        (r#""a" = $tag$ it's ) $tag$"#, r#"("a" = $tag$ it's ) $tag$)"#),
        (r#""a" = E'\') OR ('"#, r#"("a" = E'\') OR (')"#),
        // The BETWEEN would take the AND after the condition.
        ("1 BETWEEN 0", "(1 BETWEEN 0)"),
        (r#""a" OR"#, r#"("a" OR)"#),
    ] {
        assert_eq!(alone(written), settled);
    }
}

#[test]
fn an_operand_keeps_one_pair() {
    for (written, settled) in [
        (r#"("a" = ?)"#, r#"NOT ("a" = ?)"#),
        (r#"(("a" = ?) OR ("b" = ?))"#, r#"NOT ("a" = ? OR "b" = ?)"#),
        (r#"lower("a") = ?"#, r#"NOT (lower("a") = ?)"#),
        (r#"(lower("a") = ?)"#, r#"NOT (lower("a") = ?)"#),
    ] {
        assert_eq!(behind_not(written), settled);
    }
}

#[test]
fn conditions_inside_conditions_are_settled_too() {
    let marked = "SELECT 1 WHERE (\u{c}((\"a\" IN (SELECT \"b\" WHERE (\u{c}(\"c\" = ?)\u{c}))))\u{c}) LIMIT 1";
    assert_eq!(settle_marked(marked).unwrap().unwrap(), r#"SELECT 1 WHERE "a" IN (SELECT "b" WHERE "c" = ?) LIMIT 1"#);
}

#[test]
fn what_opens_or_closes_alone_is_refused() {
    for condition in [
        "a) OR (b",
        "(a",
        "a)",
        "'a",
        "\"a",
        "`a",
        "a --",
        "a /* (",
        "/* /* */ ) OR ( */ a",
        "$$ a",
        "'\\') OR (b",
        "E'\\'",
    ] {
        let marked = format!("(\u{c}{condition}\u{c})");
        assert_eq!(settle_marked(&marked), Err(Unbalanced), "{condition}");
    }
}
