use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    average: f64,
}

fn read() {
    let _teams = Team::query().filter(teams::average.one_of([1.5]));
}

fn main() {}
