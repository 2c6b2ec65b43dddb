use orm_core::prelude::*;

#[derive(Model)]
struct Crate {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Crate)]
struct Bottle {
    id: i32,
    crate_id: i32,
}

fn main() {}
