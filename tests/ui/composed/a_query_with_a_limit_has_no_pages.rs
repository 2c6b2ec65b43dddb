use diesel::SqliteConnection;
use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Product)]
struct Category {
    id: i32,
    name: String,
}

#[derive(Model)]
#[belongs_to(Category)]
struct Product {
    id: i32,
    name: String,
    price: i32,
    category_id: Option<i32>,
}

fn read(db: &mut SqliteConnection) {
    let _page = Product::query().limit(100).page(1, 10).exec(db);
}

fn main() {}
