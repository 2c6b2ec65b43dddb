use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = "")]
struct Movie {
    id: i32,
}

#[derive(Model)]
struct Actor {
    id: i32,
    name: String,
}

fn main() {}
