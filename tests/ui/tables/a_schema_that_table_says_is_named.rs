use orm_core::prelude::*;

mod schema {
    diesel::table! {
        other.users (id) {
            id -> Integer,
        }
    }
}

#[derive(Model)]
#[model(table = crate::schema::users)]
struct User {
    id: i32,
}

fn main() {}
