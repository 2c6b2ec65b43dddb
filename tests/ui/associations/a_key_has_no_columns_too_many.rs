use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, foreign_key = ["team_id", "league_id"])]
struct Team {
    id: i32,
}

#[derive(Model)]
struct Player {
    id: i32,
    team_id: i32,
    league_id: i32,
}

fn main() {}
