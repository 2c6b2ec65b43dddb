//! The cost of eager loading: the number of statements, their text, that they are cached, and that time grows with the
//! number of rows.
//!
//! This is a binary of its own because it measures time, which other tests beside it would change.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::IN_MEMORY;
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Stadium)]
#[belongs_to_many(Cup, through = "cups_teams")]
#[belongs_to_many(Sponsor, through = Contract)]
struct Team {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[has_many(Goal)]
struct Player {
    id: i32,
    rating: i32,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Player)]
struct Goal {
    id: i32,
    player_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Cup {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Sponsor {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Contract {
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    sponsor_id: i32,
    money: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Locker, foreign_key = ["wing", "floor"])]
struct Hall {
    #[column(primary_key, generated = false)]
    wing: i32,
    #[column(primary_key, generated = false)]
    floor: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Hall, foreign_key = ["wing", "floor"])]
struct Locker {
    id: i32,
    wing: i32,
    floor: i32,
}

fn tables() -> orm_core::Schema {
    schema![Team, Player, Goal, Stadium, Cup, Sponsor, Contract]
}

fixture! {
    /// Three teams: the first has two players with two goals, a stadium, a cup and a sponsor; the others have nothing.
    async fn league(db) -> () {
        db.create_tables(tables()).await?;
        let team = Team::create().exec(db).await?;
        Team::create_many([Team::create(), Team::create()]).exec(db).await?;
        for rating in [3, 5] {
            let player = team.create_player().rating(rating).exec(db).await?;
            player.create_goal().exec(db).await?;
        }
        team.create_stadium().exec(db).await?;
        team.create_cup().exec(db).await?;
        team.create_sponsor(Contract::create().money(7)).exec(db).await?;
        Ok(())
    }
}

/// The SQL as PostgreSQL writes it: the two differ in placeholders and lists of keys.
fn normal(statements: &[String]) -> Vec<String> {
    let normal = |sql: &String| {
        let mut sql = sql.clone();
        while let Some(place) = sql.find('$') {
            let digits = sql[place + 1..].chars().take_while(char::is_ascii_digit).count();
            sql.replace_range(place..=place + digits, "?");
        }
        sql.replace(" IN (SELECT value FROM json_each(?))", " = ANY(?)")
    };
    statements.iter().map(normal).collect()
}

behaviour! {
    async fn each_kind_and_shape_has_its_number_of_statements(db, statements) {
        league(db).await?;
        statements.clear();
        let teams = || Team::query().order(teams::id.asc());
        macro_rules! costs {
            ($($number:literal: $operation:expr;)*) => { $(
                $operation.exec(db).await?;
                assert_eq!(statements.take(), $number, stringify!($operation));
            )* };
        }
        costs! {
            "2": teams().include(teams::players);
            "2": teams().include(teams::players.limit(1));
            "2": teams().include(teams::players.count());
            "2": teams().include(teams::players.required());
            "2": teams().include(teams::players.select(players::id));
            "2": teams().include(teams::stadium);
            "2": teams().include(teams::cups);
            "2": teams().include(teams::cups.limit(1));
            "2": teams().include(teams::cups.count());
            "2": teams().include(teams::sponsors.with_junction());
            "2": Player::query().include(players::team);
            "3": teams().include(teams::players.include(players::goals));
            "4": teams().include(teams::players.include(players::goals).include(players::team));
            "5": teams().include(teams::players.include(players::goals.include(goals::player.include(players::team))));
            "3": teams().include(teams::players.include(players::goals.count()));
            "3": teams().include(teams::players).page(1, 2);
            "1": teams().include(teams::players).count();
            "1": teams().filter(teams::players.any(players::goals.any(goals::id.gt(0))));
            "1": teams().order(teams::players.count().desc()).filter(teams::cups.count().ge(1));
            "1": Team::find(1).include(teams::stadium);
            "1": Goal::find(1).include(goals::player);
            "2": Goal::find(1).include(goals::player.include(players::team));
            "2": Team::find(1).include(teams::stadium).include(teams::players);
            "1": teams().include(teams::stadium).first();
            "1": Player::query().order(players::team.select(teams::id).desc()).include(players::team).first();
            "1": Team::query().filter(teams::id.lt(0)).include(teams::players.include(players::goals));
            "2": Team::query().filter(teams::id.eq(2)).include(teams::players.include(players::goals));
        }
        Ok(())
    }

    async fn each_included_statement_reads_by_the_keys_of_its_sources(db, statements) {
        league(db).await?;
        statements.clear();
        let good = teams::players.filter(players::rating.ge(1));
        let best = good.clone().order(players::rating.desc());
        Team::query().include(best.clone()).include(teams::cups).include(good.count()).exec(db).await?;
        let expected = [
            r#"SELECT "teams"."id" FROM "teams""#,
            r#"SELECT "players"."team_id", "players"."id", "players"."rating", "players"."team_id" FROM "players" WHERE "players"."team_id" = ANY(?) AND "players"."rating" >= ? ORDER BY "players"."rating" DESC"#,
            r#"SELECT "cups_teams"."team_id", "cups"."id" FROM "cups" INNER JOIN "cups_teams" ON "cups_teams"."cup_id" = "cups"."id" WHERE "cups_teams"."team_id" = ANY(?)"#,
            r#"SELECT "players"."team_id", count(*) FROM "players" WHERE "players"."team_id" = ANY(?) AND "players"."rating" >= ? GROUP BY "players"."team_id""#,
        ];
        assert_eq!(normal(&statements.statements()), expected);
        statements.clear();
        Team::query().filter(teams::players.any(players::rating.gt(1))).include(best.limit(2)).exec(db).await?;
        let expected = [
            r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."id" IN (SELECT "players"."team_id" FROM "players" WHERE "players"."team_id" IS NOT NULL AND "players"."rating" > ?)"#,
            r#"SELECT * FROM (SELECT "players"."team_id", "players"."id", "players"."rating", "players"."team_id", row_number() OVER (PARTITION BY "players"."team_id" ORDER BY "players"."rating" DESC, "players"."id") AS "orm:place" FROM "players" WHERE "players"."team_id" = ANY(?) AND "players"."rating" >= ?) AS "cut" WHERE "orm:place" > ? AND "orm:place" <= ? ORDER BY "orm:place""#,
        ];
        assert_eq!(normal(&statements.statements()), expected);
        statements.clear();
        Player::find(1).include(players::team).exec(db).await?;
        let expected = [
            r#"SELECT "players"."id", "players"."rating", "players"."team_id", "included_0".* FROM "players" LEFT JOIN (SELECT "teams"."id" AS "orm:key_1", "teams"."id" FROM "teams" WHERE "teams"."id" IS NOT NULL) AS "included_0" ON "included_0"."orm:key_1" = "players"."team_id" WHERE "players"."id" = ?"#,
        ];
        assert_eq!(normal(&statements.statements()), expected);
        Ok(())
    }

    async fn each_included_statement_is_prepared_once(db, statements) {
        league(db).await?;
        statements.clear();
        let mut sent = Vec::new();
        for teams in 1..=3_i32 {
            let graph = Team::query().filter(teams::id.le(teams)).include(teams::stadium).include(teams::cups.limit(2));
            let players = teams::players.filter(players::rating.gt(teams)).order(players::id.asc()).limit(teams.unsigned_abs());
            let graph = graph.include(players.include(players::goals)).include(teams::players.count());
            graph.include(teams::sponsors.with_junction()).exec(db).await?;
            Team::find(teams).include(teams::stadium).include(teams::players.count()).exec(db).await?;
            let counted = Team::query().filter(teams::cups.count().ge(i64::from(teams))).order(teams::players.count().desc());
            counted.include(teams::players.required()).page(1, 5).exec(db).await?;
            if sent.is_empty() {
                sent = statements.statements();
            }
        }
        let mut once: Vec<String> = Vec::new();
        for statement in sent {
            if !once.contains(&statement) {
                once.push(statement);
            }
        }
        assert_eq!(once.len(), 11);
        assert_eq!(statements.prepared(), once);
        Ok(())
    }

    async fn rows_that_share_a_parent_share_what_was_read_once(db) {
        db.create_tables(tables()).await?;
        let series = |last| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})");
        db.run_sql(&format!("INSERT INTO teams (id) {} SELECT i FROM n", series(100))).await?;
        let players = format!("{} SELECT i, 1, i % 100 + 1 FROM n", series(10_000));
        db.run_sql(&format!("INSERT INTO players (id, rating, team_id) {players}")).await?;
        db.run_sql("INSERT INTO cups (id) SELECT id FROM teams WHERE id <= 5").await?;
        db.run_sql("INSERT INTO cups_teams (team_id, cup_id) SELECT teams.id, cups.id FROM teams, cups").await?;
        let players = Player::query().include(players::team.include(teams::cups)).exec(db).await?;
        let teams: HashSet<*const _> = players.iter().map(|player| std::ptr::from_ref(player.team())).collect();
        let cups = players.iter().flat_map(|player| player.team().cups());
        let cups: HashSet<*const Cup> = cups.map(std::sync::Arc::as_ptr).collect();
        assert_eq!((players.len(), teams.len(), cups.len()), (10_000, 100, 5));
        assert!(players.iter().all(|player| player.team().id == player.team_id && player.team().cups().len() == 5));
        Ok(())
    }
}

