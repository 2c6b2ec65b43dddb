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

fn set(karl: &mut Player) {
    let _set = karl.set_team(None);
}

fn main() {}
