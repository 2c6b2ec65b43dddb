//! Columns return the values that Diesel wrote into them, and the async functions do the same as the blocking ones.

use super::support::databases::{postgres, postgres_url, sqlite};
use super::support::{cycle, league, types};
use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::json;

/// The table `mandatory` of [`types`] without its `uuid`, which Diesel has no type for on SQLite, and with the type
/// that the database has for a point in time.
macro_rules! mandatory {
    ($module:ident, $instant:ident) => {
        mod $module {
            diesel::table! {
                mandatory (id) {
                    id -> Integer,
                    small -> SmallInt,
                    medium -> Integer,
                    big -> BigInt,
                    real -> Float,
                    double -> Double,
                    boolean -> Bool,
                    text -> Text,
                    bytes -> Binary,
                    day -> Date,
                    clock -> Time,
                    moment -> Timestamp,
                    instant -> $instant,
                    json -> Jsonb,
                    price -> Numeric,
                    named -> Text,
                }
            }
        }
    };
}

mandatory!(on_sqlite, TimestamptzSqlite);
mandatory!(on_postgres, Timestamptz);

#[derive(Debug, PartialEq, Queryable)]
struct Row {
    id: i32,
    small: i16,
    medium: i32,
    big: i64,
    real: f32,
    double: f64,
    boolean: bool,
    text: String,
    bytes: Vec<u8>,
    day: NaiveDate,
    clock: NaiveTime,
    moment: NaiveDateTime,
    instant: DateTime<Utc>,
    json: serde_json::Value,
    price: BigDecimal,
    named: String,
}

/// Values that another affinity would change: text that looks like a number, a float that is whole.
fn row() -> Row {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap day");
    let moment = day.and_hms_micro_opt(23, 59, 58, 123_456).expect("a time");
    Row {
        id: 7,
        small: i16::MIN,
        medium: i32::MAX,
        big: i64::MAX,
        real: 0.1,
        double: 3.0,
        boolean: true,
        text: "0042".to_owned(),
        bytes: b"12\0\xFF".to_vec(),
        day,
        clock: moment.time(),
        moment,
        instant: moment.and_utc(),
        json: json!({"a": [1, null, "x"]}),
        price: "12.5".parse().expect("a decimal"),
        named: "007".to_owned(),
    }
}

/// Inserts [`row`] and reads it back. `$table` is of the module that fits the database.
macro_rules! round_trip {
    ($db:expr, $module:ident) => {{
        use $module::mandatory::dsl::*;
        let row = row();
        let values = (
            (
                id.eq(row.id),
                small.eq(row.small),
                medium.eq(row.medium),
                big.eq(row.big),
                real.eq(row.real),
                double.eq(row.double),
            ),
            (
                boolean.eq(row.boolean),
                text.eq(row.text),
                bytes.eq(row.bytes),
                day.eq(row.day),
                clock.eq(row.clock),
                moment.eq(row.moment),
            ),
            (instant.eq(row.instant), json.eq(row.json), price.eq(row.price), named.eq(row.named)),
        );
        diesel::insert_into(mandatory).values(values).execute($db).expect("a row");
        mandatory.first::<Row>($db).expect("the row")
    }};
}

#[test]
fn sqlite_gives_back_what_diesel_wrote() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, types()).expect("tables");
    // Diesel names every column that it inserts; the one it does not know gets a value from elsewhere.
    db.batch_execute("ALTER TABLE mandatory DROP COLUMN uuid").expect("no uuid");
    assert_eq!(round_trip!(&mut db, on_sqlite), row());
    let storage = "SELECT group_concat(typeof(small) || ' ' || typeof(real) || ' ' || typeof(double) || ' '
        || typeof(boolean) || ' ' || typeof(text) || ' ' || typeof(bytes) || ' ' || typeof(day) || ' ' || typeof(clock)
        || ' ' || typeof(moment) || ' ' || typeof(instant) || ' ' || typeof(json) || ' ' || typeof(price) || ' '
        || typeof(named)) FROM mandatory";
    let storage: String =
        diesel::select(diesel::dsl::sql::<Text>(&format!("({storage})"))).first(&mut db).expect("types");
    assert_eq!(storage, "integer real real integer text blob text text text text blob real text");
}

#[test]
fn postgres_gives_back_what_diesel_wrote() {
    let mut db = postgres("ddl_round_trip");
    orm_postgres::create_tables(&mut db, types()).expect("tables");
    db.batch_execute("ALTER TABLE mandatory DROP COLUMN uuid").expect("no uuid");
    assert_eq!(round_trip!(&mut *db, on_postgres), row());
}

mod defaults_table {
    diesel::table! {
        defaults (id) {
            id -> Integer,
            integer -> Integer,
            number -> Double,
            yes -> Bool,
            no -> Bool,
            words -> Text,
            tags -> Jsonb,
        }
    }
}

