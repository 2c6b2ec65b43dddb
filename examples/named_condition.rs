//! A condition with a name: a function returns it, and several queries use it.
//!
//! ```text
//! cargo run --example named_condition
//! cargo run --example named_condition --features postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use std::error::Error;

use diesel::dsl::{GtEq, Like, auto_type};
use orm_core::prelude::*;

#[derive(Model, Debug)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    team_id: Option<i32>,
}

/// Players with at least this rating. The type is Diesel's name for what `ge` returns.
fn rated(rating: i32) -> GtEq<players::rating, i32> {
    players::rating.ge(rating)
}

/// Good players without a team. Diesel's macro writes the type, from calls of Diesel's methods.
#[auto_type(no_type_alias)]
fn free_agents() -> _ {
    let good = players::rating.ge(7_i32);
    players::team_id.is_null().and(good)
}

/// Teams that begin with a letter, for the queries of another model.
fn begins_with(letter: char) -> Like<teams::name, String> {
    teams::name.like(format!("{letter}%"))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut db = orm_examples::connect()?;
    orm_examples::create_tables(&mut db, schema![Team, Player])?;
    let player = |(name, rating)| Player::create().name(name).rating(rating);
    Team::create().name("Jazz").players([("Karl", 9), ("John", 8), ("Greg", 5)].map(player)).exec(&mut db)?;
    Team::create().name("Bulls").players([("Luc", 6), ("Jud", 4)].map(player)).exec(&mut db)?;
    Player::create_many([("Michael", 10), ("Bill", 3)].map(player)).exec(&mut db)?;
    orm_examples::print_statements(&mut db);

    println!("# A condition of a query, with an order and a limit");
    let best = Player::query().filter(rated(8)).order(players::rating.desc()).limit(2).exec(&mut db)?;
    println!("=> {}", names(&best));

    println!("\n# The same condition in a getter, together with another one");
    let jazz = Team::query().filter(begins_with('J')).first().exec(&mut db)?.ok_or("no team")?;
    let good = jazz.get_players().filter(rated(8)).filter(players::name.ne("John")).exec(&mut db)?;
    println!("=> {}", names(&good));

    println!("\n# And in an include, and as a condition on the teams that have such players");
    let with_stars = Team::query().filter(teams::players.any(rated(8))).include(teams::players.filter(rated(9)));
    for team in with_stars.exec(&mut db)? {
        println!("=> {}: {}", team.name, names(team.players()));
    }

    println!("\n# Counts, updates and deletes take it as well");
    println!("=> free agents: {}", Player::query().filter(free_agents()).count().exec(&mut db)?);
    println!("=> updated: {}", Player::query().filter(free_agents()).update().rating(7).exec(&mut db)?);
    Ok(())
}

fn names(players: &[Player]) -> String {
    players.iter().map(|player| player.name.as_str()).collect::<Vec<_>>().join(", ")
}
