//! Rows one by one: on blocking connections by an iterator, on async PostgreSQL by a stream. The end may come early, or
//! with an error.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Bool};
use orm_core::Error;
use orm_core::prelude::*;
use orm_tests::postgres::FreshSchema;
use orm_tests::{Recorder, TestResult};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    city: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to(Team, as = "former_team", foreign_key = "former_team_id")]
#[has_many(Player, as = "pupils", foreign_key = "mentor_id", source_key = "number")]
struct Player {
    id: i32,
    #[column(unique)]
    number: Option<i32>,
    team_id: i32,
    former_team_id: Option<i32>,
    mentor_id: Option<i32>,
}

fn team(id: i32, name: &str, city: &str) -> Team {
    Team { id, name: name.to_owned(), city: city.to_owned() }
}

/// The tables without constraints, so that a row can hold what its model does not take: the name of the third team is
/// NULL.
const TABLES: &str = r#"
    CREATE TABLE "teams" ("id" INTEGER PRIMARY KEY, "name" TEXT, "city" TEXT NOT NULL);
    INSERT INTO "teams" VALUES (1, 'Jazz', 'Utah'), (2, 'Magic', 'Orlando'), (3, NULL, 'Utah'), (4, 'Bulls', 'Chicago')"#;

/// A condition that fails in PostgreSQL at the third team.
const FAILS: &str = "10 / (3 - id) > -100";

/// The same tests for each blocking connection.
macro_rules! blocking {
    ($db:ident = $connect:expr, $create_tables:path) => {
        #[test]
        fn an_iterator_yields_the_rows_of_a_query_in_its_order() -> TestResult {
            let (_keep, mut $db) = $connect;
            $create_tables(&mut $db, schema![Team, Player])?;
            let cities = [("Jazz", "Utah"), ("Magic", "Orlando"), ("Bulls", "Utah")];
            let teams = cities.map(|(name, city)| Team::create().name(name).city(city));
            let teams = Team::create_many(teams).exec(&mut $db)?;
            let player = teams[0].create_player().exec(&mut $db)?;

            let recorder = Recorder::default();
            $db.set_instrumentation(recorder.instrumentation());
            let read: Vec<Team> = Team::query().order(teams::id.desc()).iter(&mut $db).collect::<Result<_, _>>()?;
            assert_eq!(read.iter().map(|team| team.id).collect::<Vec<_>>(), [3, 2, 1]);
            assert_eq!((recorder.count(), recorder.prepared()), (1, Vec::new())); // not cached
            let names = Team::query().filter(teams::city.eq("Utah")).order(teams::id.asc()).select(teams::name);
            let names: Vec<String> = names.iter(&mut $db).collect::<Result<_, _>>()?;
            assert_eq!(names, ["Jazz", "Bulls"]);
            let cities = Team::query().select(teams::city).distinct().iter(&mut $db).collect::<Result<Vec<_>, _>>()?;
            assert_eq!(cities.len(), 2);
            assert_eq!(Team::query().filter(teams::id.eq(9)).iter(&mut $db).count(), 0);
            let players: Vec<Player> = teams[0].get_players().iter(&mut $db).collect::<Result<_, _>>()?;
            assert_eq!(players, std::slice::from_ref(&player));

            // The key of the source is NULL: nothing is sent.
            recorder.clear();
            assert_eq!(player.get_pupils().iter(&mut $db).count(), 0);
            assert_eq!(recorder.count(), 0);
            Ok(())
        }

        #[test]
        fn an_iterator_that_is_dropped_early_leaves_the_connection_usable() -> TestResult {
            let (_keep, mut $db) = $connect;
            $db.batch_execute(TABLES)?;
            for _ in 0..3 {
                let mut teams = Team::query().order(teams::id.asc()).iter(&mut $db);
                assert_eq!(teams.next().transpose()?, Some(team(1, "Jazz", "Utah")));
                drop(teams);
                assert_eq!(Team::query().count().exec(&mut $db)?, 4);
            }
            Ok(())
        }

        #[test]
        fn a_row_that_cannot_be_read_ends_the_iterator() -> TestResult {
            let (_keep, mut $db) = $connect;
            $db.batch_execute(TABLES)?;
            let mut teams = Team::query().order(teams::id.asc()).iter(&mut $db);
            assert_eq!(teams.next().transpose()?, Some(team(1, "Jazz", "Utah")));
            assert_eq!(teams.next().transpose()?, Some(team(2, "Magic", "Orlando")));
            let error = teams.next().expect("a third item").expect_err("an error");
            assert!(matches!(error, Error::Decode { .. }), "{error:?}");
            assert!(error.to_string().contains("name"), "{error}");
            assert!(teams.next().is_none());
            drop(teams);
            assert_eq!(Team::query().count().exec(&mut $db)?, 4);
            Ok(())
        }

        #[test]
        fn a_statement_that_fails_is_the_only_item() -> TestResult {
            let (_keep, mut $db) = $connect;
            let mut teams = Team::query().iter(&mut $db);
            assert!(matches!(teams.next(), Some(Err(Error::Database(_)))));
            assert!(teams.next().is_none());
            Ok(())
        }
    };
}

