use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    name: String,
}

fn read() {
    let _teams = Team::query().filter(teams::id.contains("1"));
}

fn main() {}
