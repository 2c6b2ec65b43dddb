//! Tests of the support for tests: every test has a database of its own, and the recorder counts equally on all four
//! connections.

use std::io::Write;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::{self, sql};
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Text};
use diesel::{IntoSql, RunQueryDsl};
// The trait `Exec` that comes with it gives way to that of the connection.
use orm_core::prelude::*;
use orm_core::run::{Executor, LoadWith, Offload};
use orm_core::schema::ColumnDescriptor;
use orm_core::{DataType, Error, ModelDescriptor, RunOn, Schema};
use orm_tests::postgres::FreshSchema;
use orm_tests::run::{self, Body};
use orm_tests::sqlite::DatabaseFile;
use orm_tests::{Recorder, TestConnection, TestResult, behaviour, fixture};

const NOTE: ModelDescriptor = ModelDescriptor {
    name: "Note",
    table: "notes",
    schema: None,
    columns: &[ColumnDescriptor {
        name: "id",
        field: "id",
        data_type: DataType::Integer,
        nullable: false,
        unique: false,
        generated: true,
        default: None,
    }],
    primary_key: &["id"],
    foreign_keys: &[],
    junctions: &[],
};

const SCHEMA: Schema = Schema::new(&[&NOTE]);

fixture! {
    /// A table with so many rows; its name.
    async fn notes(db, rows: usize) -> &'static str {
        db.create_tables(SCHEMA).await?;
        for _ in 0..rows {
            db.run_sql("INSERT INTO notes DEFAULT VALUES").await?;
        }
        Ok("notes")
    }
}

behaviour! {
    /// The same table is made by each test of this file, and several run at once.
    async fn a_test_has_a_database_of_its_own(db) {
        let table = notes(db, 2).await?;
        assert_eq!(table, "notes");
        assert_eq!(db.integers("SELECT count(*) FROM notes").await?, [Some(2)]);
        db.drop_tables(SCHEMA).await?;
        assert!(db.integers("SELECT count(*) FROM notes").await.is_err());
        Ok(())
    }

    async fn rows_are_read_with_their_nulls(db) {
        assert_eq!(db.texts("SELECT 'a' UNION ALL SELECT NULL").await?, [Some("a".to_owned()), None]);
        assert_eq!(db.integers("SELECT CAST(NULL AS BIGINT)").await?, [None]);
        Ok(())
    }

    async fn the_connection_says_which_database_it_has(db) {
        let version = if db.is_postgres() { "SELECT version()" } else { "SELECT sqlite_version()" };
        assert_eq!(db.texts(version).await?.len(), 1);
        assert_eq!(Db::BACKEND == "postgres", db.is_postgres());
        Ok(())
    }

    async fn statements_are_kept_in_order_until_they_are_cleared(db, statements) {
        assert_eq!(statements.count(), 0, "what connecting sends is not kept");
        db.run_sql("CREATE TABLE kept (id INTEGER)").await?;
        db.integers("SELECT count(*) FROM kept").await?;
        assert_eq!(statements.statements(), ["CREATE TABLE kept (id INTEGER)", "SELECT count(*) FROM kept"]);
        statements.clear();
        assert_eq!(statements.count(), 0);
        Ok(())
    }

    async fn transactions_are_kept_apart_from_statements(db, statements) {
        db.begin().await?;
        db.begin().await?;
        db.run_sql("CREATE TABLE a (id INTEGER)").await?;
        db.roll_back().await?;
        db.run_sql("CREATE TABLE a (id INTEGER)").await?;
        db.begin().await?;
        db.commit().await?;
        db.commit().await?;
        db.begin().await?;
        db.roll_back().await?;
        assert_eq!(statements.count(), 2);
        assert_eq!(
            statements.transactions(),
            [
                "BEGIN",
                "SAVEPOINT diesel_savepoint_1",
                "ROLLBACK TO SAVEPOINT diesel_savepoint_1",
                "SAVEPOINT diesel_savepoint_1",
                "RELEASE SAVEPOINT diesel_savepoint_1",
                "COMMIT",
                "BEGIN",
                "ROLLBACK",
            ]
        );
        Ok(())
    }

    async fn a_statement_that_fails_is_kept_too(db, statements) {
        assert!(db.run_sql("DROP TABLE missing").await.is_err());
        assert!(db.integers("SELECT id FROM missing").await.is_err());
        assert_eq!(statements.count(), 2);
        Ok(())
    }

    async fn values_bound_are_not_part_of_a_statement(db, statements) {
        assert_eq!(Echo("-- binds: [").exec(db).await?, "-- binds: [");
        let parameter = if db.is_postgres() { "$1" } else { "?" };
        assert_eq!(statements.statements(), [format!("SELECT {parameter}")]);
        Ok(())
    }

    async fn a_statement_enters_the_cache_once(db, statements) {
        Echo("a").exec(db).await?;
        Echo("b").exec(db).await?;
        Echo("c").exec(db).await?;
        assert_eq!(statements.count(), 3);
        assert_eq!(statements.prepared(), [statements.statements()[0].clone()]);
        Ok(())
    }
}

