use orm_core::prelude::*;

use orm_core::schema;

struct Team;

fn main_schema() -> orm_core::Schema {
    schema![Team]
}

fn main() {}
