use diesel::SqliteConnection;
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
    team_id: i32,
}

fn teams(db: &mut SqliteConnection) {
    let _teams = Team::query().include(teams::players).iter(db);
}

fn main() {}
