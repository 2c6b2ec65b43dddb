use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Person, as = "leader", foreign_key = "first_id")]
#[belongs_to(Person, as = "leader", foreign_key = "second_id")]
struct Team {
    id: i32,
    first_id: i32,
    second_id: i32,
}

#[derive(Model)]
struct Person {
    id: i32,
}

fn leader(team: &Team) {
    let _leader = team.get_leader();
}

fn main() {}
