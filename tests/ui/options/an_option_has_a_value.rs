// errors: 7

use orm_core::prelude::*;

#[derive(Model)]
#[model(table, rename_all = camelCase)]
#[belongs_to(League, foreign_key, on_delete = cascade)]
struct Team {
    #[column(name = 7, primary_key = "yes", default)]
    id: i32,
    league_id: i32,
}

#[derive(Model)]
struct League {
    id: i32,
}

fn main() {}
