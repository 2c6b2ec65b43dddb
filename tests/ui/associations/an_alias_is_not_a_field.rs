use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Person, as = "leader", foreign_key = "leader")]
struct Team {
    id: i32,
    leader: i32,
}

#[derive(Model)]
struct Person {
    id: i32,
}

fn leader(team: &Team) {
    let _leader = team.get_leader();
}

fn main() {}
