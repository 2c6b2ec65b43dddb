use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(default = String::new())]
    name: String,
}

fn main() {}
