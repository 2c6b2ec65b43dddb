use orm_core::diesel::SqliteConnection;
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

fn set(movie: &Movie, actors: &[Actor], connection: &mut SqliteConnection) {
    let _changed = movie.set_actors(actors).exec(connection);
}

fn main() {}
