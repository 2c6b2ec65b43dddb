use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = "castings")]
struct Movie {
    id: i32,
}

#[derive(Model)]
struct Actor {
    id: i32,
    name: String,
}

fn has(movie: &Movie, others: &[Movie]) {
    let _has = movie.has_actors(others);
}

fn main() {}
