use orm_core::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> Integer,
            email -> Text,
        }
    }
}

#[derive(Model)]
#[model(table = crate::schema::users)]
struct User {
    id: i32,
    email: Option<String>,
}

fn main() {}
