//! The text of SQLite's DDL.
//!
//! Owns the type names, the order of statements and what SQLite writes in its own way. Must not know connections.

use orm_core::schema::DefaultValue;
use orm_core::schema::{Column, ForeignKey, Table, UniqueConstraint, quote};
use orm_core::{DataType, Schema, SchemaError};

/// Returns the statements that create the tables and indexes of the schema, in order. The tables of junctions without a
/// model are among them.
///
/// Each statement can run twice (`IF NOT EXISTS`). Names of constraints are the same as on PostgreSQL. Where a model
/// gives no action, a foreign key gets that of Sequelize's guide: ON DELETE SET NULL and ON UPDATE CASCADE for an
/// optional key, RESTRICT for a mandatory one, CASCADE for the keys of a junction without a model.
///
/// A generated key is `INTEGER PRIMARY KEY AUTOINCREMENT` whatever its width, because SQLite generates no other. With
/// `AUTOINCREMENT`, SQLite never generates the key of a deleted row again. A CHECK keeps the key within its field:
/// after 2147483647, inserting a row with a generated `i32` key fails with
/// [`Error::CheckViolation`](orm_core::Error::CheckViolation). A whole-number primary key that is not generated has the
/// type `INT`, because SQLite would generate any `INTEGER PRIMARY KEY`. It has to be given, as on PostgreSQL.
///
/// A foreign key that closes a cycle is checked at the end of the transaction (`DEFERRABLE INITIALLY DEFERRED`), as on
/// PostgreSQL. The columns of an index stand in backticks, because SQLite may take a name in double quotes for a text.
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
/// Any [`SchemaError`] when the models do not fit together. [`SchemaError::NoSchemas`] when a model has a `schema`,
/// because a foreign key cannot reference another attached database. [`SchemaError::SameNameIgnoringCase`] when names
/// differ in case alone, because SQLite does not tell them apart.
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

/// Returns the statements that drop the tables of the schema, in order. They have to run in one transaction.
///
/// SQLite deletes the rows of a table before it drops it. The foreign keys of a cycle, or of a table to itself, would
/// then be violated for a while. `defer_foreign_keys` puts their check off until all tables are dropped. If a row of
/// another table still references a dropped one, the transaction fails. SQLite resets `defer_foreign_keys` when the
/// transaction ends; resetting it earlier would also forget the violations.
///
/// # Errors
/// The errors of [`create_tables_sql`], for the same reasons.
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

/// Quotes the column of an index by backticks. If the table has no such column, SQLite takes a name in double quotes
/// for a text, and makes an index on that text. An older table that lacks the column would then be corrupt as soon as
/// it gets it.
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
        // Diesel reads only SQLite's binary form of JSON.
        (DataType::Json, DefaultValue::Text(_)) => format!("(jsonb({}))", default.sql()),
        _ => default.sql(),
    });
    // SQLite generates the key of an `INTEGER PRIMARY KEY`, but not that of an `INT PRIMARY KEY`.
    let is_numbered = column.data_type == DataType::Integer && table.primary_key == [column.name.clone()];
    let type_name = if is_numbered { "INT" } else { type_name(column.data_type) };
    column.clause(type_name, default.as_deref())
}

/// Writes the CHECK that keeps a generated key within its field. SQLite's whole numbers have 64 bits whatever their
/// type is called, so it would generate keys that the field cannot hold.
fn width_check(column: &Column) -> String {
    let (least, greatest) = match column.data_type {
        DataType::SmallInt => (i32::from(i16::MIN), i32::from(i16::MAX)),
        DataType::Integer => (i32::MIN, i32::MAX),
        _ => return String::new(),
    };
    format!(" CHECK ({} BETWEEN {least} AND {greatest})", quote(&column.name))
}

/// Names the type of a column. The name decides how SQLite stores values ("type affinity"). Each is chosen so that
/// SQLite stores what Diesel writes unchanged.
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
        // A data type that is added to the enum later is TEXT, which stores anything that has a text form unchanged.
        _ => "TEXT",
    }
}
