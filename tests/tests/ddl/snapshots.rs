//! The DDL of both databases as text.

use super::support::{cases, cycle, league, matrix, parents, schema, types};
use insta::assert_snapshot;
use orm_core::schema::ReferentialAction;
use orm_core::{Schema, SchemaError};

type Render = fn(Schema) -> Result<Vec<String>, SchemaError>;

fn text(schema: Schema, create: Render, drop: Render) -> String {
    let created = create(schema).expect("a schema without mistakes").join(";\n");
    let dropped = drop(schema).expect("a schema without mistakes").join(";\n");
    format!("{created};\n\n{dropped};\n")
}

fn sqlite(schema: Schema) -> String {
    text(schema, orm_sqlite::create_tables_sql, orm_sqlite::drop_tables_sql)
}

fn postgres(schema: Schema) -> String {
    text(schema, orm_postgres::create_tables_sql, orm_postgres::drop_tables_sql)
}

#[test]
fn optional_and_mandatory_keys_with_each_action_with_and_without_default() {
    assert_snapshot!("matrix_sqlite", sqlite(matrix()));
    assert_snapshot!("matrix_postgres", postgres(matrix()));
}

#[test]
fn the_combinations_that_no_database_could_follow_are_errors() {
    let mut impossible = Vec::new();
    for case in cases().into_iter().filter(|case| case.actions().is_none()) {
        let error = schema(vec![parents(), case.model()]).plan().expect_err(case.table);
        match case.action {
            Some(ReferentialAction::SetNull) => assert!(matches!(error, SchemaError::SetNullOnMandatory { .. })),
            _ => assert!(matches!(error, SchemaError::SetDefaultWithoutDefault { .. })),
        }
        impossible.push(case.table);
    }
    assert_eq!(
        impossible,
        [
            "optional_set_default_without_default",
            "mandatory_set_null_without_default",
            "mandatory_set_null_with_default",
            "mandatory_set_default_without_default",
        ]
    );
}

#[test]
fn pairs_a_has_one_a_self_reference_and_a_composite_key() {
    assert_snapshot!("league_sqlite", sqlite(league()));
    assert_snapshot!("league_postgres", postgres(league()));
}

#[test]
fn two_tables_that_need_each_other() {
    assert_snapshot!("cycle_sqlite", sqlite(cycle()));
    assert_snapshot!("cycle_postgres", postgres(cycle()));
}

#[test]
fn every_type_identity_and_default() {
    assert_snapshot!("types_sqlite", sqlite(types()));
    assert_snapshot!("types_postgres", postgres(types()));
}
