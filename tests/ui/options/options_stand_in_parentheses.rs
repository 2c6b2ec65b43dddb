// errors: 2

use orm_core::prelude::*;

#[derive(Model)]
#[model = "clubs"]
struct Team {
    #[column = "number"]
    id: i32,
}

fn main() {}
