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
    price: Option<i32>,
    category_id: Option<i32>,
}

fn read(db: &mut SqliteConnection) {
    let page = Product::query().keyset(products::name.asc(), 10).exec(db).unwrap();
    let _page = Product::query().keyset(products::name.desc(), 10).after(page.next.unwrap()).exec(db);
}

fn main() {}
