use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = Casting, other_key = "player_id")]
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

fn actors(movie: &Movie, actor: &Actor) {
    let _actors = movie.get_actors();
    let _added = movie.add_actor(actor);
}

fn main() {}
