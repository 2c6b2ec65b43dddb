use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = Casting, on_delete = "set null")]
struct Movie {
    id: i32,
}

#[derive(Model)]
struct Actor {
    id: i32,
}

#[derive(Model)]
struct Casting {
    id: i32,
    movie_id: Option<i32>,
    #[column(default = 1)]
    actor_id: i32,
}

fn main() {}
