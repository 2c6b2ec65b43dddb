//! Several connections write at the same time: nothing is lost.

use std::sync::Barrier;
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

/// Eight connections find or create the pages of the same names, in the same order. Each page is created by one of them,
/// and all see the same row. Yields the number of pages and how often one was created.
macro_rules! find_or_create_pages {
    ($connect:expr, $create_tables:path) => {{
        let connect = $connect;
        let mut db = connect();
        $create_tables(&mut db, schema![Page]).expect("tables");
        let barrier = Barrier::new(usize::try_from(WRITERS).expect("a small number"));
        let found: Vec<Vec<(Page, bool)>> = thread::scope(|scope| {
            let writer = |visits| {
                let (connect, barrier) = (&connect, &barrier);
                scope.spawn(move || {
                    let mut db = connect();
                    let page = |round| {
                        barrier.wait();
                        let page = Page::create().name(format!("page {round}")).visits(visits);
                        page.find_or_create(pages::name).exec(&mut db).expect("a page")
                    };
                    (0..ROUNDS).map(page).collect()
                })
            };
            let writers: Vec<_> = (0..WRITERS).map(writer).collect();
            writers.into_iter().map(|writer| writer.join().expect("no panic")).collect()
        });
        let rows = |found: &[(Page, bool)]| found.iter().map(|(page, _)| page.clone()).collect::<Vec<_>>();
        assert!(found.iter().all(|pages| rows(pages) == rows(&found[0])));
        let created = found.iter().flatten().filter(|(_, created)| *created).count();
        (Page::query().count().exec(&mut db).expect("a number"), i64::try_from(created).expect("a small number"))
    }};
}

/// While other connections find or create a page, one deletes it again and again: no one fails.
macro_rules! find_or_create_a_page_that_is_deleted {
    ($connect:expr, $create_tables:path) => {{
        let connect = $connect;
        $create_tables(&mut connect(), schema![Page]).expect("tables");
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut db = connect();
                for _ in 0..ROUNDS {
                    Page::query().filter(pages::name.eq("home")).delete().exec(&mut db).expect("a delete");
                }
            });
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut db = connect();
                    for _ in 0..ROUNDS {
                        let page = Page::create().name("home").visits(0).find_or_create(pages::name);
                        page.exec(&mut db).expect("a page");
                    }
                });
            }
        });
    }};
}

#[test]
fn a_page_on_postgres_is_created_once() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    assert_eq!(find_or_create_pages!(connect, orm_postgres::create_tables), (ROUNDS, ROUNDS));
}

#[test]
fn a_page_in_a_sqlite_file_is_created_once() {
    let file = DatabaseFile::new();
    let connect = || orm_sqlite::connect(&file.url()).expect("a database in a file");
    assert_eq!(find_or_create_pages!(connect, orm_sqlite::create_tables), (ROUNDS, ROUNDS));
}

#[test]
fn a_page_that_is_deleted_meanwhile_is_created_anew() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    find_or_create_a_page_that_is_deleted!(connect, orm_postgres::create_tables);
    let file = DatabaseFile::new();
    let connect = || orm_sqlite::connect(&file.url()).expect("a database in a file");
    find_or_create_a_page_that_is_deleted!(connect, orm_sqlite::create_tables);
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
