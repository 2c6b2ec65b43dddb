use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
#[belongs_to_many(Player, through = "transfers")]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: i32,
}

fn players(team: &Team) {
    let _players = team.get_players().count();
    let _added = team.add_players([1, 2]);
}

fn main() {}
