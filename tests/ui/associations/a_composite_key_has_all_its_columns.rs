use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Room, foreign_key = "room_number")]
struct Lesson {
    id: i32,
    room_number: i32,
}

#[derive(Model)]
struct Room {
    #[column(primary_key)]
    floor: i32,
    #[column(primary_key)]
    number: i32,
}

fn room(lesson: &Lesson) {
    let _room = lesson.get_room();
}

fn main() {}
