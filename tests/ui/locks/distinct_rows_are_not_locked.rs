use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    city: String,
}

fn cities() {
    let _cities = Team::query().select(teams::city).distinct().for_update();
}

fn main() {}
