//! The text of SQLite's DDL.
//!
//! Owns the type names and the order of statements. Must not know connections.

use orm_core::schema::DefaultValue;
use orm_core::schema::{Column, ForeignKey, Table, UniqueConstraint, quote};
use orm_core::{DataType, Schema, SchemaError};

/// The statements that create the schema's tables and indexes, in order; the tables of junctions without a model too.
///
/// Each can run twice (`IF NOT EXISTS`). Where no action is given, foreign keys get those of Sequelize's guide: SET
/// NULL and CASCADE for an optional key, RESTRICT for a mandatory one. Names of constraints are the same as on
/// PostgreSQL. A generated key is `INTEGER PRIMARY KEY AUTOINCREMENT` whatever its width, since SQLite generates no
/// other; `AUTOINCREMENT`, so that the key of a deleted row is never given out again. A CHECK keeps it within its field:
/// after 2147483647, an `i32` key ends with [`Error::CheckViolation`](orm_core::Error::CheckViolation). A foreign key that
/// closes a cycle is checked at the end of the transaction (`DEFERRABLE INITIALLY DEFERRED`), as it is on PostgreSQL.
/// A whole number that is the primary key and not generated is `INT`, since SQLite numbers the rows of any `INTEGER PRIMARY
/// KEY`: it has to be given, as on PostgreSQL. The columns of an index stand in backticks: SQLite never takes these for a text.
///
/// | field | type | stored as |
/// |---|---|---|
/// | whole numbers, `bool` | `SMALLINT`, `INTEGER`, `BIGINT`, `BOOLEAN` | integer |
/// | `f32`, `f64`, decimal | `REAL`, `DOUBLE`, `NUMERIC` | floating point: a decimal keeps about 15 digits |
/// | text, UUID | `TEXT` | text |
/// | dates and times | `DATE`, `TIME`, `TIMESTAMP`, `TIMESTAMPTZ` | text |
/// | bytes, JSON | `BLOB` | bytes; JSON in SQLite's binary form |
///
/// # Errors
/// Any [`SchemaError`]; [`SchemaError::NoSchemas`] for a model with a `schema`, since a foreign key cannot lead from
/// one attached database to another; [`SchemaError::SameNameIgnoringCase`] for names that differ in case alone, which
/// SQLite does not tell apart.
///
/// # Example
/// ```
/// use orm_core::prelude::*;
///
/// #[derive(Model)]
/// struct Team { id: i32, #[column(default = 0)] wins: i32 }
///
/// let statements = orm_sqlite::create_tables_sql(schema![Team])?;
/// assert_eq!(
///     statements,
///     [r#"CREATE TABLE IF NOT EXISTS "teams" (
///   "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK ("id" BETWEEN -2147483648 AND 2147483647),
///   "wins" INTEGER NOT NULL DEFAULT 0
/// )"#]
/// );
/// # Ok::<(), orm_core::SchemaError>(())
/// ```
pub fn create_tables_sql(schema: Schema) -> Result<Vec<String>, SchemaError> {
    let tables = tables(schema)?;
    let create_tables = tables.iter().map(create_table_sql);
    let create_indexes = tables.iter().flat_map(|table| table.create_index_sql(quote_in_expression));
    Ok(create_tables.chain(create_indexes).collect())
}

/// The statements that drop the schema's tables, in order; to be run in one transaction.
///
/// SQLite deletes the rows of a table before it drops it. `defer_foreign_keys` puts off what the foreign keys of a
/// cycle, or of a table to itself, would object to, until all tables are gone; a row of another table that still
/// references one of them then makes the transaction fail. SQLite takes the setting back when the transaction ends; to
/// take it back earlier would forget the objections.
///
/// # Errors
/// Those of [`create_tables_sql`].
pub fn drop_tables_sql(schema: Schema) -> Result<Vec<String>, SchemaError> {
    let tables = tables(schema)?;
    let drop_tables = tables.iter().rev().map(|table| format!("DROP TABLE IF EXISTS {}", table.name.quoted()));
    let mut statements = vec!["PRAGMA defer_foreign_keys = ON".to_owned()];
    statements.extend(drop_tables);
    Ok(statements)
}

fn tables(schema: Schema) -> Result<Vec<Table>, SchemaError> {
    let plan = schema.plan()?;
    plan.check_ignoring_case("SQLite")?;
    for table in &plan.tables {
        if let Some(schema) = &table.name.schema {
            let owner = table.declared_by.clone();
            return Err(SchemaError::NoSchemas { owner, schema: schema.to_string(), database: "SQLite" });
        }
    }
    Ok(plan.tables)
}

/// The column in backticks. In double quotes SQLite takes a name for a text where the table has no such column, and
/// the index is then one on that text: an older table, which lacks the column, would be corrupt once it has it.
fn quote_in_expression(column: &str) -> String {
    format!("`{}`", column.replace('`', "``"))
}

fn create_table_sql(table: &Table) -> String {
    let mut definitions: Vec<String> = table.columns.iter().map(|column| column_definition(table, column)).collect();
    if !table.columns.iter().any(|column| column.generated) {
        definitions.extend(table.primary_key_clause());
    }
    definitions.extend(table.unique_constraints.iter().map(UniqueConstraint::clause));
    definitions.extend(table.foreign_keys.iter().map(ForeignKey::clause));
    table.create_table_sql(&definitions)
}

fn column_definition(table: &Table, column: &Column) -> String {
    if column.generated {
        return column.clause("INTEGER PRIMARY KEY AUTOINCREMENT", None) + &width_check(column);
    }
    let default = column.default.map(|default| match (column.data_type, default) {
        // Diesel reads JSON in SQLite's binary form only.
        (DataType::Json, DefaultValue::Text(_)) => format!("(jsonb({}))", default.sql()),
        _ => default.sql(),
    });
    // SQLite would number the rows of an `INTEGER PRIMARY KEY` all the same; of an `INT PRIMARY KEY` it does not.
    let is_numbered = column.data_type == DataType::Integer && table.primary_key == [column.name.clone()];
    let type_name = if is_numbered { "INT" } else { type_name(column.data_type) };
    column.clause(type_name, default.as_deref())
}

/// SQLite's whole numbers have 64 bits whatever their type is called: without the check, it would generate a key that
/// the field cannot hold.
fn width_check(column: &Column) -> String {
    let (least, greatest) = match column.data_type {
        DataType::SmallInt => (i32::from(i16::MIN), i32::from(i16::MAX)),
        DataType::Integer => (i32::MIN, i32::MAX),
        _ => return String::new(),
    };
    format!(" CHECK ({} BETWEEN {least} AND {greatest})", quote(&column.name))
}

/// The name decides how SQLite stores values ("type affinity"): each is chosen so that what Diesel writes stays as it
/// is.
fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::SmallInt => "SMALLINT",
        DataType::Integer => "INTEGER",
        DataType::BigInt => "BIGINT",
        DataType::Real => "REAL",
        DataType::Double => "DOUBLE",
        DataType::Boolean => "BOOLEAN",
        DataType::Binary | DataType::Json => "BLOB",
        DataType::Date => "DATE",
        DataType::Time => "TIME",
        DataType::Timestamp => "TIMESTAMP",
        DataType::TimestampTz => "TIMESTAMPTZ",
        DataType::Decimal => "NUMERIC",
        DataType::Named(name) => name,
        // TEXT also for what may be added to the enum later: it stores anything that has a text form unchanged.
        _ => "TEXT",
    }
}
