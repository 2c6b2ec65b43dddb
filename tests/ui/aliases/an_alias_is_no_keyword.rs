use orm_core::prelude::*;

#[derive(Model)]
#[belongs_to(Kind, as = "type", foreign_key = "kind_id")]
struct Team {
    id: i32,
    kind_id: i32,
}

#[derive(Model)]
struct Kind {
    id: i32,
}

fn main() {}
