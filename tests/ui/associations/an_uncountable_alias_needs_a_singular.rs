use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Item, as = "equipment", foreign_key = "team_id")]
struct Team {
    id: i32,
}

#[derive(Model)]
struct Item {
    id: i32,
    team_id: i32,
}

fn main() {}
