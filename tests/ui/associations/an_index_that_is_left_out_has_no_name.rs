use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team, index = false, index_name = "player_by_team")]
struct Player {
    id: i32,
    team_id: i32,
}

fn main() {}
