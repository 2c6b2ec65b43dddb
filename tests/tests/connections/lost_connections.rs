//! The connection is lost at each statement of each operation in turn: the tables are unchanged, and the error is
//! `Error::Connection`. (`atomicity` has the statements that the database refuses.)

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::Postgres;
use orm_tests::postgres::FreshSchema;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Coach)]
#[belongs_to_many(Sponsor, through = "sponsorships")]
#[belongs_to_many(Sponsor, as = "donors", through = Donation)]
struct Team {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Coach {
    id: i32,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Sponsor {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Donation {
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    sponsor_id: i32,
    amount: i32,
}

/// A team with one player, one coach, one sponsor and one donor; the second ones of each have none.
fn league(db: &mut Postgres) -> Result<(Team, Player), Error> {
    orm_postgres::create_tables(db, schema![Team, Player, Coach, Sponsor, Donation])?;
    let row = || (Donation::create().amount(5), Sponsor::create());
    let team = Team::create().players([Player::create()]).coach(Coach::create()).sponsors([Sponsor::create()]);
    let team = team.donors([row()]).exec(db)?;
    let player = Player::create().exec(db)?;
    Coach::create().exec(db)?;
    db.batch_execute(
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'",
    )?;
    Ok((team, player))
}

/// All rows, read without the library.
fn tables(db: &mut Postgres) -> String {
    let rows = ["teams", "players", "coaches", "sponsors", "sponsorships", "donations"]
        .map(|table| format!("(SELECT string_agg(r::text, ' ' ORDER BY r::text) FROM {table} r)"));
    let rows = sql::<Text>(&format!("concat_ws(' | ', {})", rows.join(", ")));
    diesel::select(rows).get_result(db).expect("rows")
}

/// Lets an operation lose its connection at each of its statements, each an event with the rows that it is about, and
/// then succeed.
fn lose(statements: &[&str], run: impl Fn(&mut Postgres, &Team, Player) -> Result<(), Error>) {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("a connection");
    let mut other = connect();
    let (team, player) = league(&mut other).expect("rows");
    let before = tables(&mut other);
    for statement in statements {
        let (event, rows) = statement.split_once(" WHEN ").unwrap_or((statement, "TRUE"));
        let table = event.rsplit(' ').next().unwrap_or_default();
        let trigger = format!("CREATE TRIGGER loss AFTER {event} FOR EACH ROW WHEN ({rows}) EXECUTE FUNCTION lose()");
        other.batch_execute(&trigger).expect("a trigger");
        let failure = run(&mut connect(), &team, player.clone()).expect_err(statement);
        assert!(matches!(failure, Error::Connection(_)), "{statement}: {failure:?}");
        other.batch_execute(&format!("DROP TRIGGER loss ON {table}")).expect("no trigger");
        assert_eq!(tables(&mut other), before, "{statement}");
    }
    run(&mut connect(), &team, player).expect("nothing is in the way");
    assert_ne!(tables(&mut other), before);
}

const DETACH: [&str; 2] = ["UPDATE ON players WHEN NEW.team_id IS NULL", "UPDATE ON coaches WHEN NEW.team_id IS NULL"];
const ATTACH: [&str; 2] =
    ["UPDATE ON players WHEN NEW.team_id IS NOT NULL", "UPDATE ON coaches WHEN NEW.team_id IS NOT NULL"];

#[test]
fn set_of_has_many() {
    lose(&[DETACH[0], ATTACH[0]], |db, team, player| team.set_players([&player]).exec(db).map(drop));
}

#[test]
fn set_of_has_one() {
    lose(&[DETACH[1], ATTACH[1]], |db, team, _| team.set_coach(2).exec(db).map(drop));
}

#[test]
fn create_of_has_one() {
    lose(&[DETACH[1], "INSERT ON coaches"], |db, team, _| team.create_coach().exec(db).map(drop));
}

#[test]
fn create_of_belongs_to() {
    lose(&["INSERT ON teams", ATTACH[0]], |db, _, mut player| player.create_team().exec(db).map(drop));
}

#[test]
fn set_and_create_of_links() {
    let links = ["DELETE ON sponsorships", "INSERT ON sponsorships"];
    lose(&links, |db, team, _| team.set_sponsors([2]).exec(db).map(drop));
    lose(&["INSERT ON sponsors", links[1]], |db, team, _| team.create_sponsor().exec(db).map(drop));
}

#[test]
fn set_and_create_of_links_by_a_model() {
    let links = ["DELETE ON donations", "INSERT ON donations"];
    lose(&links, |db, team, _| team.set_donors([1]).amount(3).exec(db).map(drop));
    let link = || Donation::create().amount(3);
    lose(&["INSERT ON sponsors", links[1]], |db, team, _| team.create_donor(link()).exec(db).map(drop));
}

#[test]
fn nested_creates() {
    let team = || {
        let donor = (Donation::create().amount(1), Sponsor::create());
        Team::create().players([Player::create()]).coach(Coach::create()).sponsors([Sponsor::create()]).donors([donor])
    };
    let tables = ["teams", "players", "coaches", "sponsors", "sponsorships", "donations"];
    let inserts = tables.map(|table| format!("INSERT ON {table}"));
    let inserts: Vec<&str> = inserts.iter().map(|insert| &**insert).collect();
    lose(&inserts, |db, _, _| team().exec(db).map(drop));
    lose(&inserts, |db, _, _| Team::create_many([team(), team()]).exec(db).map(drop));
}
