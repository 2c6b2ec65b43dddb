use orm_core::prelude::*;

struct Team;

fn main_schema() -> orm_core::Schema {
    schema![Team]
}

fn main() {}
