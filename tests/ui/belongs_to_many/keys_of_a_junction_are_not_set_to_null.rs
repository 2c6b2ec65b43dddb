use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = "castings", on_delete = "set null")]
struct Movie {
    id: i32,
}

#[derive(Model)]
struct Actor {
    id: i32,
}

fn main() {}
