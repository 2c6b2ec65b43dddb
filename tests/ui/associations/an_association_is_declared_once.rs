use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: i32,
}

fn players(team: &Team) {
    let _players = team.get_players();
}

fn main() {}
