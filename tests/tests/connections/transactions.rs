//! `Transaction`: it commits or rolls back, runs again when another one is in its way, and tells of a failed statement
//! that the closure has passed over.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use diesel::Connection;
use diesel_async::pooled_connection::bb8;
use orm_core::errors::TransactionError;
use orm_core::{Error, Model, Transaction, schema};
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    wins: i32,
}

/// An error of an application.
#[derive(Debug)]
enum AppError {
    Database(Error),
    Changed,
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl TransactionError for AppError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_contention())
    }
}

/// The same program on each connection: `$run` runs a transaction, and `$wait` is `await` on async connections.
macro_rules! program {
    ($db:ident, $run:ident, [$($async:tt)?], [$($wait:tt)*]) => {{
        // A commit, and the error of the application, which rolls back.
        let team = Transaction::new().$run(&mut $db, $($async)? |db| {
            Team::create().name("Jazz").wins(1).exec(db)$($wait)*
        })$($wait)*?;
        let stopped: Result<(), AppError> = Transaction::new().$run(&mut $db, $($async)? |db| {
            Team::create().name("Bulls").wins(1).exec(db)$($wait)*?;
            Err(AppError::Changed)
        })$($wait)*;
        assert!(matches!(stopped, Err(AppError::Changed)), "{stopped:?}");
        assert_eq!(Team::query().exec(&mut $db)$($wait)*?, [team]);

        // A transaction inside is a savepoint: its failure is its own.
        let both = Transaction::new().$run(&mut $db, $($async)? |db| {
            Team::create().name("Bulls").wins(1).exec(db)$($wait)*?;
            let twice = Transaction::new().$run(db, $($async)? |db| {
                Team::create().name("Nets").wins(1).exec(db)$($wait)*?;
                Team::create().name("Jazz").wins(1).exec(db)$($wait)*
            })$($wait)*;
            assert!(matches!(twice, Err(Error::UniqueViolation(_))), "{twice:?}");
            Team::create().name("Heat").wins(1).exec(db)$($wait)*
        })$($wait)*;
        both?;
        let names = Team::query().order(teams::id.asc()).select(teams::name).exec(&mut $db)$($wait)*?;
        assert_eq!(names, ["Jazz", "Bulls", "Heat"]);

        // An isolation level inside another transaction is an error, which stops before the closure.
        let inner = Transaction::new().$run(&mut $db, $($async)? |db| {
            Transaction::new().serializable().$run(db, $($async)? |_| Ok::<_, Error>(()))$($wait)*
        })$($wait)*;
        assert!(matches!(inner, Err(Error::Database(diesel::result::Error::AlreadyInTransaction))), "{inner:?}");

        // All modes begin.
        for mode in [Transaction::new(), Transaction::new().read_committed(), Transaction::new().repeatable_read()] {
            let count = mode.read_only().$run(&mut $db, $($async)? |db| Team::query().count().exec(db)$($wait)*)$($wait)*;
            assert_eq!(count?, 3);
        }
    }};
}

/// PostgreSQL rolls back at the COMMIT after any failed statement: the library's and Diesel's own.
macro_rules! passed_over {
    ($db:ident, $run:ident, $diesel:path, [$($async:tt)?], [$($wait:tt)*]) => {{
        let failed = Transaction::new().$run(&mut $db, $($async)? |db| {
            let lost = Team::create().name("Nets").wins(1).exec(db)$($wait)*?;
            let _ = Team::create().name("Jazz").wins(1).exec(db)$($wait)*;
            Ok::<_, Error>(lost)
        })$($wait)*;
        assert!(matches!(failed, Err(Error::Aborted(_))), "{failed:?}");
        let failed = Transaction::new().$run(&mut $db, $($async)? |db| {
            let lost = Team::create().name("Nets").wins(1).exec(db)$($wait)*?;
            let _ = $diesel(diesel::sql_query("SELECT 1 / 0"), db)$($wait)*;
            Ok::<_, Error>(lost)
        })$($wait)*;
        assert!(matches!(failed, Err(Error::Aborted(_))), "{failed:?}");
        // The statement after the failed one says the same.
        let failed = Transaction::new().$run(&mut $db, $($async)? |db| {
            let _ = Team::create().name("Jazz").wins(1).exec(db)$($wait)*;
            Team::query().exec(db)$($wait)*
        })$($wait)*;
        assert!(matches!(failed, Err(Error::Aborted(_))), "{failed:?}");
        let refused = Transaction::new().read_only().$run(&mut $db, $($async)? |db| {
            Team::create().name("Nets").wins(1).exec(db)$($wait)*
        })$($wait)*;
        assert!(matches!(refused, Err(Error::Database(_))), "{refused:?}");
        assert_eq!(Team::query().count().exec(&mut $db)$($wait)*?, 3, "the connection works");

        // Inside another transaction, it rolls back to its beginning.
        let after = Transaction::new().$run(&mut $db, $($async)? |db| {
            let inner = Transaction::new().$run(db, $($async)? |db| {
                let _ = Team::create().name("Jazz").wins(1).exec(db)$($wait)*;
                Ok::<_, Error>(())
            })$($wait)*;
            assert!(matches!(inner, Err(Error::Aborted(_))), "{inner:?}");
            Team::create().name("Nets").wins(1).exec(db)$($wait)*
        })$($wait)*;
        after?;
        let none_is_open = Transaction::new().serializable().$run(&mut $db, $($async)? |db| {
            Team::query().count().exec(db)$($wait)*
        })$($wait)*;
        assert_eq!(none_is_open?, 4);
    }};
}

