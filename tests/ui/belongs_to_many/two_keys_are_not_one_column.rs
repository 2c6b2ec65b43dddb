use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to_many(Person, as = "friends", through = "friendships", foreign_key = "friend_id")]
struct Person {
    id: i32,
}

fn main() {}
