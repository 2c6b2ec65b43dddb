use orm_core::prelude::*;
use serde_json::Value;

#[derive(Model)]
struct Product {
    id: i32,
    labels: Value,
}

fn read() {
    let _page = Product::query().keyset(products::labels.asc(), 10);
}

fn main() {}
