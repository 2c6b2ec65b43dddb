use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = "films.public.castings", timestamps)]
struct Movie {
    id: i32,
}

#[derive(Model)]
struct Actor {
    id: i32,
}

fn main() {}
