use orm_core::prelude::*;
use orm_core::diesel::SqliteConnection;

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

fn create(db: &mut SqliteConnection) {
    let _karl = Player::create().name("Karl").exec(db);
}

fn main() {}
