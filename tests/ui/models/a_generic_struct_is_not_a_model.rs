use orm_core::prelude::*;

#[derive(Model)]
struct Team<T> {
    id: i32,
    motto: T,
}

fn main() {}
