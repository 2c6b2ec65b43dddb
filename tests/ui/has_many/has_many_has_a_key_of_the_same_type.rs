use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, foreign_key = "club_id")]
struct Team {
    id: i64,
}

#[derive(Model)]
struct Player {
    id: i32,
    club_id: Option<i32>,
}

fn main() {}
