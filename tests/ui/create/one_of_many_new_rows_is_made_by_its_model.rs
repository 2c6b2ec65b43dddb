use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

fn create() {
    let _teams = Team::create_many([Team::create().name("Jazz").upsert(teams::name)]);
}

fn main() {}
