use orm_core::prelude::*;
use orm_core::query::{Aggregated, aggregates::Maximum};

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

fn read(team: &TeamWith<(Aggregated<teams::players, Maximum, players::rating>,)>) {
    let _sum = team.aggregate(teams::players.sum(players::rating));
}

fn main() {}
