use orm_core::prelude::*;

#[derive(Model)]
#[has_one(Ship, source_key = "code")]
struct Captain {
    id: i32,
    #[column(unique)]
    code: i32,
}

#[derive(Model)]
#[belongs_to(Captain)]
struct Ship {
    id: i32,
    captain_id: Option<i32>,
}

fn main() {
    let _ = Captain { id: 1, code: 2 }.get_ship();
}
