use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, through = "castings")]
struct Movie {
    id: i32,
}

struct Actor;

fn actors(movie: &Movie, actor: &Actor) {
    let _actors = movie.get_actors();
    let _added = movie.add_actor(actor);
}

fn main() {}
