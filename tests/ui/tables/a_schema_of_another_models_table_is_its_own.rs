use orm_core::prelude::*;

#[derive(Model)]
#[model(schema = "auth")]
struct User {
    id: i32,
}

mod logins {
    use orm_core::prelude::*;

    #[derive(Model)]
    #[model(table = crate::users)]
    struct Login {
        id: i32,
    }
}

fn main() {}
