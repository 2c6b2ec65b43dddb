use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Captain, as = "leader")]
struct Ship {
    id: i32,
    leader_id: Option<i32>,
}

#[derive(Model)]
struct Captain {
    id: i32,
    name: String,
}

fn read() {
    let _ships = Ship::query().include_model::<Captain>();
}

fn main() {}
