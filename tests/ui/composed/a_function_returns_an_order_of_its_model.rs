use diesel::sqlite::Sqlite;
use orm_core::OrderingOn;
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

fn dearest_first() -> impl OrderingOn<Category, Sqlite> {
    products::price.desc()
}

fn main() {}
