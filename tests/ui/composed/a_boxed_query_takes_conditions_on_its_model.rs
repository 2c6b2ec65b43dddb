use diesel::sqlite::Sqlite;
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

fn dear(query: BoxedQuery<'static, Category, Sqlite>) -> BoxedQuery<'static, Category, Sqlite> {
    query.filter(products::price.ge(100))
}

fn main() {}
