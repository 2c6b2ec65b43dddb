//! The DDL on existing databases: with other tables, older tables, other connections, other settings.

use std::sync::Barrier;
use std::thread;

use super::support::databases::{postgres, sqlite};
use super::support::{column, id, model, optional, schema};
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Integer, Text};
use orm_core::prelude::*;
use orm_core::{DataType, Error, ModelDescriptor, Schema};
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

fn refused(models: Vec<ModelDescriptor>) -> String {
    orm_sqlite::create_tables_sql(schema(models)).expect_err("names that SQLite takes for one").to_string()
}

/// A thing with an owner, whose table may be there without the key.
#[derive(Model, Debug, PartialEq)]
#[belongs_to(Owner)]
struct Thing {
    id: i32,
    owner_id: Option<i32>,
}

#[derive(Model, Debug, PartialEq)]
struct Owner {
    id: i32,
}

#[derive(Model, Debug, PartialEq)]
struct Narrow {
    id: i32,
    small: i16,
    medium: Option<i32>,
    wins: i32,
}

#[derive(Model, Debug, PartialEq)]
struct Tiny {
    id: i16,
}

#[test]
fn tables_whose_names_differ_in_case_alone_are_one_table_in_sqlite() {
    let models = || vec![model("User", "Users", vec![id()], vec![]), model("Person", "users", vec![id()], vec![])];
    assert_eq!(
        refused(models()),
        "the table of `User` and the table of `Person` would both be named `users`, which SQLite does not tell from \
         `Users`: rename a table or a column"
    );
    // PostgreSQL tells them apart.
    let mut db = postgres("ddl_case");
    orm_postgres::create_tables(&mut db, schema(models())).expect("two tables");
    db.batch_execute(r#"INSERT INTO "Users" DEFAULT VALUES; INSERT INTO users DEFAULT VALUES"#).expect("a row in each");
}

#[test]
fn indexes_and_columns_whose_names_differ_in_case_alone_are_refused_by_sqlite() {
    let key = |column, model: &'static str, table: &'static str| {
        let columns: &'static [&'static str] = vec![column].leak();
        let key = super::support::key("owner", (model, "things.x"), ("Owner", "owners.id"));
        orm_core::schema::ForeignKeyDescriptor { columns, table, ..key }
    };
    let owner = || model("Owner", "owners", vec![id()], vec![]);
    let thing = |name, table, column| {
        model(name, table, vec![id(), optional(column, DataType::Integer)], vec![key(column, name, table)])
    };
    assert_eq!(
        refused(vec![owner(), thing("A", "a_b", "C"), thing("B", "a", "b_c")]),
        "the index on `a_b.C` and the index on `a.b_c` would both be named `a_b_c_index`, which SQLite does not tell \
         from `a_b_C_index`: rename a table or a column"
    );
    let text = |name| column(name, DataType::Text);
    assert_eq!(
        refused(vec![model("Word", "words", vec![id(), text("Name"), text("name")], vec![])]),
        "the column `words.Name` and the column `words.name` would both be named `name`, which SQLite does not tell \
         from `Name`: rename a table or a column"
    );
}

/// The table is older than its key. An index on a name that is no column would be one on a text, and the database
/// corrupt as soon as the column comes.
#[test]
fn an_index_on_a_column_that_the_table_does_not_have_is_refused() {
    let mut db = sqlite();
    db.batch_execute("CREATE TABLE things (id INTEGER PRIMARY KEY); INSERT INTO things VALUES (1), (2)").unwrap();
    let error = orm_sqlite::create_tables(&mut db, schema![Owner, Thing]).expect_err("no such column");
    assert!(matches!(error, Error::Database(_)), "{error:?}");
    assert_eq!(error.to_string(), "no such column: owner_id");

    db.batch_execute("ALTER TABLE things ADD COLUMN owner_id INTEGER").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Owner, Thing]).expect("the index");
    let check: Vec<String> = sql::<Text>("PRAGMA integrity_check").load(&mut db).unwrap();
    assert_eq!(check, ["ok"]);
    let indexed: Vec<String> =
        sql::<Text>("SELECT name FROM pragma_index_info('things_owner_id_index')").load(&mut db).unwrap();
    assert_eq!(indexed, ["owner_id"]);

    let mut db = postgres("ddl_older_table");
    db.batch_execute("CREATE TABLE things (id INTEGER PRIMARY KEY)").unwrap();
    let error = orm_postgres::create_tables(&mut db, schema![Owner, Thing]).expect_err("no such column");
    assert!(error.to_string().ends_with(r#"column "owner_id" does not exist"#), "{error}");
}

const CONNECTIONS: usize = 8;

/// Runs `work` on as many threads as there are connections, all at the same time.
fn at_once(work: impl Fn() -> Result<(), Error> + Sync) {
    let barrier = Barrier::new(CONNECTIONS);
    let failures: Vec<Error> = thread::scope(|scope| {
        let one = || {
            barrier.wait();
            work()
        };
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(one)).collect();
        threads.into_iter().filter_map(|thread| thread.join().expect("no panic").err()).collect()
    });
    assert!(failures.is_empty(), "{failures:?}");
}

