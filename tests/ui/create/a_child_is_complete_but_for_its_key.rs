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

fn create() {
    let _complete = Team::create().name("Jazz").players([Player::create().name("Karl")]);
    let _incomplete = Team::create().name("Jazz").players([Player::create()]);
}

fn main() {}
