//! A test forbids reading an association row by row ("N+1 queries"): the getter in the loop is an error that names the
//! include to add. The watch over getters is part of the feature `tracing` of `orm-core`.
//!
//! ```text
//! cargo run --example row_by_row
//! cargo run --example row_by_row --features postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use orm_core::Error;
use orm_core::prelude::*;
use orm_core::trace::watch::{self, Watch};
use orm_examples::Database;

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
    rating: i32,
    team_id: i32,
}

/// The best rating of each team: a statement for the teams, and one for each team.
fn best_ratings_slowly(db: &mut Database) -> Result<Vec<(String, Option<i32>)>, Error> {
    let mut best = Vec::new();
    for team in Team::query().order(teams::id.asc()).exec(db)? {
        let players = team.get_players().exec(db)?;
        best.push((team.name, players.iter().map(|player| player.rating).max()));
    }
    Ok(best)
}

/// The same in two statements, for any number of teams.
fn best_ratings(db: &mut Database) -> Result<Vec<(String, Option<i32>)>, Error> {
    let mut best = Vec::new();
    for team in Team::query().order(teams::id.asc()).include(teams::players).exec(db)? {
        best.push((team.name.clone(), team.players().iter().map(|player| player.rating).max()));
    }
    Ok(best)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The first line of a test. A getter may run for two rows of a query; for the third one it is an error.
    watch::set(Watch::Fail { rows: 2 });

    let mut db = orm_examples::connect()?;
    orm_examples::create_tables(&mut db, schema![Team, Player])?;
    let team = |(name, rating)| Team::create().name(name).players([Player::create().rating(rating)]);
    Team::create_many([("Jazz", 9), ("Bulls", 10), ("Suns", 8)].map(team)).exec(&mut db)?;

    println!("# A getter in a loop");
    match best_ratings_slowly(&mut db) {
        Err(Error::RowByRow(report)) => {
            println!("=> {report}");
            assert_eq!((report.model, report.association, report.include), ("Team", "players", "teams::players"));
        }
        other => panic!("the getter ran for the third team: {other:?}"),
    }

    println!("\n# An include instead");
    let best = best_ratings(&mut db)?;
    println!("=> {best:?}");
    assert_eq!(best.len(), 3);
    Ok(())
}
