use orm_core::prelude::*;

#[derive(Model)]
#[has_one(Ship)]
struct Captain {
    id: i32,
}

#[derive(Model)]
struct Ship {
    id: i32,
    captain_id: Option<i32>,
}

fn ship(captain: &Captain, ship: &Ship, db: &mut orm_core::diesel::SqliteConnection) {
    let _ship = captain.get_ship().exec(db);
    let _set = captain.set_ship(ship).exec(db);
}

fn main() {}
