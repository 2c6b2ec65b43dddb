use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: Option<i32>,
    name: String,
}

fn jazz() {
    let _team = Team::find(7);
}

fn main() {}
