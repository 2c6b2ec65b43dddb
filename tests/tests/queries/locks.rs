//! Locks of rows on PostgreSQL: what is sent, and what a second connection meets while the first holds the lock.

use orm_core::prelude::*;
use orm_core::{BoxedQuery, Error, Transaction};
use orm_postgres::Postgres;
use orm_tests::TestResult;
use orm_tests::postgres::FreshSchema;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to(Team, as = "former_team", foreign_key = "former_team_id")]
struct Player {
    id: i32,
    team_id: i32,
    former_team_id: Option<i32>,
}

const TEAMS: &str = r#"SELECT "teams"."id", "teams"."name" FROM "teams""#;
const PLAYERS: &str = r#"SELECT "players"."id", "players"."team_id", "players"."former_team_id" FROM "players""#;

#[test]
fn a_lock_is_the_end_of_the_select() {
    let all = Team::query().for_update();
    assert_eq!(all.sql::<Postgres>(), format!("{TEAMS} FOR UPDATE -- binds: []"));
    let query = Team::query().filter(teams::name.eq("Jazz")).order(teams::id.asc()).limit(2);
    let sql = format!(r#"{TEAMS} WHERE "teams"."name" = $1 ORDER BY "teams"."id" ASC LIMIT $2"#);
    let binds = r#"-- binds: ["Jazz", 2]"#;
    assert_eq!(query.clone().for_share().sql::<Postgres>(), format!("{sql} FOR SHARE {binds}"));
    let skipping = query.clone().for_update().skip_locked();
    assert_eq!(skipping.sql::<Postgres>(), format!("{sql} FOR UPDATE SKIP LOCKED {binds}"));
    assert_eq!(skipping.no_wait().sql::<Postgres>(), format!("{sql} FOR UPDATE NOWAIT {binds}"));
    let boxed: BoxedQuery<'_, Team, Postgres> = query.boxed();
    assert_eq!(boxed.for_update().sql::<Postgres>(), format!("{sql} FOR UPDATE {binds}"));
    let names = Team::query().select(teams::name).for_update().no_wait();
    assert_eq!(names.sql::<Postgres>(), r#"SELECT "teams"."name" FROM "teams" FOR UPDATE NOWAIT -- binds: []"#);
}

#[test]
fn find_first_and_getters_lock_their_row() {
    let find = Team::find(7).for_update();
    assert_eq!(find.sql::<Postgres>(), format!(r#"{TEAMS} WHERE "teams"."id" = $1 FOR UPDATE -- binds: [7]"#));
    let first = Team::query().first().for_update().skip_locked();
    assert_eq!(first.sql::<Postgres>(), format!("{TEAMS} LIMIT $1 FOR UPDATE SKIP LOCKED -- binds: [1]"));
    let team = Team { id: 7, name: "Jazz".to_owned() };
    let players = team.get_players().for_share();
    assert_eq!(
        players.sql::<Postgres>(),
        format!(r#"{PLAYERS} WHERE "players"."team_id" = $1 FOR SHARE -- binds: [7]"#)
    );
    let player = Player { id: 1, team_id: 7, former_team_id: None };
    let team = player.get_team().for_update();
    assert_eq!(team.sql::<Postgres>(), format!(r#"{TEAMS} WHERE "teams"."id" = $1 FOR UPDATE -- binds: [7]"#));
    assert_eq!(player.get_former_team().for_update().sql::<Postgres>(), "");
}

#[test]
fn an_include_beside_a_lock_is_a_statement_of_its_own() {
    let player = Player::find(1).include(players::team).for_update();
    let sql = player.sql::<Postgres>();
    let lines: Vec<&str> = sql.lines().collect();
    assert_eq!(lines[0], format!(r#"{PLAYERS} WHERE "players"."id" = $1 FOR UPDATE; -- binds: [1]"#));
    assert!(!sql.contains("JOIN") && lines.len() == 2, "{sql}");
}

#[test]
fn a_second_connection_skips_a_locked_row_or_fails_at_once() -> TestResult {
    let schema = FreshSchema::new();
    let (mut one, mut two) = (orm_postgres::connect(&schema.url())?, orm_postgres::connect(&schema.url())?);
    orm_postgres::create_tables(&mut one, schema![Team, Player])?;
    let jazz = Team::create().name("Jazz").players([Player::create()]).exec(&mut one)?;
    let magic = Team::create().name("Magic").exec(&mut one)?;
    let player = Player::query().first().exec(&mut one)?.expect("a player");
    let in_order = || Team::query().order(teams::id.asc());

    Transaction::new().run(&mut one, |one| {
        assert_eq!(in_order().first().for_update().exec(one)?, Some(jazz.clone()));
        assert_eq!(in_order().for_update().skip_locked().exec(&mut two)?, std::slice::from_ref(&magic));
        assert_eq!(in_order().first().for_update().skip_locked().exec(&mut two)?, Some(magic.clone()));
        for refused in [
            in_order().for_update().no_wait().exec(&mut two).map(drop),
            Team::find(jazz.id).for_share().no_wait().exec(&mut two).map(drop),
            player.get_team().for_update().no_wait().exec(&mut two).map(drop),
        ] {
            assert!(matches!(refused, Err(Error::Contention(_))), "{refused:?}");
        }
        // Nobody has locked these rows, and reading waits for nothing.
        assert_eq!(jazz.get_players().for_update().no_wait().exec(&mut two)?.len(), 1);
        assert_eq!(Team::find(magic.id).for_update().no_wait().exec(&mut two)?, magic);
        assert_eq!(in_order().exec(&mut two)?.len(), 2);
        Ok::<_, Error>(())
    })?;

    let missing = Team::find(99).for_update().exec(&mut two);
    assert!(matches!(missing, Err(Error::NotFound { model: "Team", .. })), "{missing:?}");
    assert_eq!(player.get_former_team().for_update().exec(&mut two)?, None);
    assert_eq!(Team::find(jazz.id).for_update().no_wait().exec(&mut two)?, jazz);
    Ok(())
}

#[test]
fn a_shared_lock_refuses_a_change_and_no_other_shared_lock() -> TestResult {
    let schema = FreshSchema::new();
    let (mut one, mut two) = (orm_postgres::connect(&schema.url())?, orm_postgres::connect(&schema.url())?);
    orm_postgres::create_tables(&mut one, schema![Team, Player])?;
    let jazz = Team::create().name("Jazz").exec(&mut one)?;
    Transaction::new().run(&mut one, |one| {
        Team::find(jazz.id).for_share().exec(one)?;
        assert_eq!(Team::find(jazz.id).for_share().no_wait().exec(&mut two)?, jazz);
        let refused = Team::find(jazz.id).for_update().no_wait().exec(&mut two);
        assert!(matches!(refused, Err(Error::Contention(_))), "{refused:?}");
        Ok::<_, Error>(())
    })?;
    Ok(())
}

/// The operations on async connections.
mod nonblocking {
    use orm_core::nonblocking::prelude::*;
    use orm_core::{Error, Transaction};
    use orm_tests::TestResult;
    use orm_tests::postgres::FreshSchema;

    use super::{Player, Team, players, teams};

    #[tokio::test]
    async fn async_connections_lock_rows_and_not_their_includes() -> TestResult {
        let schema = FreshSchema::new();
        let mut one = orm_postgres::nonblocking::connect(&schema.url()).await?;
        let url = schema.url();
        orm_postgres::nonblocking::create_tables(&mut one, schema![Team, Player]).await?;
        Team::create().name("Jazz").players([Player::create()]).exec(&mut one).await?;
        let transaction = Transaction::new().run_async(&mut one, async |one| {
            let mut two = orm_postgres::nonblocking::connect(&url).await.expect("a second connection");
            let player =
                Player::query().include(players::team).first().for_update().exec(one).await?.expect("a player");
            assert_eq!(player.team().name, "Jazz");
            let teams = Team::query().include(teams::players).for_update().no_wait().exec(&mut two).await?;
            assert_eq!(teams[0].players().len(), 1);
            let refused = Player::query().for_update().no_wait().exec(&mut two).await;
            assert!(matches!(refused, Err(Error::Contention(_))), "{refused:?}");
            assert_eq!(Player::query().for_update().skip_locked().exec(&mut two).await?, []);
            Ok::<_, Error>(())
        });
        transaction.await?;
        Ok(())
    }
}
