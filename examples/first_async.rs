//! A first async program: the models are the same, the prelude is another one, and `exec` is awaited.
//!
//! ```text
//! cargo run --example first_async --features async
//! cargo run --example first_async --features async,postgres -- postgres://user:password@localhost/database
//! ```
//! The first runs on SQLite in memory, the second in a transaction of your database that is rolled back at the end.

use std::error::Error;

use orm_core::Transaction;
use orm_core::nonblocking::prelude::*;
use orm_examples::nonblocking::Database;

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
    team_id: Option<i32>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Does `orm_sqlite::nonblocking::connect(":memory:").await?`, or the same of `orm_postgres` with a URL.
    let mut db = orm_examples::nonblocking::connect().await?;
    orm_examples::nonblocking::create_tables(&mut db, schema![Team, Player]).await?;

    let jazz = Team::create().name("Jazz").exec(&mut db).await?;
    let bulls = Team::create().name("Bulls").exec(&mut db).await?;
    for name in ["Karl", "John"] {
        jazz.create_player().name(name).exec(&mut db).await?;
    }
    print_teams(&mut db).await?;

    let karl = Player::query().filter(players::name.eq("Karl")).first().exec(&mut db).await?.ok_or("no Karl")?;
    bulls.add_player(&karl).exec(&mut db).await?;
    println!("Karl moves to the Bulls");
    print_teams(&mut db).await?;

    // A transaction runs an async closure. When it returns an error, the database is as it was before.
    let merger = Transaction::new().run_async(&mut db, async |db| {
        let players = jazz.get_players().exec(db).await?;
        bulls.add_players(&players).exec(db).await?;
        Team::find(99).delete().exec(db).await // there is no such team
    });
    if let Err(error) = merger.await {
        println!("The Bulls do not take all players: {error}");
    }
    print_teams(&mut db).await
}

/// Two statements: one for the teams, one for the players of all of them.
async fn print_teams(db: &mut Database) -> Result<(), Box<dyn Error>> {
    for team in Team::query().order(teams::name.asc()).include(teams::players).exec(db).await? {
        let players: Vec<_> = team.players().iter().map(|player| player.name.as_str()).collect();
        println!("=> {}: {}", team.name, players.join(", "));
    }
    Ok(())
}
