use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    wins: i32,
}

fn make(db: &mut orm_core::diesel::SqliteConnection) {
    let _rows = Team::create_many([Team::create().name("a").wins(1)]).upsert(teams::wins).exec(db);
}

fn main() {}
