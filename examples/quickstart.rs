//! Teams and their players: tables, rows, and the accessors of an association, with the SQL that each step runs.
//!
//! ```text
//! cargo run --example quickstart
//! cargo run --example quickstart --features postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use std::error::Error;

use orm_core::prelude::*;
use orm_examples::Backend;

/// A team has many players.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

/// A player belongs to a team, or to none: the key is an `Option`.
#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, foreign_key = "club_id")]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    club_id: Option<i32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    // Does `orm_sqlite::connect(":memory:")?` or `orm_postgres::connect(url)?`: a Diesel connection like any other.
    let mut db = orm_examples::connect()?;
    orm_examples::print_statements(&mut db);

    println!("# The tables of the models");
    orm_examples::create_tables(&mut db, schema![Team, Player])?;

    println!("\n# Two teams");
    let jazz = Team::create().name("Jazz").exec(&mut db)?;
    let bulls = Team::create().name("Bulls").exec(&mut db)?;
    println!("=> {jazz:?}\n=> {bulls:?}");

    println!("\n# Players of the Jazz: the association gives them their `club_id`");
    let karl = jazz.create_player().name("Karl").rating(9).exec(&mut db)?;
    let john = jazz.create_player().name("John").rating(8).exec(&mut db)?;
    let greg = jazz.create_player().name("Greg").rating(5).exec(&mut db)?;
    println!("=> {karl:?}\n=> {john:?}\n=> {greg:?}");

    println!("\n# A player without a team, who then joins the Bulls");
    let michael = Player::create().name("Michael").rating(10).exec(&mut db)?;
    println!("=> {michael:?}");
    let michael = bulls.add_player(&michael).exec(&mut db)?;
    println!("=> {michael:?}");

    println!("\n# The good players of the Jazz, by name");
    let good = jazz.get_players().filter(players::rating.ge(8)).order(players::name.asc()).exec(&mut db)?;
    println!("=> {}", names(&good));

    println!("\n# How many players do the Jazz have? Is Karl one of them? Are Karl and Michael?");
    println!("=> {}", jazz.count_players().exec(&mut db)?);
    println!("=> {}", jazz.has_player(&karl).exec(&mut db)?);
    println!("=> {}", jazz.has_players([&karl, &michael]).exec(&mut db)?);

    println!("\n# Karl moves to the Bulls: he can have one team only, so adding him there is all");
    bulls.add_player(&karl).exec(&mut db)?;
    println!("=> Bulls: {}", names(&bulls.get_players().order(players::name.asc()).exec(&mut db)?));

    println!("\n# Greg leaves the Jazz");
    jazz.remove_player(&greg).exec(&mut db)?;
    println!("=> Jazz: {}", names(&jazz.get_players().exec(&mut db)?));

    println!("\n# From now on the Jazz are Michael and Greg, and nobody else: two statements in one transaction");
    let team = jazz.set_players([&michael, &greg]).exec(&mut db)?;
    println!("=> Jazz: {}", names(&team));

    println!("\n# The same association from the player's side: a team, or none");
    let mut john = john.reload().exec(&mut db)?;
    println!("=> {:?}", john.get_team().exec(&mut db)?);
    john.set_team(&bulls).exec(&mut db)?;
    println!("=> {:?}", john.get_team().exec(&mut db)?);

    println!("\n# An operation is a value: its SQL can be read without running it");
    let free_agents = Player::query().filter(players::club_id.is_null()).count();
    println!("=> {}", free_agents.sql::<Backend>());
    Ok(())
}

fn names(players: &[Player]) -> String {
    players.iter().map(|player| player.name.as_str()).collect::<Vec<_>>().join(", ")
}