/// Loads so many parents with ten children each, and says how long it took.
macro_rules! load {
    ($db:expr, $parents:expr) => {{
        let db = $db;
        let parents: usize = $parents;
        let series = |last| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})");
        let teams = format!("INSERT INTO teams (id) {} SELECT i FROM n", series(parents));
        let players = format!("{} SELECT i, i % 7, i % {parents} + 1 FROM n", series(parents * 10));
        let players = format!("INSERT INTO players (id, rating, team_id) {players}");
        db.batch_execute(&format!("DELETE FROM players; DELETE FROM teams; {teams}; {players}")).expect("rows");
        let began = Instant::now();
        let teams = Team::query().include(teams::players).exec(db).expect("teams");
        let took = began.elapsed();
        assert_eq!(teams.len(), parents);
        assert!(teams.iter().all(|team| team.players().len() == 10));
        assert!(teams.iter().all(|team| team.players().iter().all(|player| player.team_id == team.id)));
        took
    }};
}

/// Ten times the rows may take ten times as long, and some more on a machine with other work; if time grew with the
/// square of the rows, it would be a hundred times.
fn grows_with_the_rows(few: Duration, many: Duration) {
    assert!(many < few * 40, "{few:?} for a tenth of the rows, {many:?} for all");
}

const PARENTS: usize = 100_000;

