//! The settings of every connection that a pool opens, and their effect: a timeout is `Error::Timeout` or
//! `Error::Contention`, and the connection stays usable.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use diesel::dsl::{sql, sql_query};
use diesel::sql_types::{Integer, Text};
use orm_core::{Error, Model, schema};
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
struct Team {
    id: i32,
    name: String,
}

const SQLITE: orm_sqlite::Settings = orm_sqlite::Settings::new().busy_timeout(Duration::from_millis(150));
const POSTGRES: orm_postgres::Settings = orm_postgres::Settings::new().statement_timeout(Duration::from_millis(150));

/// Far more than the timeouts, so that a test in which they do nothing fails, and does so soon.
const TOO_LONG: Duration = Duration::from_secs(20);

fn sqlite_with_tables() -> TestResult<DatabaseFile> {
    let file = DatabaseFile::new();
    orm_sqlite::create_tables(&mut orm_sqlite::connect(&file.url())?, schema![Team])?;
    Ok(file)
}

fn postgres_with_tables() -> TestResult<FreshSchema> {
    let schema = FreshSchema::new();
    orm_postgres::create_tables(&mut orm_postgres::connect(&schema.url())?, schema![Team])?;
    Ok(schema)
}

/// The foreign keys are checked, the journal is written ahead, and a writer waits for another.
macro_rules! expect_sqlite_settings {
    ($db:ident $(, $wait:tt)?) => {
        assert_eq!(sql::<Integer>("PRAGMA foreign_keys").get_result::<i32>(&mut $db)$(.$wait)??, 1);
        assert_eq!(sql::<Text>("PRAGMA journal_mode").get_result::<String>(&mut $db)$(.$wait)??, "wal");
        assert_eq!(sql::<Integer>("PRAGMA busy_timeout").get_result::<i32>(&mut $db)$(.$wait)??, 150);
    };
}

/// Two connections of one pool, held at the same time; while the first writes, the second waits, but not for ever.
macro_rules! use_sqlite_pool {
    ($pool:ident $(, $async:tt $wait:tt)?) => {{
        let mut first = $pool.get()$(.$wait)??;
        let mut second = $pool.get()$(.$wait)??;
        expect_sqlite_settings!(first $(, $wait)?);
        expect_sqlite_settings!(second $(, $wait)?);

        let started = Instant::now();
        let written: Result<(), Error> = first.transaction($($async)? |first| {
            Team::create().name("Jazz").exec(first)$(.$wait)??;
            let refused = Team::create().name("Suns").exec(&mut second)$(.$wait)?.unwrap_err();
            assert!(matches!(refused, Error::Contention(_)), "{refused:?}");
            Ok(())
        })$(.$wait)?;
        written?;
        let waited = started.elapsed();
        assert!(waited >= Duration::from_millis(150) && waited < TOO_LONG, "{waited:?}");
        Team::create().name("Suns").exec(&mut second)$(.$wait)??;
        assert_eq!(Team::query().count().exec(&mut first)$(.$wait)??, 2);
        TestResult::Ok(())
    }};
}

/// Two connections of one pool, held at the same time; a statement that takes too long is stopped, and the transaction
/// that it is in is taken back.
macro_rules! use_postgres_pool {
    ($pool:ident $(, $async:tt $wait:tt)?) => {{
        let mut first = $pool.get()$(.$wait)??;
        let mut second = $pool.get()$(.$wait)??;
        assert_eq!(sql::<Text>("SHOW statement_timeout").get_result::<String>(&mut first)$(.$wait)??, "150ms");
        assert_eq!(sql::<Text>("SHOW statement_timeout").get_result::<String>(&mut second)$(.$wait)??, "150ms");

        let started = Instant::now();
        let stopped: Result<(), Error> = first.transaction($($async)? |first| {
            Team::create().name("Jazz").exec(first)$(.$wait)??;
            sql_query("SELECT pg_sleep(30)").execute(first)$(.$wait)??;
            Ok(())
        })$(.$wait)?;
        let stopped = stopped.unwrap_err();
        assert!(matches!(stopped, Error::Timeout(_)), "{stopped:?}");
        assert!(started.elapsed() < TOO_LONG);
        assert_eq!(Team::query().count().exec(&mut first)$(.$wait)??, 0);

        // So is an operation.
        Team::create().name("Suns").exec(&mut first)$(.$wait)??;
        let slow = Team::query().filter(sql::<diesel::sql_types::Bool>("pg_sleep(30) IS NOT NULL"));
        let stopped = slow.exec(&mut first)$(.$wait)?.unwrap_err();
        assert!(matches!(stopped, Error::Timeout(_)), "{stopped:?}");
        assert_eq!(Team::query().count().exec(&mut first)$(.$wait)??, 1);
        TestResult::Ok(())
    }};
}

