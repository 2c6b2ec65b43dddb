use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
#[has_one(Stadium)]
struct Team {
    id: i32,
    name: String,
    wins: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    team_id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    seats: i32,
    team_id: i32,
}

fn read() {
    let _groups = Player::query().group_by(players::team_id).having(players::rating.gt(3));
}

fn main() {}
