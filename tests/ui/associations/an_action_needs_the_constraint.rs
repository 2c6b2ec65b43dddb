use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Team, constraints = false, on_delete = "cascade")]
struct Player {
    id: i32,
    team_id: i32,
}

#[derive(Model)]
struct Team {
    id: i32,
}

fn main() {}
