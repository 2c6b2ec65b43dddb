use orm_core::diesel::SqliteConnection;
use orm_core::nonblocking::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    team_id: Option<i32>,
}

async fn run(db: &mut SqliteConnection) {
    let _teams = Team::query().exec(db).await;
}

fn main() {}
