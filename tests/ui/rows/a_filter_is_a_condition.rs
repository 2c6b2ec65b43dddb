use orm_core::prelude::*;

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

fn good() {
    let _players = Player::query().filter(players::rating);
}

fn main() {}
