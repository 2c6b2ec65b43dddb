use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Team, target_key = "title", foreign_key = "team_name")]
struct Player {
    id: i32,
    team_name: String,
}

#[derive(Model)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

fn team(player: &Player) {
    let _team = player.get_team();
}

fn main() {}
