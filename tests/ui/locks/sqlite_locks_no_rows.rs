use diesel::SqliteConnection;
use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

fn locked(db: &mut SqliteConnection) {
    let _teams = Team::query().for_update().exec(db);
}

fn main() {}
