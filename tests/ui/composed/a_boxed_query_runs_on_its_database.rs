use diesel::pg::Pg;
use diesel::SqliteConnection;
use orm_core::BoxedQuery;
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

fn read(query: BoxedQuery<'static, Product, Pg>, db: &mut SqliteConnection) {
    let _products = query.exec(db);
}

fn main() {}
