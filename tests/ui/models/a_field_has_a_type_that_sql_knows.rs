use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    color: Color,
}

struct Color;

fn red() {
    let _team = Team::create().color(Color);
}

fn main() {}
