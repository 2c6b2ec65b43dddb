use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Room, foreign_key = [1, 2])]
struct Lesson {
    id: i32,
    floor: i32,
    number: i32,
}

#[derive(Model)]
struct Room {
    id: i32,
}

fn main() {}
