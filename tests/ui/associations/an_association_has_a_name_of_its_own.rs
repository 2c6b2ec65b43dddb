// errors: 4
use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Column)]
struct Board {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Board)]
struct Column {
    id: i32,
    board_id: i32,
}

#[derive(Model)]
#[has_many(Booking)]
struct Table {
    id: i32,
}

#[derive(Model)]
#[belongs_to(Table)]
#[belongs_to(Crate)]
#[has_one(Crate, as = "exec", foreign_key = "booking_id")]
struct Booking {
    id: i32,
    table_id: i32,
    crate_id: i32,
}

#[derive(Model)]
struct Crate {
    id: i32,
    booking_id: i32,
}

fn main() {
    let board = Board { id: 1 };
    let _ = board.get_columns();
    let _ = Table { id: 1 }.get_bookings();
}
