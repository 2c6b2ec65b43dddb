use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use orm_core::nonblocking::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

fn teams(db: &mut SyncConnectionWrapper<diesel::SqliteConnection>) {
    let _teams = Team::query().stream(db);
}

fn main() {}
