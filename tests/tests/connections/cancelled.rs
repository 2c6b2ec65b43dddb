//! A future is dropped at any point: its change is made completely or not at all, and the connection stays usable.
//! Alone, inside a transaction, and in each pool.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use diesel_async::pooled_connection::{bb8, deadpool, mobc};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use orm_core::nonblocking::prelude::*;
use orm_core::{Error, schema};
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;
use orm_tests::{TestConnection, TestResult};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[belongs_to_many(Sponsor, through = "sponsorships")]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Sponsor {
    id: i32,
}

type SqliteConnection = SyncConnectionWrapper<orm_sqlite::SqliteConnection>;

/// Polls a future so often, and drops it if it has not ended then.
async fn polled<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if polls == times => Poll::Ready(None),
        Poll::Pending => {
            polls += 1;
            Poll::Pending
        }
    })
    .await
}

/// How many teams, players with a team and links there are.
macro_rules! rows {
    ($db:ident) => {{
        let teams = Team::query().count().exec($db).await?;
        let players = Player::query().filter(players::team_id.is_not_null()).count().exec($db).await?;
        let links = $db.integers("SELECT count(*) FROM sponsorships").await?[0].unwrap_or_default();
        (teams, players, links)
    }};
}

/// A team with two players and three sponsors.
macro_rules! jazz {
    () => {{
        let sponsors = [Sponsor::create(), Sponsor::create(), Sponsor::create()];
        Team::create().name("Jazz").players([Player::create(), Player::create()]).sponsors(sponsors)
    }};
}

/// Drops operations of several statements after each number of polls until they end before that. After each, all or
/// nothing of the change is there, and the next one runs on the same connection. `$db` is a `&mut` to it.
macro_rules! drop_at_each_point {
    ($db:ident) => {{
        let (mut polls, mut teams, mut too_fast) = (0, 0, 0);
        loop {
            let ended = polled(polls, jazz!().exec($db)).await.transpose()?;
            let now = rows!($db);
            assert!(now.0 == teams || now.0 == teams + 1, "after {polls} polls: {now:?}, before {teams} teams");
            teams = now.0;
            assert_eq!(now, (teams, 2 * teams, 3 * teams), "after {polls} polls");
            match ended {
                None => polls += 1,
                // SQLite's thread may be done before the first poll.
                Some(_) if polls == 0 && too_fast < 100 => too_fast += 1,
                Some(_) => break,
            }
        }
        assert!(polls > 0, "the operation was never dropped");

        // A change of rows that are there.
        let team = Team::query().order(teams::id.asc()).first().exec($db).await?.ok_or("a team")?;
        let all: Vec<i32> = Player::query().order(players::id.asc()).select(players::id).exec($db).await?;
        let (few, many) = (&all[..1], &all[..]);
        for polls in 0.. {
            team.set_players(few).exec($db).await?;
            let ended = polled(polls, team.set_players(many).exec($db)).await.transpose()?;
            let has = team.count_players().exec($db).await?;
            assert!(has == 1 || has == i64::try_from(all.len())?, "after {polls} polls: {has}");
            if ended.is_some() {
                break;
            }
        }
        teams
    }};
}

/// The same for operations inside of a transaction, which goes on and is committed.
macro_rules! drop_inside_a_transaction {
    ($db:ident) => {{
        for polls in 0.. {
            let before = rows!($db);
            let result: Result<bool, Error> = $db
                .transaction(async |db| {
                    Team::create().name("Outer").exec(db).await?;
                    let ended = polled(polls, jazz!().exec(db)).await.transpose()?;
                    Team::create().name("Outer").exec(db).await?;
                    Ok(ended.is_some())
                })
                .await;
            let ended = result?;
            let after = rows!($db);
            let nested = after.0 - before.0 - 2;
            assert!(nested == 0 || nested == 1, "after {polls} polls: {before:?}, {after:?}");
            assert_eq!(after, (before.0 + 2 + nested, before.1 + 2 * nested, before.2 + 3 * nested));
            if ended {
                break;
            }
        }
    }};
}

async fn on_sqlite() -> TestResult {
    let db = &mut orm_sqlite::nonblocking::connect(":memory:").await?;
    orm_sqlite::nonblocking::create_tables(db, schema![Team, Player, Sponsor]).await?;
    assert!(drop_at_each_point!(db) > 0);
    drop_inside_a_transaction!(db);
    Ok(())
}

async fn on_postgres() -> TestResult {
    let schema = FreshSchema::new();
    let db = &mut orm_postgres::nonblocking::connect(&schema.url()).await?;
    orm_postgres::nonblocking::create_tables(db, schema![Team, Player, Sponsor]).await?;
    assert!(drop_at_each_point!(db) > 0);
    drop_inside_a_transaction!(db);
    Ok(())
}

#[tokio::test]
async fn on_a_runtime_of_one_thread_sqlite() -> TestResult {
    on_sqlite().await
}

