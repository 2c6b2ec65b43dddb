use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Award)]
#[belongs_to_many(Actor, through = Casting)]
#[belongs_to_many(Genre, through = "genres_movies")]
struct Movie {
    id: i32,
    title: String,
}

#[derive(Model)]
struct Actor {
    id: i32,
    name: String,
}

#[derive(Model)]
struct Genre {
    id: i32,
    name: String,
}

#[derive(Model)]
struct Casting {
    #[column(primary_key)]
    movie_id: i32,
    #[column(primary_key)]
    actor_id: i32,
    role: String,
}

#[derive(Model)]
#[belongs_to(Movie)]
struct Award {
    id: i32,
    movie_id: i32,
}

fn read() {
    let _movies = Movie::query().include(movies::genres.limit(3).with_junction());
}

fn main() {}
