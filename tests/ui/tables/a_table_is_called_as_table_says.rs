use orm_core::prelude::*;

mod schema {
    diesel::table! {
        #[sql_name = "legacy-users"]
        users (id) {
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
