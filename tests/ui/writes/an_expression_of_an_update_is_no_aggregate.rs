use orm_core::prelude::*;
use orm_core::query::aggregates::max;

#[derive(Model)]
struct Product {
    id: i32,
    name: String,
    price: i32,
    discount: Option<i32>,
}

#[derive(Model)]
struct Team {
    id: i32,
    wins: i32,
}

fn change(product: &Product) {
    let _update = product.update().set(products::discount, max(products::discount));
}

fn main() {}
