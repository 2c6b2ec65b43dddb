use orm_core::prelude::*;

#[derive(Model)]
#[model(table = "te\"ams")]
struct Team {
    id: i32,
}

fn main() {}
