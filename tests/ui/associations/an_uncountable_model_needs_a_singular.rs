use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Equipment, foreign_key = "team_id")]
struct Team {
    id: i32,
}

#[derive(Model)]
struct Equipment {
    id: i32,
    team_id: i32,
}

fn main() {}
