use orm_core::prelude::*;

#[derive(Model)]
#[model(rename_all = "camel_case")]
struct Team {
    id: i32,
}

fn main() {}
