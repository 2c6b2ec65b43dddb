use orm_core::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    #[column(defualt = "Jazz")]
    name: String,
}

fn jazz(db: &mut orm_core::diesel::SqliteConnection) {
    let _team = Team::create().exec(db);
}

fn main() {}
