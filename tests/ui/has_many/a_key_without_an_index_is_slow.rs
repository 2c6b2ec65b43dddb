#![deny(deprecated)]

use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team, index = false)]
#[belongs_to(Coach)]
struct Player {
    id: i32,
    team_id: i32,
    coach_id: i32,
}

#[derive(Model)]
#[has_many(Player)]
struct Coach {
    id: i32,
}

fn main() {
    let _ = (Team { id: 1 }.id, Coach { id: 1 }.id, Player::query());
}
