use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, source_key = "name", foreign_key = "team_name")]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model)]
struct Player {
    id: i32,
    team_name: i32,
}

fn players(team: &Team) {
    let _players = team.get_players();
}

fn main() {}