type Defaults = (i32, f64, bool, bool, String, serde_json::Value);

fn expected_defaults() -> Defaults {
    (-5, 2.5, true, false, "it's".to_owned(), json!(["a"]))
}

macro_rules! assert_defaults {
    ($db:expr) => {{
        use defaults_table::defaults::dsl::*;
        diesel::insert_into(defaults).default_values().execute($db).expect("a row");
        let found = defaults.select((integer, number, yes, no, words, tags)).first::<Defaults>($db).expect("the row");
        assert_eq!(found, expected_defaults());
    }};
}

#[test]
fn sqlite_gives_the_defaults() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, types()).expect("tables");
    assert_defaults!(&mut db);
}

#[test]
fn postgres_gives_the_defaults() {
    let mut db = postgres("ddl_defaults");
    orm_postgres::create_tables(&mut db, types()).expect("tables");
    assert_defaults!(&mut *db);
}

#[test]
fn the_key_of_a_deleted_row_is_not_given_out_again_on_either_database() {
    let sql = "INSERT INTO teams (name) VALUES ('a'); DELETE FROM teams; INSERT INTO teams (name) VALUES ('b')";
    let id = || diesel::dsl::sql::<diesel::sql_types::Integer>("(SELECT id FROM teams)");
    let (mut lite, mut post) = (sqlite(), postgres("ddl_identity"));
    orm_sqlite::create_tables(&mut lite, league()).expect("tables");
    orm_postgres::create_tables(&mut post, league()).expect("tables");
    lite.batch_execute(sql).expect("rows");
    post.batch_execute(sql).expect("rows");
    assert_eq!(diesel::select(id()).first(&mut lite), Ok(2));
    assert_eq!(diesel::select(id()).first(&mut *post), Ok(2));
}

#[test]
fn a_file_is_in_wal_mode_waits_and_checks_foreign_keys() {
    let path = std::env::temp_dir().join(format!("orm-ddl-{}.sqlite", std::process::id()));
    let file = path.to_str().expect("a path in UTF-8");
    let mut db = orm_sqlite::connect(file).expect("a file");
    let settings = "(SELECT journal_mode FROM pragma_journal_mode) || ' ' || (SELECT timeout FROM pragma_busy_timeout)
        || ' ' || (SELECT foreign_keys FROM pragma_foreign_keys)";
    let settings: String = diesel::select(diesel::dsl::sql::<Text>(settings)).first(&mut db).expect("settings");
    drop(db);
    for end in ["", "-wal", "-shm"] {
        // The last connection to be closed removes what belongs to the WAL.
        let _ = std::fs::remove_file(format!("{file}{end}"));
    }
    assert_eq!(settings, "wal 5000 1");
}

#[test]
fn a_database_that_is_not_there_is_an_error_and_not_a_panic() {
    let error = orm_sqlite::connect("/nowhere/at/all").err().expect("no such folder");
    assert!(matches!(error, orm_core::Error::Connection(_)), "{error:?}");
    let error = orm_postgres::connect("postgres://nobody@localhost:1/none").err().expect("no such server");
    assert!(matches!(error, orm_core::Error::Connection(_)), "{error:?}");
}

const BOTH: &str = "BEGIN; INSERT INTO lefts VALUES (1, 1); INSERT INTO rights VALUES (1, 1); COMMIT";

#[tokio::test]
async fn sqlite_creates_and_drops_without_blocking() {
    use diesel_async::SimpleAsyncConnection;
    use orm_sqlite::nonblocking::{connect, create_tables, drop_tables};

    let mut db = connect(":memory:").await.expect("SQLite");
    for schema in [cycle(), cycle(), orm_core::Schema::new(&[])] {
        create_tables(&mut db, schema).await.expect("tables");
    }
    db.batch_execute(BOTH).await.expect("rows");
    db.batch_execute("INSERT INTO lefts VALUES (2, 2)").await.expect_err("foreign keys are checked");
    drop_tables(&mut db, cycle()).await.expect("no tables");
    db.batch_execute(BOTH).await.expect_err("no such table");
}

#[tokio::test]
async fn postgres_creates_and_drops_without_blocking() {
    use diesel_async::SimpleAsyncConnection;
    use orm_postgres::nonblocking::{connect, create_tables, drop_tables};

    let own_schema = postgres("ddl_nonblocking");
    let mut db = connect(&postgres_url()).await.expect("PostgreSQL");
    db.batch_execute("SET search_path TO ddl_nonblocking").await.expect("the schema");
    for schema in [cycle(), cycle(), orm_core::Schema::new(&[])] {
        create_tables(&mut db, schema).await.expect("tables");
    }
    db.batch_execute(BOTH).await.expect("rows");
    drop_tables(&mut db, cycle()).await.expect("no tables");
    db.batch_execute("SELECT FROM lefts").await.expect_err("no such table");
    drop(own_schema);
}
