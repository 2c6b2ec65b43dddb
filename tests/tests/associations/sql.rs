//! The SQL of every accessor on both databases, printed without a connection.

use orm_core::prelude::*;
use orm_tests::sql_of;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[has_one(Coach)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, foreign_key = "club_id")]
struct Player {
    id: i32,
    name: String,
    club_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[has_many(Drill)]
#[has_one(Whistle)]
struct Coach {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Coach)]
struct Drill {
    id: i32,
    coach_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Coach)]
struct Whistle {
    id: i32,
    coach_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Seat, foreign_key = "owner_id")]
struct Owner {
    id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    row: i32,
    #[column(primary_key)]
    number: i32,
    owner_id: Option<i64>,
}

fn team() -> Team {
    Team { id: 1, name: "Jazz".to_owned() }
}

#[test]
fn has_many() {
    let (team, karl) = (team(), Player { id: 7, name: "Karl".to_owned(), club_id: None });
    let listing = sql_of! {
        team.get_players();
        team.get_players().filter(players::name.eq("a").or(players::name.eq("b"))).order(players::id.asc()).limit(2).offset(1);
        team.get_players().offset(1).select(players::name);
        team.get_players().first();
        team.get_players().exists();
        team.get_players().limit(3).count();
        team.get_players().order(players::id.asc()).page(3, 10);
        team.get_players().update().name("x");
        team.get_players().filter(players::name.eq("a")).delete();
        team.count_players();
        team.has_player(&karl);
        team.has_players([&karl, &karl]);
        team.has_players([]);
        team.add_player(&karl);
        team.add_players([7, 8, 7]);
        team.remove_player(&karl);
        team.remove_players([7, 8]);
        team.remove_players([]);
        team.set_players([7, 8]);
        team.set_players([]);
        team.create_player().name("Fay");
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn has_one() {
    let (team, coach) = (team(), Coach { id: 3, name: "Sloan".to_owned(), team_id: None });
    let listing = sql_of! {
        team.get_coach();
        team.get_coach().filter(coaches::id.gt(1)).select(coaches::name);
        team.set_coach(&coach);
        team.set_coach(None);
        team.create_coach().name("Quin");
        coach.get_whistle();
        coach.create_whistle();
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn belongs_to() {
    let mut karl = Player { id: 7, name: "Karl".to_owned(), club_id: Some(1) };
    let mut drill = Drill { id: 5, coach_id: 3 };
    let team = team();
    let listing = sql_of! {
        karl.get_team();
        karl.get_team().filter(teams::id.gt(1)).select(teams::name);
        Player { club_id: None, ..karl.clone() }.get_team();
        karl.set_team(&team);
        karl.set_team(2);
        karl.set_team(None);
        karl.create_team().name("New");
        drill.get_coach();
        drill.set_coach(4);
    };
    insta::assert_snapshot!(listing);
}

#[test]
fn composite_keys_of_targets() {
    let owner = Owner { id: 9 };
    let listing = sql_of! {
        owner.get_seats();
        owner.has_seat((1, 2));
        owner.add_seat((1, 2));
        owner.add_seats([(1, 2), (1, 3)]);
        owner.remove_seats([(1, 2), (1, 3)]);
        owner.set_seats([(1, 2), (1, 3)]);
        owner.create_seat().row(1).number(2);
    };
    insta::assert_snapshot!(listing);
}