mod sqlite {
    use super::*;

    blocking!(db = ((), orm_sqlite::connect(":memory:")?), orm_sqlite::create_tables);
}

mod postgres {
    use super::*;

    fn connected() -> TestResult<(FreshSchema, orm_postgres::PgConnection)> {
        let schema = FreshSchema::new();
        let db = orm_postgres::connect(&schema.url())?;
        Ok((schema, db))
    }

    blocking!(db = connected()?, orm_postgres::create_tables);

    #[test]
    fn a_connection_of_a_pool_has_an_iterator_too() -> TestResult {
        let schema = FreshSchema::new();
        let manager = diesel::r2d2::ConnectionManager::<orm_postgres::PgConnection>::new(schema.url());
        let mut pooled = diesel::r2d2::Pool::builder().max_size(1).build(manager)?.get()?;
        pooled.batch_execute(TABLES)?;
        assert_eq!(Team::query().select(teams::id).iter(&mut pooled).count(), 4);
        Ok(())
    }

    #[test]
    fn rows_come_before_the_error_of_the_server() -> TestResult {
        let (_keep, mut db) = connected()?;
        db.batch_execute(TABLES)?;
        let failing = || Team::query().filter(sql::<Bool>(FAILS)).select(teams::id);
        let mut ids = failing().iter(&mut db);
        assert_eq!(ids.next().transpose()?, Some(1));
        assert_eq!(ids.next().transpose()?, Some(2));
        assert!(matches!(ids.next(), Some(Err(Error::Database(_)))));
        assert!(ids.next().is_none());
        drop(ids);
        assert_eq!(Team::query().count().exec(&mut db)?, 4);

        // The error is among the rows that nobody reads.
        let mut ids = failing().iter(&mut db);
        assert_eq!(ids.next().transpose()?, Some(1));
        drop(ids);
        assert_eq!(Team::query().count().exec(&mut db)?, 4);
        Ok(())
    }
}

/// Streams on async connections to PostgreSQL.
mod nonblocking {
    use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
    use orm_core::nonblocking::prelude::*;
    use orm_core::query::RowStream;

    use super::{BigInt, Bool, Error, FAILS, FreshSchema, Recorder, TABLES, Team, TestResult, sql, team, teams};

    async fn connected() -> TestResult<(FreshSchema, AsyncPgConnection)> {
        let schema = FreshSchema::new();
        let mut db = orm_postgres::nonblocking::connect(&schema.url()).await?;
        db.batch_execute(TABLES).await?;
        Ok((schema, db))
    }

