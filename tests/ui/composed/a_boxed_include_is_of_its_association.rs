use diesel::sqlite::Sqlite;
use orm_core::BoxedInclude;
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

fn first(count: u32) -> BoxedInclude<'static, categories::products, Sqlite> {
    categories::products.order(categories::name.asc()).limit(count).boxed()
}

fn main() {}
