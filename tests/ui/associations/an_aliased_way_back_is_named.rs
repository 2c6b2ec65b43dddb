use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team, as = "club")]
struct Player {
    id: i32,
    club_id: i32,
}

fn main() {}
