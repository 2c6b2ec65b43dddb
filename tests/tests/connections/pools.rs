//! Operations run on a pool's connection by a plain `&mut`, as on any connection: four pools, two databases.

use orm_core::associate::LinksChanged;
use orm_core::{Error, Model, schema};
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Stadium)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to_many(Skill, through = "players_skills")]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    name: String,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Skill {
    id: i32,
    name: String,
}

/// What a handler does, on `&mut` what the pool handed out: the types of the four differ too much for a function.
macro_rules! use_pooled {
    ($db:ident $(, $async:tt $wait:tt)?) => {{
        // Operations of one statement, and of two in a transaction.
        let jazz = Team::create().name("Jazz").exec(&mut $db)$(.$wait)??;
        let mut karl = jazz.create_player().name("Karl").exec(&mut $db)$(.$wait)??;
        assert_eq!(jazz.get_players().exec(&mut $db)$(.$wait)??, std::slice::from_ref(&karl));
        let suns = karl.create_team().name("Suns").exec(&mut $db)$(.$wait)??;
        assert_eq!(karl.get_team().exec(&mut $db)$(.$wait)??, Some(suns));
        assert_eq!(jazz.set_players([&karl]).exec(&mut $db)$(.$wait)??.len(), 1);

        // A row with its children at two levels.
        let skilled = |name: &str| Player::create().name(name).skills([Skill::create().name(format!("{name}'s"))]);
        let bulls = Team::create().name("Bulls").stadium(Stadium::create().name("Center"));
        let bulls = bulls.players(["Michael", "Scottie"].map(skilled)).exec(&mut $db)$(.$wait)??;

        // The set of links.
        let pass = Skill::create().name("Pass").exec(&mut $db)$(.$wait)??;
        let michael = bulls.get_players().order(players::name.asc()).first().exec(&mut $db)$(.$wait)??;
        let michael = michael.expect("two players");
        let changed = michael.set_skills([&pass]).exec(&mut $db)$(.$wait)??;
        assert_eq!(changed, LinksChanged { added: 1, removed: 1 });

        // Two siblings, one of which has two levels.
        let players = teams::players.order(players::name.asc()).include(players::skills);
        let tree = Team::query().order(teams::name.asc()).include(teams::stadium).include(players);
        let tree = tree.exec(&mut $db)$(.$wait)??;
        let told: Vec<_> = tree
            .iter()
            .map(|team| {
                let players = team.players().iter().map(|player| {
                    (player.name.as_str(), player.skills().iter().map(|skill| skill.name.as_str()).collect::<Vec<_>>())
                });
                (team.name.as_str(), team.stadium().map(|stadium| stadium.name.as_str()), players.collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Bulls", Some("Center"), vec![("Michael", vec!["Pass"]), ("Scottie", vec!["Scottie's"])]),
                ("Jazz", None, vec![("Karl", vec![])]),
                ("Suns", None, vec![]),
            ]
        );

        // A transaction of Diesel's around operations: taken back whole, then kept whole.
        let refused = $db.transaction($($async)? |db| {
            karl.set_team(&bulls).exec(db)$(.$wait)??;
            michael.set_skills([]).exec(db)$(.$wait)??;
            Team::create().name("Jazz").exec(db)$(.$wait)?
        });
        let refused = refused$(.$wait)?.unwrap_err();
        assert!(matches!(&refused, Error::UniqueViolation(violation) if violation.model == "Team"), "{refused:?}");
        assert_eq!(bulls.count_players().exec(&mut $db)$(.$wait)??, 2);
        assert_eq!(michael.count_skills().exec(&mut $db)$(.$wait)??, 1);
        let kept = $db.transaction($($async)? |db| {
            karl.set_team(&bulls).exec(db)$(.$wait)??;
            let heat = Team::create().name("Heat").players([Player::create().name("Dwyane")]);
            heat.exec(db)$(.$wait)?
        });
        let heat = kept$(.$wait)??;
        assert_eq!(heat.count_players().exec(&mut $db)$(.$wait)??, 1);
        assert_eq!(bulls.count_players().exec(&mut $db)$(.$wait)??, 3);
        TestResult::Ok(())
    }};
}

fn sqlite_with_tables() -> TestResult<DatabaseFile> {
    let file = DatabaseFile::new();
    orm_sqlite::create_tables(&mut orm_sqlite::connect(&file.url())?, schema![Team, Player, Stadium, Skill])?;
    Ok(file)
}

fn postgres_with_tables() -> TestResult<FreshSchema> {
    let schema = FreshSchema::new();
    orm_postgres::create_tables(&mut orm_postgres::connect(&schema.url())?, schema![Team, Player, Stadium, Skill])?;
    Ok(schema)
}

mod r2d2 {
    use super::*;
    use diesel::r2d2::{ConnectionManager, Pool};
    use orm_core::prelude::*;

    #[test]
    fn on_sqlite() -> TestResult {
        let file = sqlite_with_tables()?;
        let pool = Pool::builder()
            .max_size(2)
            .connection_customizer(Box::new(orm_sqlite::Settings::new()))
            .build(ConnectionManager::<orm_sqlite::SqliteConnection>::new(file.url()))?;
        let mut pooled = pool.get()?;
        use_pooled!(pooled)
    }

    #[test]
    fn on_postgres() -> TestResult {
        let schema = postgres_with_tables()?;
        let pool = Pool::builder()
            .max_size(2)
            .connection_customizer(Box::new(orm_postgres::Settings::new()))
            .build(ConnectionManager::<orm_postgres::PgConnection>::new(schema.url()))?;
        let mut pooled = pool.get()?;
        use_pooled!(pooled)
    }
}

/// The body runs in a task of its own, so that all its futures have to be `Send`.
macro_rules! on_pools_of_diesel_async {
    ($($pool:ident: |$manager:ident| $build:expr;)*) => { $(
        mod $pool {
            use diesel_async::pooled_connection::$pool;
            use orm_core::nonblocking::prelude::*;

            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() -> TestResult {
                let file = sqlite_with_tables()?;
                let $manager = orm_sqlite::Settings::new().manager(file.url());
                let pool = $build;
                let task = tokio::spawn(async move {
                    let mut pooled = pool.get().await?;
                    use_pooled!(pooled, async await)
                });
                task.await?
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() -> TestResult {
                let schema = postgres_with_tables()?;
                let $manager = orm_postgres::Settings::new().manager(schema.url());
                let pool = $build;
                let task = tokio::spawn(async move {
                    let mut pooled = pool.get().await?;
                    use_pooled!(pooled, async await)
                });
                task.await?
            }
        }
    )* };
}

on_pools_of_diesel_async! {
    bb8: |manager| bb8::Pool::builder().max_size(2).build(manager).await?;
    deadpool: |manager| deadpool::Pool::builder(manager).max_size(2).build()?;
    mobc: |manager| mobc::Pool::builder().max_open(2).build(manager);
}
