//! Several connections write at the same time: nothing is lost.

use std::thread;

use orm_core::prelude::*;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
struct Page {
    id: i32,
    #[column(unique)]
    name: String,
    visits: i64,
}

const WRITERS: i64 = 8;
const ROUNDS: i64 = 50;

/// Eight connections count visits of one page, each in rounds, by the two kinds of update.
macro_rules! count_visits {
    ($connect:expr, $create_tables:path) => {{
        let connect = $connect;
        let mut db = connect();
        $create_tables(&mut db, schema![Page]).expect("tables");
        let page = Page::create().name("home").visits(0).exec(&mut db).expect("a page");
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    let mut db = connect();
                    for _ in 0..ROUNDS {
                        page.update().increment(pages::visits, 1).exec(&mut db).expect("an update");
                        let all = Page::query().filter(pages::name.eq("home"));
                        let update = all.update().set(pages::visits, pages::visits + 1);
                        assert_eq!(update.exec(&mut db).expect("an update"), 1);
                    }
                });
            }
        });
        Page::find(page.id).exec(&mut db).expect("the page").visits
    }};
}

#[test]
fn a_counter_on_postgres_loses_nothing() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    assert_eq!(count_visits!(connect, orm_postgres::create_tables), 2 * WRITERS * ROUNDS);
}

#[test]
fn a_counter_in_a_sqlite_file_loses_nothing() {
    let file = DatabaseFile::new();
    let connect = || orm_sqlite::connect(&file.url()).expect("a database in a file");
    assert_eq!(count_visits!(connect, orm_sqlite::create_tables), 2 * WRITERS * ROUNDS);
}
