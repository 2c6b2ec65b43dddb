use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, through = "memberships")]
struct Team {
    id: i32,
}

#[derive(Model)]
struct Player {
    id: i32,
}

fn main() {}
