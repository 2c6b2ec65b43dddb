use orm_core::prelude::*;

#[derive(Model)]
struct Payment {
    id: i32,
    amount: i32,
}

fn read() {
    let _sum = Payment::query().select(payments::amount).distinct().sum(payments::amount);
}

fn main() {}
