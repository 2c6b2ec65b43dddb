// errors: 2
use orm_core::diesel::SqliteConnection;
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

fn cast(movie: &Movie, connection: &mut SqliteConnection) {
    let _actors = movie.get_actors().with_junction().exec(connection);
}

fn main() {}
