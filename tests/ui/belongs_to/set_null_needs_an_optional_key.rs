use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team, on_delete = "set null")]
struct Player {
    id: i32,
    team_id: i32,
}

fn main() {}
