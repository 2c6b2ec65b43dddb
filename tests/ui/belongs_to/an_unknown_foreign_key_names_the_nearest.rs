use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team, foreign_key = "clubid")]
struct Player {
    id: i32,
    club_id: Option<i32>,
}

fn move_to(player: &mut Player, team: &Team, db: &mut orm_core::diesel::SqliteConnection) {
    let _moved = player.set_team(team).exec(db);
}

fn main() {}
