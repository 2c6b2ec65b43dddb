use orm_core::prelude::*;

#[derive(Model)]
enum Color {
    Red,
    Green,
}

fn colors() {
    let _all = Color::query();
}

fn main() {}
