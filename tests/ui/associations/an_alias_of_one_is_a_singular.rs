use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Person, as = "leaders", foreign_key = "leader_id")]
struct Team {
    id: i32,
    leader_id: i32,
}

#[derive(Model)]
struct Person {
    id: i32,
}

fn main() {}
