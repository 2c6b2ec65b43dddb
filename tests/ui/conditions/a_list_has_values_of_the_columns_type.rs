use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    name: String,
}

fn read() {
    let _teams = Team::query().filter(teams::id.one_of(["1", "2"]));
}

fn main() {}
