use orm_core::prelude::*;

#[derive(Model)]
struct Captain {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Captain, as = "leader", foreign_key = "leader_id")]
#[belongs_to(Captain, as = "deputy", foreign_key = "deputy_id")]
struct Ship {
    id: i32,
    leader_id: i32,
    deputy_id: Option<i32>,
}

fn read() {
    let _ships = Ship::query().include_model::<Captain>();
}

fn main() {}