#[test]
fn a_transaction_on_blocking_sqlite() -> TestResult {
    use orm_core::prelude::*;
    let mut db = orm_sqlite::connect(":memory:")?;
    orm_sqlite::create_tables(&mut db, schema![Team])?;
    program!(db, run, [], []);
    Ok(())
}

#[test]
fn a_transaction_on_blocking_postgresql() -> TestResult {
    use orm_core::prelude::*;
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url())?;
    orm_postgres::create_tables(&mut db, schema![Team])?;
    program!(db, run, [], []);
    passed_over!(db, run, diesel::RunQueryDsl::execute, [], []);
    Ok(())
}

#[tokio::test]
async fn a_transaction_on_async_sqlite() -> TestResult {
    use orm_core::nonblocking::prelude::*;
    let mut db = orm_sqlite::nonblocking::connect(":memory:").await?;
    orm_sqlite::nonblocking::create_tables(&mut db, schema![Team]).await?;
    program!(db, run_async, [async], [.await]);
    Ok(())
}

#[tokio::test]
async fn a_transaction_on_async_postgresql() -> TestResult {
    use orm_core::nonblocking::prelude::*;
    let schema = FreshSchema::new();
    let mut db = orm_postgres::nonblocking::connect(&schema.url()).await?;
    orm_postgres::nonblocking::create_tables(&mut db, schema![Team]).await?;
    program!(db, run_async, [async], [.await]);
    passed_over!(db, run_async, diesel_async::RunQueryDsl::execute, [async], [.await]);
    Ok(())
}

/// Sixteen tasks count one row up, each by reading it first. Without running again, most would fail.
#[tokio::test(flavor = "multi_thread")]
async fn transactions_that_meet_run_again_until_all_have_committed() -> TestResult {
    use orm_core::nonblocking::prelude::*;
    let schema = FreshSchema::new();
    let pool = bb8::Pool::builder().max_size(16).build(orm_postgres::Settings::new().manager(schema.url())).await?;
    let mut db = pool.get().await?;
    orm_postgres::nonblocking::create_tables(&mut db, schema![Team]).await?;
    let team = Team::create().name("Jazz").wins(0).exec(&mut db).await?.id;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut db = pool.get().await.expect("a connection");
                for _ in 0..10 {
                    let win = Transaction::new().serializable().attempts(100).run_async(&mut db, async |db| {
                        let team = Team::find(team).exec(db).await?;
                        team.update().wins(team.wins + 1).exec(db).await
                    });
                    win.await?;
                }
                Ok::<_, Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    assert_eq!(Team::find(team).exec(&mut db).await?.wins, 80);
    let once = Transaction::new()
        .attempts(1)
        .run_async(&mut db, async |_| Err::<(), _>(Error::Contention(diesel::result::Error::RollbackTransaction)));
    assert!(matches!(once.await, Err(Error::Contention(_))));
    Ok(())
}

