use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
}

fn add(team: &Team, others: &[Team]) {
    let _added = team.add_players(others);
}

fn main() {}
