// errors: 2

use diesel_async::AsyncPgConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use orm_core::nonblocking::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
    name: String,
}

async fn on_postgres(db: &mut AsyncPgConnection) {
    let _team = Team::create().exec(db).await;
}

async fn on_sqlite(db: &mut SyncConnectionWrapper<diesel::SqliteConnection>) {
    let _team = Team::create().exec(db).await;
}

fn main() {}