/// On SQLite, a transaction that reads and then writes waits for the other before it reads.
#[test]
fn transactions_on_sqlite_begin_immediately() -> TestResult {
    use orm_core::prelude::*;
    let file = DatabaseFile::new();
    let mut db = orm_sqlite::connect(&file.url())?;
    orm_sqlite::create_tables(&mut db, schema![Team])?;
    let team = Team::create().name("Jazz").wins(0).exec(&mut db)?.id;
    let barrier = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut db = orm_sqlite::connect(&file.url()).expect("a connection");
                barrier.wait();
                for _ in 0..20 {
                    let win = Transaction::new().attempts(1).run(&mut db, |db| {
                        let team = Team::find(team).exec(db)?;
                        team.update().wins(team.wins + 1).exec(db)
                    });
                    win.expect("no other connection comes between");
                }
            });
        }
    });
    assert_eq!(Team::find(team).exec(&mut db)?.wins, 80);
    Ok(())
}

/// A panic and a dropped future roll back.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_does_not_end_is_rolled_back() -> TestResult {
    use orm_core::nonblocking::prelude::*;
    macro_rules! dropped {
        ($db:ident) => {{
            let (ready, wait) = tokio::sync::oneshot::channel::<()>();
            let ready = std::sync::Mutex::new(Some(ready));
            // Diesel's own transaction inside is not rolled back by Diesel when it is dropped.
            let never = Transaction::new().run_async(&mut $db, async |db| {
                Team::create().name("Nets").wins(1).exec(db).await?;
                db.transaction(async |db| {
                    Team::create().name("Heat").wins(1).exec(db).await?;
                    if let Some(ready) = ready.lock().expect("no panic").take() {
                        let _ = ready.send(());
                    }
                    std::future::pending::<Result<(), Error>>().await
                })
                .await
            });
            tokio::select! {
                _ = never => unreachable!("it waits for ever"),
                _ = wait => {}
            }
            assert_eq!(Team::query().count().exec(&mut $db).await?, 0);
            let kept =
                Transaction::new().run_async(&mut $db, async |db| Team::create().name("Nets").wins(1).exec(db).await);
            kept.await?;
            assert_eq!(Team::query().count().exec(&mut $db).await?, 1);
        }};
    }
    let schema = FreshSchema::new();
    let mut db = orm_postgres::nonblocking::connect(&schema.url()).await?;
    orm_postgres::nonblocking::create_tables(&mut db, schema![Team]).await?;
    dropped!(db);
    let mut db = orm_sqlite::nonblocking::connect(":memory:").await?;
    orm_sqlite::nonblocking::create_tables(&mut db, schema![Team]).await?;
    dropped!(db);

    let mut db = orm_postgres::connect(&schema.url())?;
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        Transaction::new().run(&mut db, |db| {
            orm_core::Exec::exec(Team::create().name("Heat").wins(1), db)?;
            assert!(std::env::args().count() == 0, "it panics here");
            Ok::<_, Error>(())
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(orm_core::Exec::exec(Team::query().count(), &mut db)?, 1);
    db.test_transaction::<_, Error, _>(|db| orm_core::Exec::exec(Team::query(), db).map(|_| ()));
    Ok(())
}

/// The future is dropped while BEGIN IMMEDIATE waits for another writer. BEGIN succeeds afterwards, and is undone.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_is_dropped_while_it_begins_is_not_left_open() -> TestResult {
    use diesel_async::SimpleAsyncConnection;
    use orm_core::nonblocking::prelude::*;
    let file = DatabaseFile::new();
    let (mut db, mut other) =
        (orm_sqlite::nonblocking::connect(&file.url()).await?, orm_sqlite::nonblocking::connect(&file.url()).await?);
    orm_sqlite::nonblocking::create_tables(&mut db, schema![Team]).await?;
    other.batch_execute("BEGIN IMMEDIATE").await?;
    let release = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        other.batch_execute("COMMIT").await.map(|()| other)
    });
    let late = Transaction::new().run_async(&mut db, async |db| Team::create().name("Jazz").wins(1).exec(db).await);
    assert!(tokio::time::timeout(Duration::from_millis(20), late).await.is_err());
    let mut other = release.await??;
    let free = Transaction::new().run_async(&mut other, async |db| Team::query().count().exec(db).await);
    assert_eq!(free.await?, 0);
    let again = Transaction::new().serializable().run_async(&mut db, async |db| Team::query().count().exec(db).await);
    assert_eq!(again.await?, 0);
    Ok(())
}
