use diesel::SqliteConnection;
use orm_core::Condition;
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

fn dear() -> impl Condition<Product> {
    products::price.ge(100)
}

fn read(db: &mut SqliteConnection) {
    let _products = Product::query().filter(dear()).exec(db);
}

fn main() {}
