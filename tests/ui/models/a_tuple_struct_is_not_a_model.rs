use orm_core::prelude::*;

#[derive(Model)]
struct Team(i32, String);

fn teams() {
    let _all = Team::query();
}

fn main() {}
