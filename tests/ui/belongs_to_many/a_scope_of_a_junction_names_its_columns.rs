use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Actor, as = "leads", through = Casting, scope(part = "lead"))]
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

fn leads(movie: &Movie, actor: &Actor) {
    let _leads = movie.get_leads();
    let _added = movie.add_lead(actor);
}

fn main() {}
