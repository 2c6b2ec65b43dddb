use orm_core::prelude::*;

#[derive(Model)]
#[has_many(Comment, foreign_key = "post_id", scope = "kind")]
struct Post {
    id: i32,
}

#[derive(Model)]
struct Comment {
    id: i32,
    post_id: i32,
    kind: String,
}

fn main() {}
