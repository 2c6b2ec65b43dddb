use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Player, foriegn_key = "club_id")]
struct Team {
    id: i32,
}

#[derive(Model)]
struct Player {
    id: i32,
    club_id: i32,
}

fn players(team: &Team, db: &mut orm_core::diesel::SqliteConnection) {
    let _players = team.get_players().exec(db);
}

fn main() {}
