use orm_core::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> Integer,
        }
    }
}

#[derive(Model)]
#[model(table = crate::schema::users, schema = "other")]
struct User {
    id: i32,
}

fn main() {}