fn in_a_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn connections_to_sqlite_create_and_drop_the_tables_at_once() {
    for _ in 0..5 {
        let file = DatabaseFile::new();
        drop(orm_sqlite::connect(&file.url()).unwrap());
        at_once(|| orm_sqlite::create_tables(&mut orm_sqlite::connect(&file.url())?, super::support::cycle()));
        at_once(|| orm_sqlite::drop_tables(&mut orm_sqlite::connect(&file.url())?, super::support::cycle()));
        at_once(|| {
            in_a_runtime(async {
                let mut db = orm_sqlite::nonblocking::connect(&file.url()).await?;
                orm_sqlite::nonblocking::create_tables(&mut db, super::support::cycle()).await
            })
        });
    }
}

/// Also where the database makes every transaction a serializable one.
#[test]
fn connections_to_postgres_create_and_drop_the_tables_at_once() {
    for isolation in ["read%5C%20committed", "serializable"] {
        let own = FreshSchema::new();
        let url = format!("{}%20-cdefault_transaction_isolation%3D{isolation}", own.url());
        for _ in 0..5 {
            at_once(|| orm_postgres::create_tables(&mut orm_postgres::connect(&url)?, super::support::cycle()));
            at_once(|| orm_postgres::drop_tables(&mut orm_postgres::connect(&url)?, super::support::cycle()));
            at_once(|| {
                in_a_runtime(async {
                    let mut db = orm_postgres::nonblocking::connect(&url).await?;
                    orm_postgres::nonblocking::create_tables(&mut db, super::support::cycle()).await
                })
            });
        }
    }
}

/// Inside a transaction of the caller's, the tables are part of it.
#[test]
fn tables_are_created_inside_a_transaction_too() {
    use diesel::Connection;
    fn undone<C: Connection>(db: &mut C, create: impl Fn(&mut C, Schema) -> Result<(), Error>) {
        let result = db.transaction(|db| {
            create(db, schema![Owner, Thing])?;
            create(db, schema![Owner, Thing])?;
            Err::<(), _>(Error::NotFound { model: "Thing", association: None })
        });
        assert!(matches!(result, Err(Error::NotFound { .. })), "{result:?}");
    }
    let mut db = sqlite();
    undone(&mut db, orm_sqlite::create_tables);
    assert_eq!(sql::<BigInt>("SELECT count(*) FROM sqlite_schema").get_result(&mut db), Ok(0));
    let mut db = postgres("ddl_in_a_transaction");
    undone(&mut *db, orm_postgres::create_tables);
    let count = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
    assert_eq!(sql::<BigInt>(count).get_result(&mut *db), Ok(0));
}

#[test]
fn a_generated_key_of_sqlite_ends_where_its_field_does() {
    let mut db = sqlite();
    orm_sqlite::create_tables(&mut db, schema![Owner, Tiny]).unwrap();
    db.batch_execute("INSERT INTO owners VALUES (2147483646); INSERT INTO tinies VALUES (32767)").unwrap();
    assert_eq!(Owner::create().exec(&mut db).unwrap(), Owner { id: i32::MAX });
    let error = Owner::create().exec(&mut db).expect_err("no further key");
    assert!(matches!(error, Error::CheckViolation(_)), "{error:?}");
    assert!(matches!(Tiny::create().exec(&mut db), Err(Error::CheckViolation(_))));
    assert_eq!(Owner::query().exec(&mut db).unwrap(), [Owner { id: i32::MAX - 1 }, Owner { id: i32::MAX }]);
    let below = db.batch_execute("INSERT INTO owners VALUES (-2147483649)");
    assert!(below.is_err());
    db.batch_execute("INSERT INTO owners VALUES (-2147483648)").unwrap();
}

