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

fn actors(movie: &Movie, actor: &Actor) {
    let _actors = movie.get_actors();
    let _added = movie.add_actor(actor);
}

fn main() {}
