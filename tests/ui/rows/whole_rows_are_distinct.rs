use orm_core::prelude::*;

#[derive(Model)]
struct Invoice {
    id: i32,
    number: String,
}

fn read() {
    let _invoices = Invoice::query().distinct();
}

fn main() {}
