use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, source_key = "title", foreign_key = "team_title")]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model)]
struct Player {
    id: i32,
    team_title: String,
}

fn players(team: &Team) {
    let _players = team.get_players();
}

fn main() {}
