use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    wins: i32,
}

fn make(db: &mut orm_core::diesel::SqliteConnection) {
    let _found = Team::create().name("a").wins(1).find_or_create(teams::wins).exec(db);
}

fn main() {}