/// A table that this library did not make may hold any whole number.
#[test]
fn a_whole_number_that_does_not_fit_its_field_is_an_error_when_read() {
    let mut db = sqlite();
    let table = "CREATE TABLE narrows (id INTEGER PRIMARY KEY, small SMALLINT, medium INTEGER, wins INTEGER)";
    db.batch_execute(table).unwrap();
    let row = |id, small, medium, wins| {
        format!("DELETE FROM narrows; INSERT INTO narrows VALUES ({id}, {small}, {medium}, {wins})")
    };
    let cases = [
        (row("2147483648", "0", "0", "0"), "id", "2147483648 does not fit its field, a whole number of 32 bits"),
        (row("1", "32768", "0", "0"), "small", "32768 does not fit its field, a whole number of 16 bits"),
        (row("1", "-32769", "0", "0"), "small", "-32769 does not fit its field, a whole number of 16 bits"),
        (row("1", "0", "5000000000", "0"), "medium", "5000000000 does not fit its field, a whole number of 32 bits"),
        (row("1", "0", "NULL", "5000000000"), "wins", "5000000000 does not fit its field, a whole number of 32 bits"),
    ];
    for (insert, name, expected) in cases {
        db.batch_execute(&insert).unwrap();
        let Error::Decode { model, column, source } = Narrow::query().exec(&mut db).expect_err(&insert) else {
            panic!("{insert}")
        };
        assert_eq!((model, column.as_deref(), source.to_string().as_str()), ("Narrow", Some(name), expected));
    }
    db.batch_execute(&row("2147483647", "-32768", "NULL", "-2147483648")).unwrap();
    let edges = Narrow { id: i32::MAX, small: i16::MIN, medium: None, wins: i32::MIN };
    assert_eq!(Narrow::query().exec(&mut db).unwrap(), [edges]);
}

fn journal_mode(db: &mut orm_sqlite::SqliteConnection) -> String {
    sql::<Text>("PRAGMA journal_mode").get_result(db).unwrap()
}

fn busy_timeout(db: &mut orm_sqlite::SqliteConnection) -> i32 {
    sql::<Integer>("PRAGMA busy_timeout").get_result(db).unwrap()
}

#[test]
fn connecting_to_an_existing_sqlite_database_leaves_its_journal_mode() {
    use diesel::Connection;
    use orm_sqlite::{JournalMode, Settings, SqliteConnection};

    let file = DatabaseFile::new();
    let mut other = SqliteConnection::establish(&file.url()).unwrap();
    other.batch_execute("CREATE TABLE theirs (id INTEGER)").unwrap();
    let mut db = orm_sqlite::connect(&file.url()).unwrap();
    assert_eq!((journal_mode(&mut db), busy_timeout(&mut db)), ("delete".to_owned(), 5000));
    let mode = in_a_runtime(async {
        let mut db = orm_sqlite::nonblocking::connect(&file.url()).await.unwrap();
        db.spawn_blocking(|db| Ok(journal_mode(db))).await.unwrap()
    });
    assert_eq!(mode, "delete");
    drop((other, db));
    assert_eq!(journal_mode(&mut SqliteConnection::establish(&file.url()).unwrap()), "delete");

    // When it is asked for.
    let mut db = Settings::new().journal_mode(JournalMode::Wal).connect(&file.url()).unwrap();
    assert_eq!(journal_mode(&mut db), "wal");
    // A WAL database stays one.
    let mut db = orm_sqlite::connect(&file.url()).unwrap();
    assert_eq!(journal_mode(&mut db), "wal");
}

#[test]
fn a_new_sqlite_database_is_in_wal_mode_unless_told_otherwise() {
    use orm_sqlite::{JournalMode, Settings};
    let file = DatabaseFile::new();
    assert_eq!(journal_mode(&mut orm_sqlite::connect(&file.url()).unwrap()), "wal");
    let file = DatabaseFile::new();
    let settings = Settings::new().journal_mode(JournalMode::Unchanged);
    assert_eq!(journal_mode(&mut settings.connect(&file.url()).unwrap()), "delete");
}

#[test]
fn a_sqlite_database_that_must_exist_is_not_made() {
    let folder = std::env::temp_dir().join(format!("orm existing?#%20 {}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("50% off?#.db");
    let url = orm_sqlite::existing(path.to_str().unwrap());
    let Err(Error::Connection(error)) = orm_sqlite::connect(&url) else { panic!("{url} does not exist") };
    assert!(error.to_string().ends_with("unable to open database file"), "{error}");
    assert!(matches!(in_a_runtime(orm_sqlite::nonblocking::connect(&url)), Err(Error::Connection(_))));
    assert!(!path.exists());

    std::fs::write(&path, "").unwrap();
    let mut db = orm_sqlite::connect(&url).expect("the file is there");
    orm_sqlite::create_tables(&mut db, schema![Owner]).unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() > 0 || path.with_extension("db-wal").exists());
    drop(db);
    std::fs::remove_dir_all(&folder).unwrap();
}