/// What came back in an open transaction is not handed out in it: its rows are not there, and what is written stays.
macro_rules! leave_a_transaction_open {
    ($connection:ty, $manager:path, $pool:ident $(, $wait:tt)?) => {{
        let mut left = $pool.get()$(.$wait)??;
        <$connection as $manager>::TransactionManager::begin_transaction(&mut *left)$(.$wait)??;
        Team::create().name("Jazz").exec(&mut left)$(.$wait)??;
        drop(left);

        let mut next = $pool.get()$(.$wait)??;
        Team::create().name("Suns").exec(&mut next)$(.$wait)??;
        drop(next);
        let mut last = $pool.get()$(.$wait)??;
        assert_eq!(Team::query().select(teams::name).exec(&mut last)$(.$wait)??, ["Suns"]);
        TestResult::Ok(())
    }};
}

mod r2d2 {
    use diesel::RunQueryDsl;
    use diesel::connection::TransactionManager;
    use diesel::r2d2::{ConnectionManager, Pool};
    use orm_core::prelude::*;

    use super::*;

    fn sqlite(file: &DatabaseFile, size: u32) -> TestResult<Pool<ConnectionManager<orm_sqlite::SqliteConnection>>> {
        let builder = Pool::builder().max_size(size).connection_customizer(Box::new(SQLITE));
        Ok(builder.build(ConnectionManager::new(file.url()))?)
    }

    fn postgres(schema: &FreshSchema, size: u32) -> TestResult<Pool<ConnectionManager<orm_postgres::PgConnection>>> {
        let builder = Pool::builder().max_size(size).connection_customizer(Box::new(POSTGRES));
        Ok(builder.build(ConnectionManager::new(schema.url()))?)
    }

    #[test]
    fn every_connection_to_sqlite_is_set_up() -> TestResult {
        let file = sqlite_with_tables()?;
        let pool = sqlite(&file, 2)?;
        use_sqlite_pool!(pool)
    }

    #[test]
    fn every_connection_to_postgres_is_set_up() -> TestResult {
        let schema = postgres_with_tables()?;
        let pool = postgres(&schema, 2)?;
        use_postgres_pool!(pool)
    }

    #[test]
    fn an_open_transaction_on_sqlite_is_not_handed_on() -> TestResult {
        let file = sqlite_with_tables()?;
        let pool = sqlite(&file, 1)?;
        leave_a_transaction_open!(orm_sqlite::SqliteConnection, diesel::Connection, pool)
    }

    #[test]
    fn an_open_transaction_on_postgres_is_not_handed_on() -> TestResult {
        let schema = postgres_with_tables()?;
        let pool = postgres(&schema, 1)?;
        leave_a_transaction_open!(orm_postgres::PgConnection, diesel::Connection, pool)
    }
}

