// errors: 7
use orm_core::prelude::*;

#[derive(Model)]
struct Item {
    id: i32,
    table: String,
    columns: Option<i32>,
    dsl: bool,
    #[column(name = "All")]
    all_columns: i64,
    upsert: i32,
    exec: i32,
    items: i32,
    // Free.
    star: i32,
    sql: i32,
    filter: i32,
}

#[derive(Model)]
struct Renamed {
    id: i32,
    #[column(name = "table")]
    r#where: String,
}

fn main() {
    let _ = Item::create().star(1).filter(2);
    let _ = Item::query().filter(items::star.eq(1).and(items::sql.gt(2)));
    let _ = Renamed::query().filter(renameds::r#where.eq("x"));
}
