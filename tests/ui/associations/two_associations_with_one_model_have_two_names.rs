use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Team)]
#[belongs_to(Team, foreign_key = "old_team_id")]
struct Player {
    id: i32,
    team_id: i32,
    old_team_id: Option<i32>,
}

#[derive(Model)]
struct Team {
    id: i32,
}

fn teams(player: &Player) {
    let _team = player.get_team();
}

fn main() {}
