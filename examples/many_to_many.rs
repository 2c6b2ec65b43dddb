//! Movies and actors, many-to-many. The junction, a casting, has a column of its own (the role), so it is a model.
//!
//! ```text
//! cargo run --example many_to_many
//! cargo run --example many_to_many --features postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use std::error::Error;

use orm_core::prelude::*;

#[derive(Model, Debug)]
#[belongs_to_many(Actor, through = Casting)]
struct Movie {
    id: i32,
    title: String,
}

#[derive(Model, Debug)]
#[belongs_to_many(Movie, through = Casting)]
struct Actor {
    id: i32,
    name: String,
}

/// Links a movie and an actor. The pair of keys is the primary key: an actor has one role in a movie.
#[derive(Model, Debug)]
struct Casting {
    #[column(primary_key)]
    movie_id: i32,
    #[column(primary_key)]
    actor_id: i32,
    role: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut db = orm_examples::connect()?;
    orm_examples::create_tables(&mut db, schema![Movie, Actor, Casting])?;

    println!("# A movie with two actors: the movie, the actors and the castings are created in one transaction");
    let matrix = Movie::create()
        .title("The Matrix")
        .actors([
            (Casting::create().role("Neo"), Actor::create().name("Keanu")),
            (Casting::create().role("Trinity"), Actor::create().name("Carrie-Anne")),
        ])
        .exec(&mut db)?;
    for (actor, casting) in matrix.get_actors().with_junction().order(actors::name.asc()).exec(&mut db)? {
        println!("=> {} plays {}", actor.name, casting.role);
    }

    println!("\n# Links an actor who exists already. Without `role` this does not compile");
    let keanu = Actor::query().filter(actors::name.eq("Keanu")).first().exec(&mut db)?.ok_or("no Keanu")?;
    let john_wick = Movie::create().title("John Wick").exec(&mut db)?;
    let casting = john_wick.add_actor(&keanu).role("the dog's owner").exec(&mut db)?;
    println!("=> {casting:?}");

    println!("\n# The pair is linked already, so its role changes");
    let casting = john_wick.add_actor(&keanu).role("John Wick").exec(&mut db)?;
    println!("=> {casting:?}");

    println!("\n# From the actor's side: all actors, each with the movies and the role in each, in two statements");
    let roles = actors::movies.order(movies::title.asc()).with_junction();
    for actor in Actor::query().order(actors::name.asc()).include(roles).exec(&mut db)? {
        for movie in actor.movies() {
            println!("=> {} in {}: {}", actor.name, movie.title, movie.link.role);
        }
    }

    println!("\n# The movies in which an actor plays whose name begins with C");
    let movies = Movie::query().filter(movies::actors.any(actors::name.like("C%")));
    for movie in movies.exec(&mut db)? {
        println!("=> {}", movie.title);
    }

    println!("\n# The Matrix keeps Keanu alone: one link is deleted, the actor stays");
    let changed = matrix.set_actors([&keanu]).role("Neo").exec(&mut db)?;
    println!("=> {changed:?}, {} actors in all", Actor::query().count().exec(&mut db)?);
    Ok(())
}