#[tokio::test]
async fn on_a_runtime_of_one_thread_postgres() -> TestResult {
    on_postgres().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_runtime_of_several_threads_sqlite() -> TestResult {
    tokio::spawn(on_sqlite()).await?
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_runtime_of_several_threads_postgres() -> TestResult {
    tokio::spawn(on_postgres()).await?
}

/// The thread on which an operation is dropped is needed by the task that the operation waits for.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn who_waits_for_a_dropped_operation_does_not_hold_up_other_tasks() -> TestResult {
    let file = DatabaseFile::new();
    let mut writer = orm_sqlite::nonblocking::connect(&file.url()).await?;
    let mut other = orm_sqlite::nonblocking::connect(&file.url()).await?;
    orm_sqlite::nonblocking::create_tables(&mut writer, schema![Team, Player, Sponsor]).await?;
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let start = Instant::now();
    let transaction = tokio::spawn(async move {
        let written: Result<(), Error> = writer
            .transaction(async |db| {
                Team::create().name("Jazz").exec(db).await?;
                let _ = begun.send(());
                tokio::time::sleep(Duration::from_millis(100)).await;
                Team::create().name("Bulls").exec(db).await?;
                Ok(())
            })
            .await;
        written.map(|()| writer)
    });
    let dropped = tokio::spawn(async move {
        has_begun.await.expect("the transaction has begun");
        tokio::time::timeout(Duration::from_millis(20), jazz!().exec(&mut other)).await.is_err()
    });
    assert!(dropped.await?, "the operation waits for the transaction");
    let db = &mut transaction.await??;
    assert_eq!(rows!(db), (3, 2, 3));
    // SQLite's own wait, at whose end the operation would have failed, is five seconds.
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_set_of_local_tasks_beside_several_threads_sqlite() -> TestResult {
    tokio::task::LocalSet::new().run_until(async { tokio::task::spawn_local(on_sqlite()).await? }).await
}

/// The pool's only connection is given back by a future that is dropped with an operation in flight, as a request's is
/// when its client goes away. The next one gets it, without a transaction and with all of the change or nothing.
macro_rules! in_a_pool {
    ($pool:expr, $same:expr) => {{
        let pool = $pool;
        let first = {
            let db = &mut *pool.get().await?;
            $same(db).await?
        };
        let mut teams = 0;
        for polls in 0.. {
            let mut db = pool.get().await?;
            let ended = polled(polls, jazz!().exec(&mut db)).await.transpose()?;
            drop(db);
            let db = &mut *pool.get().await?;
            assert_eq!($same(db).await?, first, "the connection was thrown away after {polls} polls");
            let now = rows!(db);
            assert!(now.0 == teams || now.0 == teams + 1, "after {polls} polls: {now:?}, before {teams} teams");
            teams = now.0;
            assert_eq!(now, (teams, 2 * teams, 3 * teams), "after {polls} polls");
            if ended.is_some() {
                break;
            }
        }
    }};
}

/// What tells a connection to PostgreSQL from others; no transaction is open on it.
async fn backend(db: &mut AsyncPgConnection) -> TestResult<Option<i64>> {
    // Refused inside a transaction.
    db.batch_execute("VACUUM sponsorships").await?;
    Ok(db.integers("SELECT pg_backend_pid()::bigint").await?[0])
}

/// What tells a connection to SQLite from others: a temporary table; no transaction is open on it.
async fn temporary(db: &mut SqliteConnection) -> TestResult<Option<i64>> {
    // Refused inside a transaction.
    db.batch_execute("VACUUM; CREATE TEMPORARY TABLE IF NOT EXISTS mark (id INTEGER)").await?;
    db.batch_execute("INSERT INTO mark SELECT random() WHERE NOT EXISTS (SELECT 1 FROM mark)").await?;
    Ok(db.integers("SELECT id FROM mark").await?[0])
}

/// Of a pool that may throw connections away.
async fn any<C: TestConnection>(db: &mut C) -> TestResult<Option<i64>> {
    // Refused inside a transaction.
    db.run_sql("VACUUM").await?;
    Ok(None)
}

macro_rules! pools {
    ($(
        $postgres:ident by $backend:ident, $sqlite:ident by $mark:ident:
            |$manager:ident, $connection:ident| $pool:expr;
    )*) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $postgres() -> TestResult {
            type $connection = AsyncPgConnection;
            let schema = FreshSchema::new();
            let db = &mut orm_postgres::nonblocking::connect(&schema.url()).await?;
            orm_postgres::nonblocking::create_tables(db, schema![Team, Player, Sponsor]).await?;
            let $manager = orm_postgres::Settings::new().manager(schema.url());
            in_a_pool!($pool, $backend);
            Ok(())
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $sqlite() -> TestResult {
            type $connection = SqliteConnection;
            let file = DatabaseFile::new();
            let db = &mut orm_sqlite::nonblocking::connect(&file.url()).await?;
            orm_sqlite::nonblocking::create_tables(db, schema![Team, Player, Sponsor]).await?;
            let $manager = orm_sqlite::Settings::new().manager(file.url());
            in_a_pool!($pool, $mark);
            Ok(())
        }
    )* };
}

pools! {
    bb8_on_postgres by backend, bb8_on_sqlite by temporary:
        |manager, Connection| bb8::Pool::<Connection>::builder().max_size(1).build(manager).await?;
    deadpool_on_postgres by backend, deadpool_on_sqlite by temporary:
        |manager, Connection| deadpool::Pool::<Connection>::builder(manager).max_size(1).build()?;
    mobc_on_postgres by any, mobc_on_sqlite by any:
        |manager, Connection| mobc::Pool::<Connection>::builder().max_open(1).build(manager);
}
