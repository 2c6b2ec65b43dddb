use orm_core::prelude::*;

struct Number;

#[derive(Model)]
struct Invoice {
    id: i32,
}

fn read() {
    let _invoices = Invoice::from_sql("SELECT * FROM invoices WHERE id = $1").bind(Number);
}

fn main() {}
