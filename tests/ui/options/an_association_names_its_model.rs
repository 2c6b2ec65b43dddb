// errors: 5

use orm_core::prelude::*;

#[derive(Model)]
#[has_many]
#[has_one()]
#[belongs_to = "League"]
#[has_many("Player")]
#[has_many(foreign_key = "team_id")]
struct Team {
    id: i32,
}

fn main() {}
