use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    wins: i32,
}

fn make(db: &mut orm_core::diesel::SqliteConnection) {
    let _count = Team::create().name("a").without_returning().exec(db);
}

fn main() {}
