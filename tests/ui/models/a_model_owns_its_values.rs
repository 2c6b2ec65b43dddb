use orm_core::prelude::*;

#[derive(Model)]
struct Team<'a> {
    id: i32,
    name: &'a str,
}

fn main() {}
