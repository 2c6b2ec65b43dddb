use orm_core::diesel::SqliteConnection;
use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

fn all() -> impl Operation<Output = Vec<Team>> {
    Team::query()
}

fn run(db: &mut SqliteConnection) {
    let _teams = all().exec(db);
}

fn main() {}
