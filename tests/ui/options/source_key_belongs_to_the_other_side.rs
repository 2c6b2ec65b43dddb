use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Team, source_key = "name", foreign_key = "team_name")]
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

fn main() {}
