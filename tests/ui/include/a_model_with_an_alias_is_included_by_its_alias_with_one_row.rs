use orm_core::prelude::*;

#[derive(Model)]
struct Captain {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Captain, as = "leader", foreign_key = "leader_id")]
struct Ship {
    id: i32,
    leader_id: i32,
}

fn read() {
    let _ship = Ship::find(1).include_model::<Captain>();
}

fn main() {}
