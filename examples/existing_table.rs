//! Tables that exist already: Diesel's migrations create them, Diesel's `table!` declares them, and models use them.
//!
//! ```text
//! cargo run --example existing_table
//! cargo run --example existing_table --features postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use std::error::Error;

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use orm_core::prelude::*;

/// The files `up.sql` of the folder, compiled into the program.
#[cfg(not(feature = "postgres"))]
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("existing_table/sqlite");
#[cfg(feature = "postgres")]
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("existing_table/postgres");

/// The file `schema.rs` of a Diesel project, which `diesel print-schema` writes.
mod schema {
    diesel::table! {
        teams (id) {
            id -> Integer,
            name -> Text,
        }
    }

    diesel::table! {
        players (id) {
            id -> Integer,
            full_name -> Text,
            rating -> Nullable<Integer>,
            team_id -> Nullable<Integer>,
        }
    }

    diesel::allow_tables_to_appear_in_same_query!(teams, players);
}

#[derive(Model, Debug)]
#[model(table = crate::schema::teams)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug)]
#[model(table = crate::schema::players)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    full_name: String,
    rating: Option<i32>,
    team_id: Option<i32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut db = orm_examples::connect()?;
    println!("# Diesel runs the migrations that the database does not have yet");
    for version in db.run_pending_migrations(MIGRATIONS).map_err(|error| error.to_string())? {
        println!("=> {version}");
    }

    println!("\n# The models do the rest");
    let players = [("Karl", 9), ("John", 8)].map(|(name, rating)| Player::create().full_name(name).rating(rating));
    Team::create().name("Jazz").players(players).exec(&mut db)?;
    for team in Team::query().include(teams::players.order(players::full_name.asc())).exec(&mut db)? {
        for player in team.players() {
            println!("=> {}: {} ({:?})", team.name, player.full_name, player.rating);
        }
    }

    println!("\n# `schema::players` is the table of the model too, so queries of Diesel's go on as they are");
    let best: Vec<String> = {
        use diesel::{QueryDsl, RunQueryDsl};
        use schema::players::dsl::{full_name, players, rating};
        players.filter(rating.ge(9)).select(full_name).load(&mut db)?
    };
    println!("=> {}", best.join(", "));
    Ok(())
}
