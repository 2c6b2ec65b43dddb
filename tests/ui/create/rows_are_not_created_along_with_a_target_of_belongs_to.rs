use orm_core::diesel::SqliteConnection;
use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: Option<i32>,
}

fn make(mut player: Player, db: &mut SqliteConnection) {
    let _ = player.create_team().players([Player::create()]).exec(db);
}

fn main() {}
