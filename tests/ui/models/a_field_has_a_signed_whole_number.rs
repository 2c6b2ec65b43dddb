use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    points: u32,
}

fn main() {}
