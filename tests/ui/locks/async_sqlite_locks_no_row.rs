use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use orm_core::nonblocking::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

async fn locked(db: &mut SyncConnectionWrapper<diesel::SqliteConnection>) {
    let _team = Team::find(7).for_share().exec(db).await;
}

fn main() {}
