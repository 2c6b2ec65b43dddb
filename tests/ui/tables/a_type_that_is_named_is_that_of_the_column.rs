use orm_core::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> Integer,
            address -> Inet,
        }
    }
}

#[derive(Model)]
#[model(table = crate::schema::users)]
struct User {
    id: i32,
    #[column(sql_type = diesel::sql_types::Text)]
    address: String,
}

fn main() {}
