use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(generated)]
    number: i32,
}

fn main() {}
