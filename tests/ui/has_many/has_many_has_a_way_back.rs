use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player)]
struct Team {
    id: i32,
}

#[derive(Model)]
struct Player {
    id: i32,
    team_id: Option<i32>,
}

fn players(team: &Team, player: &Player, db: &mut orm_core::diesel::SqliteConnection) {
    let _players = team.get_players().exec(db);
    let _added = team.add_player(player).exec(db);
}

fn main() {}
