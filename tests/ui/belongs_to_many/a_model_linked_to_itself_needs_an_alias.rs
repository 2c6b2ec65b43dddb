use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Person, through = "friendships")]
struct Person {
    id: i32,
}

fn main() {}
