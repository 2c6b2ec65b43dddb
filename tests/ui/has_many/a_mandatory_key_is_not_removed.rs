use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
}

fn remove(team: &Team, karl: &Player) {
    let _removed = team.remove_player(karl);
}

fn main() {}