    async fn all<T>(mut rows: RowStream<'_, T>) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(row) = rows.next().await {
            all.push(row?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn a_stream_yields_the_rows_of_a_query_in_its_order() -> TestResult {
        let (_keep, mut db) = connected().await?;
        let recorder = Recorder::default();
        db.set_instrumentation(recorder.instrumentation());
        let named = Team::query().filter(teams::name.is_not_null()).order(teams::id.desc());
        let rows = all(named.clone().stream(&mut db)).await?;
        assert_eq!(rows, [team(4, "Bulls", "Chicago"), team(2, "Magic", "Orlando"), team(1, "Jazz", "Utah")]);
        assert_eq!(recorder.count(), 1);
        assert_eq!(all(named.select(teams::city).limit(2).stream(&mut db)).await?, ["Chicago", "Orlando"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_stream_that_is_dropped_early_leaves_the_connection_usable() -> TestResult {
        let (_keep, mut db) = connected().await?;
        for _ in 0..3 {
            let mut rows = Team::query().order(teams::id.asc()).stream(&mut db);
            assert_eq!(rows.next().await.transpose()?, Some(team(1, "Jazz", "Utah")));
            drop(rows);
            assert_eq!(Team::query().count().exec(&mut db).await?, 4);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_stream_that_nobody_polls_sends_nothing() -> TestResult {
        let (_keep, mut db) = connected().await?;
        db.batch_execute("CREATE TEMPORARY SEQUENCE polled").await?;
        drop(Team::query().filter(sql::<Bool>("nextval('polled') > 0")).stream(&mut db));
        let number = Team::query().limit(1).select(sql::<BigInt>("nextval('polled')"));
        assert_eq!(number.exec(&mut db).await?, [1]);
        Ok(())
    }

    #[tokio::test]
    async fn an_error_ends_the_stream() -> TestResult {
        let (_keep, mut db) = connected().await?;
        let mut rows = Team::query().order(teams::id.asc()).stream(&mut db);
        assert_eq!(rows.next().await.transpose()?, Some(team(1, "Jazz", "Utah")));
        assert_eq!(rows.next().await.transpose()?, Some(team(2, "Magic", "Orlando")));
        let error = rows.next().await.expect("a third item").expect_err("an error");
        assert!(matches!(error, Error::Decode { .. }) && error.to_string().contains("name"), "{error:?}");
        assert!(rows.next().await.is_none());
        drop(rows);

        let mut ids = Team::query().filter(sql::<Bool>(FAILS)).select(teams::id).stream(&mut db);
        assert_eq!(ids.next().await.transpose()?, Some(1));
        assert_eq!(ids.next().await.transpose()?, Some(2));
        assert!(matches!(ids.next().await, Some(Err(Error::Database(_)))));
        assert!(ids.next().await.is_none());
        drop(ids);
        assert_eq!(Team::query().count().exec(&mut db).await?, 4);
        Ok(())
    }

    #[tokio::test]
    async fn a_connection_of_a_pool_streams_in_a_task_too() -> TestResult {
        let (schema, _) = connected().await?;
        let manager = orm_postgres::Settings::new().manager(schema.url());
        let pool = diesel_async::pooled_connection::bb8::Pool::builder().max_size(1).build(manager).await?;
        let task = tokio::spawn(async move {
            let mut pooled = pool.get().await.expect("a connection");
            all(Team::query().select(teams::id).order(teams::id.asc()).stream(&mut pooled)).await
        });
        assert_eq!(task.await??, [1, 2, 3, 4]);
        Ok(())
    }

    #[tokio::test]
    async fn a_lost_connection_is_the_librarys_error() -> TestResult {
        let (_keep, mut db) = connected().await?;
        let killer = sql::<Bool>("id < 3 OR pg_terminate_backend(pg_backend_pid())");
        let lost = all(Team::query().filter(killer).select(teams::id).stream(&mut db)).await;
        assert!(matches!(lost, Err(Error::Connection(_))), "{lost:?}");
        Ok(())
    }
}
