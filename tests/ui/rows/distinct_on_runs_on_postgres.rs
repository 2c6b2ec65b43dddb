use orm_core::prelude::*;

#[derive(Model)]
struct Ticket {
    id: i32,
    seat: i32,
}

fn read(db: &mut diesel::SqliteConnection) {
    let _tickets = Ticket::query().distinct_on(tickets::seat).exec(db);
}

fn main() {}
