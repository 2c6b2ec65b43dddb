//! The DDL of a schema as text: all of it, or one definition.
//!
//! Must not know any model.

use orm_core::Schema;

/// The statements that create the tables on SQLite.
pub(crate) fn sqlite(schema: Schema) -> String {
    orm_sqlite::create_tables_sql(schema).expect("a schema without mistakes").join(";\n")
}

/// The statements that create the tables on PostgreSQL.
pub(crate) fn postgres(schema: Schema) -> String {
    orm_postgres::create_tables_sql(schema).expect("a schema without mistakes").join(";\n")
}

/// What follows the name of the column or constraint in its definition, the same in both dialects.
///
/// # Panics
/// When nothing or several things have that name, or when the dialects differ.
pub(crate) fn definition(schema: Schema, name: &str) -> String {
    let found = only_definition(&sqlite(schema), name);
    assert_eq!(found, only_definition(&postgres(schema), name));
    found
}

/// Whether the table has the column. Both dialects agree.
pub(crate) fn has_column(schema: Schema, table: &str, column: &str) -> bool {
    let found = [sqlite(schema), postgres(schema)].map(|text| {
        let (_, from) = text.split_once(&format!("CREATE TABLE IF NOT EXISTS \"{table}\" (")).expect(table);
        let (columns, _) = from.split_once("\n)").expect("the table ends");
        !definitions(columns, column).is_empty()
    });
    assert_eq!(found[0], found[1]);
    found[0]
}

fn only_definition(text: &str, name: &str) -> String {
    match *definitions(text, name) {
        [definition] => definition.to_owned(),
        ref definitions => panic!("not one definition of {name}, but {definitions:?} in\n{text}"),
    }
}

fn definitions<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let name = format!("\"{name}\" ");
    let lines = text.lines().map(|line| line.trim().trim_end_matches(','));
    lines.filter_map(|line| line.strip_prefix("CONSTRAINT ").unwrap_or(line).strip_prefix(&name)).collect()
}
