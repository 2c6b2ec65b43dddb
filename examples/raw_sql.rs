//! Raw SQL where a query is more than the ORM says: the names come from the models, so a renamed field breaks the build
//! and not the query.
//!
//! ```text
//! cargo run --example raw_sql
//! cargo run --example raw_sql --features postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use std::error::Error;

use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use orm_core::prelude::*;
use orm_core::{Association, HasColumn};

/// A team has many players.
#[derive(Model, Debug, Clone)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

/// A player, whose columns have other names in the database than in Rust.
#[derive(Model, Debug, Clone)]
#[model(table = "squad", rename_all = "camelCase")]
#[belongs_to(Team, foreign_key = "clubId")]
struct Player {
    id: i32,
    full_name: String,
    rating: i32,
    club_id: Option<i32>,
}

/// A row of the query below: what no model stands for.
#[derive(QueryableByName, Debug)]
struct Ranked {
    #[diesel(sql_type = Text)]
    team: String,
    #[diesel(sql_type = Text)]
    player: String,
    #[diesel(sql_type = BigInt)]
    place: i64,
}

/// The best players of each team, by a window function. Every name in it is a constant of a model or an association.
/// SQLite takes PostgreSQL's `$1` too.
fn ranking() -> String {
    format!(
        "SELECT * FROM (SELECT {team} AS team, {player} AS player, \
         rank() OVER (PARTITION BY {team_id} ORDER BY {rating} DESC) AS place \
         FROM {teams} JOIN {squad} ON {join}) AS ranked WHERE place <= $1 ORDER BY team, place",
        team = <Team as HasColumn<teams::name>>::SQL,
        team_id = <Team as HasColumn<teams::id>>::SQL,
        player = <Player as HasColumn<players::full_name>>::SQL,
        rating = <Player as HasColumn<players::rating>>::SQL,
        teams = Team::TABLE,
        squad = Player::TABLE,
        join = <teams::players as Association>::JOIN,
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut db = orm_examples::connect()?;
    orm_examples::create_tables(&mut db, schema![Team, Player])?;
    for (name, players) in
        [("Jazz", [("Karl", 9), ("John", 8), ("Greg", 5)]), ("Bulls", [("Michael", 10), ("Scottie", 9), ("Luc", 6)])]
    {
        let team = Team::create().name(name).exec(&mut db)?;
        for (name, rating) in players {
            team.create_player().full_name(name).rating(rating).exec(&mut db)?;
        }
    }
    orm_examples::print_statements(&mut db);

    println!("# The two best players of each team: raw SQL, its value bound");
    let query = sql_query(ranking()).bind::<Integer, _>(2);
    for Ranked { team, player, place } in RunQueryDsl::load(query, &mut db)? {
        println!("=> {team}: {place}. {player}");
    }

    println!("\n# A raw condition inside a query of the ORM stays inside its parentheses");
    let name = <Player as HasColumn<players::full_name>>::SQL;
    let short = diesel::dsl::sql::<diesel::sql_types::Bool>(&format!("length({name}) = 3 OR length({name}) > 6"));
    let good = Player::query().filter(short).filter(players::rating.ge(6)).order(players::id.asc()).exec(&mut db)?;
    for player in good {
        println!("=> {}", player.full_name);
    }
    Ok(())
}
