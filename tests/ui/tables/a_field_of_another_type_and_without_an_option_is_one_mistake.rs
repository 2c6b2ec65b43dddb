use orm_core::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> Integer,
            wins -> Nullable<BigInt>,
        }
    }
}

#[derive(Model)]
#[model(table = crate::schema::users)]
struct User {
    id: i32,
    wins: i32,
}

fn main() {}
