use orm_core::prelude::*;
use orm_core::diesel::SqliteConnection;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
}

fn create(team: &Team, db: &mut SqliteConnection) {
    let _karl = team.create_player().exec(db);
}

fn main() {}