/// An operation of one statement with a value bound, whose text depends on its type alone.
struct Echo(&'static str);

type EchoStatement = dsl::select<dsl::AsExprOf<String, Text>>;

impl Operation for Echo {
    type Output = String;
}

impl Offload for Echo {
    type Offloaded = Self;
    type Kept = ();

    fn offload(self) -> (Self, ()) {
        (self, ())
    }

    fn resume((): (), done: Result<String, Error>) -> Result<String, Error> {
        done
    }
}

impl<'q, X> RunOn<'q, X> for Echo
where
    X: Executor,
    EchoStatement: LoadWith<'q, X, String> + Send,
{
    async fn run(self, connection: &mut X::Connection) -> Result<String, Error> {
        let statement: EchoStatement = diesel::select(self.0.to_owned().into_sql::<Text>());
        Ok(statement.load_with(connection).await?.remove(0))
    }
}

#[test]
fn connections_to_one_file_see_the_same_rows_until_it_is_removed() {
    let file = DatabaseFile::new();
    let url = file.url();
    for sql in ["CREATE TABLE a (id INTEGER)", "DROP TABLE a"] {
        let mut connection = orm_sqlite::connect(&url).unwrap();
        SimpleConnection::batch_execute(&mut connection, sql).unwrap();
    }
    assert!(Path::new(&url).exists());
    drop(file);
    assert!(!Path::new(&url).exists());
}

#[test]
fn a_schema_is_gone_after_its_test() {
    let schema = FreshSchema::new();
    let name = schema.name().to_owned();
    let count = |expected: i64| {
        let mut connection = orm_postgres::connect(&orm_tests::postgres::server_url()).unwrap();
        let query = format!("SELECT count(*) FROM pg_namespace WHERE nspname = '{name}'");
        let found: i64 = sql::<BigInt>(&query).get_result(&mut connection).unwrap();
        assert_eq!(found, expected);
    };
    count(1);
    drop(schema);
    count(0);
}

/// The PostgreSQL type of the test below.
#[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "mood"))]
struct Mood;

/// The only mood.
#[derive(Debug, diesel::expression::AsExpression)]
#[diesel(sql_type = Mood)]
struct Calm;

impl ToSql<Mood, Pg> for Calm {
    fn to_sql(&self, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
        out.write_all(b"calm")?;
        Ok(IsNull::No)
    }
}

#[test]
fn statements_that_look_up_a_custom_type_are_not_kept() {
    let schema = FreshSchema::new();
    let mut connection = orm_postgres::connect(&schema.url()).unwrap();
    connection.batch_execute("CREATE TYPE mood AS ENUM ('calm')").unwrap();
    let statements = Recorder::default();
    connection.report_to(&statements);
    let found: i64 =
        sql::<BigInt>("SELECT 1::bigint WHERE 'calm' = ").bind::<Mood, _>(Calm).get_result(&mut connection).unwrap();
    assert_eq!(found, 1);
    assert_eq!(statements.statements(), ["SELECT 1::bigint WHERE 'calm' = $1"]);
}

/// An error that comes from another.
#[derive(Debug)]
struct Late(std::fmt::Error);

impl std::fmt::Display for Late {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("too late")
    }
}

impl std::error::Error for Late {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// A body that fails.
struct Failing;

impl<C: TestConnection> Body<C> for Failing {
    async fn run(_db: &mut C, _statements: Recorder) -> TestResult {
        Err(Late(std::fmt::Error).into())
    }
}

#[test]
#[should_panic(expected = "the body failed: too late: an error occurred when formatting an argument")]
fn a_body_that_fails_on_a_blocking_connection_fails_its_test_with_the_cause() {
    run::sqlite::<Failing>();
}

#[test]
#[should_panic(expected = "the body failed: too late: an error occurred when formatting an argument")]
fn a_body_that_fails_on_an_async_connection_fails_its_test_with_the_cause() {
    run::async_sqlite::<Failing>();
}

/// A body whose assertion fails within a transaction, which holds on to what it made.
struct Panicking;

impl<C: TestConnection> Body<C> for Panicking {
    async fn run(db: &mut C, _statements: Recorder) -> TestResult {
        db.begin().await?;
        db.create_tables(SCHEMA).await?;
        panic!("an assertion");
    }
}

#[test]
#[should_panic(expected = "an assertion")]
fn a_panic_in_a_transaction_ends_the_test_on_a_blocking_connection() {
    run::postgres::<Panicking>();
}

#[test]
#[should_panic(expected = "an assertion")]
fn a_panic_in_a_transaction_ends_the_test_on_an_async_connection() {
    run::async_postgres::<Panicking>();
}

/// A body that waits, which nothing can do on a blocking connection.
struct Waiting;

impl<C: TestConnection> Body<C> for Waiting {
    async fn run(_db: &mut C, _statements: Recorder) -> TestResult {
        std::future::pending().await
    }
}

#[test]
#[should_panic(expected = "the body waited for something")]
fn a_body_that_waits_on_a_blocking_connection_fails_its_test() {
    run::sqlite::<Waiting>();
}
