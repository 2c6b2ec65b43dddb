use orm_core::prelude::*;

#[derive(Model)]
struct Team;

fn teams() {
    let _all = Team::query();
}

fn main() {}
