use orm_core::prelude::*;

#[derive(Model)]
#[model(table = "auth.users")]
struct User {
    id: i32,
}

fn main() {}
