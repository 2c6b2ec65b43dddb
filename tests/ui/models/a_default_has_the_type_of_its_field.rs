// errors: 3

use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(default = "none")]
    points: i32,
    #[column(default = true)]
    name: String,
    #[column(default = 40000)]
    rank: i16,
}

fn main() {}
