use orm_core::prelude::*;

#[derive(Model)]
struct Team {}

fn main() {}
