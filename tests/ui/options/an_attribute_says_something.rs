// errors: 3

use orm_core::prelude::*;

#[derive(Model)]
#[model]
struct Team {
    #[column]
    id: i32,
    #[column()]
    name: String,
}

fn main() {}
