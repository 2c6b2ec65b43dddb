use orm_core::prelude::*;

#[derive(Model)]
#[model(tabel = "clubs")]
struct Team {
    id: i32,
}

fn main() {}
