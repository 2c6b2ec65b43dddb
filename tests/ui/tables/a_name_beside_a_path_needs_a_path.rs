use orm_core::prelude::*;

#[derive(Model)]
#[model(table_name = "legacy-users")]
struct User {
    id: i32,
}

fn main() {}
