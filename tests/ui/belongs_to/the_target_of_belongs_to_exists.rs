use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: Option<i32>,
}

fn main() {}
