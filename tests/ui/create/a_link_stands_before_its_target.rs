// errors: 2
use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = Casting)]
struct Movie {
    id: i32,
}

#[derive(Model)]
struct Actor {
    id: i32,
    name: String,
}

#[derive(Model)]
struct Casting {
    id: i32,
    movie_id: i32,
    actor_id: i32,
    role: String,
}

fn create() {
    let _movie = Movie::create().actors([(Actor::create().name("Keanu Reeves"), Casting::create().role("Neo"))]);
}

fn main() {}