/// The same in a task of its own.
macro_rules! on_pools_of_diesel_async {
    ($($pool:ident: |$manager:ident, $size:ident| $build:expr;)*) => { $(
        mod $pool {
            use diesel_async::pooled_connection::$pool;
            use diesel_async::{RunQueryDsl, TransactionManager};
            use orm_core::nonblocking::prelude::*;
            use orm_tests::{AsyncPostgres, AsyncSqlite};

            use super::*;

            async fn sqlite(file: &DatabaseFile, $size: u32) -> TestResult<$pool::Pool<AsyncSqlite>> {
                let $manager = SQLITE.manager(file.url());
                Ok($build)
            }

            async fn postgres(schema: &FreshSchema, $size: u32) -> TestResult<$pool::Pool<AsyncPostgres>> {
                let $manager = POSTGRES.manager(schema.url());
                Ok($build)
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn every_connection_to_sqlite_is_set_up() -> TestResult {
                let file = sqlite_with_tables()?;
                let pool = sqlite(&file, 2).await?;
                tokio::spawn(async move { use_sqlite_pool!(pool, async await) }).await?
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn every_connection_to_postgres_is_set_up() -> TestResult {
                let schema = postgres_with_tables()?;
                let pool = postgres(&schema, 2).await?;
                tokio::spawn(async move { use_postgres_pool!(pool, async await) }).await?
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn an_open_transaction_on_sqlite_is_not_handed_on() -> TestResult {
                let file = sqlite_with_tables()?;
                let pool = sqlite(&file, 1).await?;
                leave_a_transaction_open!(AsyncSqlite, diesel_async::AsyncConnection, pool, await)
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn an_open_transaction_on_postgres_is_not_handed_on() -> TestResult {
                let schema = postgres_with_tables()?;
                let pool = postgres(&schema, 1).await?;
                leave_a_transaction_open!(AsyncPostgres, diesel_async::AsyncConnection, pool, await)
            }
        }
    )* };
}

on_pools_of_diesel_async! {
    bb8: |manager, size| bb8::Pool::builder().max_size(size).build(manager).await?;
    deadpool: |manager, size| deadpool::Pool::builder(manager).max_size(size as usize).build()?;
    mobc: |manager, size| mobc::Pool::builder().max_open(size.into()).build(manager);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_that_the_database_refuses_is_an_error_of_the_pool() -> TestResult {
    use diesel_async::pooled_connection::deadpool;

    let file = DatabaseFile::new();
    std::fs::write(file.url(), "This is no database. ".repeat(20))?;
    let refused = orm_sqlite::connect(&file.url()).map(drop).unwrap_err();
    assert!(matches!(refused, Error::Database(_)), "{refused:?}");

    let pool = deadpool::Pool::builder(SQLITE.manager(file.url())).build()?;
    let refused = pool.get().await.map(drop).unwrap_err();
    assert!(refused.to_string().contains("file is not a database"), "{refused}");
    Ok(())
}

#[test]
fn connections_to_a_new_file_that_are_opened_at_once_do_not_refuse_each_other() {
    for _ in 0..100 {
        let (file, barrier) = (DatabaseFile::new(), Barrier::new(8));
        let connect = || {
            barrier.wait();
            orm_sqlite::connect(&file.url()).map(drop)
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(connect)).collect();
            for thread in threads {
                thread.join().expect("no panic").expect("it waits for the others");
            }
        });
    }
}

#[test]
fn a_connection_that_was_opened_otherwise_takes_the_settings_too() -> TestResult {
    use diesel::{Connection as _, RunQueryDsl as _};

    let file = DatabaseFile::new();
    let mut db = orm_sqlite::SqliteConnection::establish(&file.url())?;
    SQLITE.apply(&mut db)?;
    expect_sqlite_settings!(db);

    let mut db = orm_postgres::PgConnection::establish(&orm_tests::postgres::server_url())?;
    let before: String = sql::<Text>("SHOW statement_timeout").get_result(&mut db)?;
    orm_postgres::Settings::new().apply(&mut db)?;
    assert_eq!(sql::<Text>("SHOW statement_timeout").get_result::<String>(&mut db)?, before);
    POSTGRES.apply(&mut db)?;
    assert_eq!(sql::<Text>("SHOW statement_timeout").get_result::<String>(&mut db)?, "150ms");
    orm_postgres::Settings::new().statement_timeout(Duration::ZERO).apply(&mut db)?;
    assert_eq!(sql::<Text>("SHOW statement_timeout").get_result::<String>(&mut db)?, "0");
    Ok(())
}

#[test]
fn a_blocking_connection_is_told_its_timeout() -> TestResult {
    use diesel::RunQueryDsl as _;

    let mut db = POSTGRES.connect(&orm_tests::postgres::server_url())?;
    let stopped = Error::from(sql_query("SELECT pg_sleep(30)").execute(&mut db).unwrap_err());
    assert!(matches!(stopped, Error::Timeout(_)), "{stopped:?}");
    assert_eq!(stopped.to_string(), "the database stopped a statement that took too long");
    Ok(())
}

#[tokio::test]
async fn an_async_connection_is_told_its_timeout() -> TestResult {
    use diesel_async::RunQueryDsl as _;

    let mut db = POSTGRES.connect_async(&orm_tests::postgres::server_url()).await?;
    let stopped = Error::from(sql_query("SELECT pg_sleep(30)").execute(&mut db).await.unwrap_err());
    assert!(matches!(stopped, Error::Timeout(_)), "{stopped:?}");
    Ok(())
}
