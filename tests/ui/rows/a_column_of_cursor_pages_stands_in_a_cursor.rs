use diesel::SqliteConnection;
use orm_core::prelude::*;
use serde_json::Value;

#[derive(Model)]
struct Product {
    id: i32,
    labels: Value,
}

fn read(db: &mut SqliteConnection) {
    let _page = Product::query().keyset(products::labels.asc(), 10).exec(db);
}

fn main() {}
