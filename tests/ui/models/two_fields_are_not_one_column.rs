use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    name: String,
    #[column(name = "name")]
    nickname: String,
}

fn main() {}
