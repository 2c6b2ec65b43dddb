//! What is to be given is what the pool hands out.

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::Pool;
use orm_core::nonblocking::prelude::*;

#[derive(Model)]
struct Team {
    id: i32,
}

async fn run(mut pool: Pool<AsyncPgConnection>) {
    let _teams = Team::query().exec(&mut pool).await;
}

fn main() {}
