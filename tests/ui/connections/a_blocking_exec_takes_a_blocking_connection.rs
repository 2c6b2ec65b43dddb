use orm_core::prelude::*;
use diesel_async::AsyncPgConnection;

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

fn run(db: &mut AsyncPgConnection) {
    let _teams = Team::query().exec(db);
}

fn main() {}
