use diesel_async::AsyncPgConnection;
use orm_core::nonblocking::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

fn all() -> impl Operation<Output = Vec<Team>> {
    Team::query()
}

async fn run(db: &mut AsyncPgConnection) {
    let _teams = all().exec(db).await;
}

fn main() {}