#[test]
fn a_hundred_thousand_parents_come_with_a_million_children_on_sqlite() {
    let mut db = orm_sqlite::connect(IN_MEMORY).expect("a database in memory");
    orm_sqlite::create_tables(&mut db, tables()).expect("tables");
    grows_with_the_rows(load!(&mut db, PARENTS / 10), load!(&mut db, PARENTS));
}

#[test]
fn a_hundred_thousand_parents_come_with_a_million_children_on_postgres() {
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    orm_postgres::create_tables(&mut db, tables()).expect("tables");
    grows_with_the_rows(load!(&mut db, PARENTS / 10), load!(&mut db, PARENTS));
}

behaviour! {
    async fn keys_of_several_columns_meet_no_limit_either(db, statements) {
        db.create_tables(schema![Hall, Locker]).await?;
        let series = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)";
        db.run_sql(&format!("INSERT INTO halls (wing, floor) {series} SELECT i / 10, i % 10 FROM n")).await?;
        db.run_sql("INSERT INTO lockers (id, wing, floor) SELECT wing * 10 + floor, wing, floor FROM halls").await?;
        statements.clear();
        let halls = Hall::query().include(halls::lockers).include(halls::lockers.count()).exec(db).await?;
        // Each value of such a key is bound: on SQLite half of 32,766 in a statement, on PostgreSQL half of 65,535.
        let most = if db.is_postgres() { 16_383 } else { 8_191 };
        let expected = 1 + 2 * 40_000_usize.div_ceil(most);
        assert_eq!((halls.len(), statements.take()), (40_000, expected.to_string()));
        assert!(halls.iter().all(|hall| hall.lockers().len() == 1 && hall.lockers_count() == 1));
        assert!(halls.iter().all(|hall| hall.lockers()[0].id == hall.wing * 10 + hall.floor));
        let few = Hall::query().limit(3).include(halls::lockers.limit(1)).include(halls::lockers.count()).exec(db).await?;
        assert_eq!((few.len(), statements.take()), (3, "3".to_owned()));
        let lockers = Locker::query().include(lockers::hall).exec(db).await?;
        assert!(lockers.iter().all(|locker| (locker.hall().wing, locker.hall().floor) == (locker.wing, locker.floor)));
        Ok(())
    }
}
