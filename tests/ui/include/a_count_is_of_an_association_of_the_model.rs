use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
#[has_one(Stadium)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model)]
#[belongs_to(Team)]
#[belongs_to(Agent)]
struct Player {
    id: i32,
    rating: i32,
    team_id: i32,
    agent_id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Stadium {
    id: i32,
    seats: i32,
    team_id: i32,
}

#[derive(Model)]
struct Agent {
    id: i32,
    name: String,
}

fn read() {
    let _players = Player::query().include(teams::players.count());
}

fn main() {}
