use orm_core::prelude::*;

#[derive(Model)]
struct Invoice {
    id: i32,
    number: String,
}

fn read() {
    let _months = Invoice::query().order(invoices::number.start_of_month());
}

fn main() {}
