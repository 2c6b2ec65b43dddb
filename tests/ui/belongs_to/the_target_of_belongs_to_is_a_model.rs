use orm_core::prelude::*;

struct Team;

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: Option<i32>,
}

fn main() {}
