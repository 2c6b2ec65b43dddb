use orm_core::prelude::*;

#[derive(Model)]
union Number {
    whole: i64,
    float: f64,
}

fn main() {}
