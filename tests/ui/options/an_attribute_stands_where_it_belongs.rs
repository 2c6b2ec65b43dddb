// errors: 3

use orm_core::prelude::*;

#[derive(Model)]
#[column(primary_key)]
struct Team {
    #[model(table = "clubs")]
    id: i32,
    #[belongs_to(League)]
    league_id: i32,
}

fn main() {}
