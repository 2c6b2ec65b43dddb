use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, on_delete = "set default")]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: i32,
}

fn main() {}
