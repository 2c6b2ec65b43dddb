use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    #[column(primary_key, generated)]
    code: String,
}

fn main() {}
