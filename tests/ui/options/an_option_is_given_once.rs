// errors: 3

use orm_core::prelude::*;

#[derive(Model)]
#[model(table = "clubs", table = "teams")]
#[has_many(Player, on_delete = "cascade", on_delete = "restrict")]
struct Team {
    #[column(primary_key, primary_key)]
    id: i32,
}

#[derive(Model)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    team_id: i32,
}

fn main() {}
