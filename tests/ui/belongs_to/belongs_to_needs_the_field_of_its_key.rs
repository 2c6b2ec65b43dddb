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
    club_id: Option<i32>,
}

fn moved(player: &mut Player, team: &Team, db: &mut orm_core::diesel::SqliteConnection) {
    let _set = player.set_team(team).exec(db);
    let _players = team.get_players().exec(db);
}

fn main() {}
