//! Random rows in random orders: the pages of a walk, in either direction, have every row once and in the order of a sort
//! in memory.

use std::cell::RefCell;
use std::cmp::Ordering;

use diesel::connection::SimpleConnection;
use orm_core::prelude::*;
use orm_core::query::Cursor;
use orm_core::schema;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::IN_MEMORY;
use proptest::collection::vec;
use proptest::option::of;
use proptest::test_runner::{Config, TestRunner};

#[derive(Model, Debug, Clone, PartialEq)]
struct Item {
    id: i32,
    rank: i32,
    price: Option<i32>,
    shelf: Option<String>,
}

const CASES: u32 = 300;

/// NULL is greater than every value.
fn null_last<T: Ord>(left: Option<&T>, right: Option<&T>) -> Ordering {
    left.is_none().cmp(&right.is_none()).then(left.cmp(&right))
}

/// Compares by one column in one direction.
macro_rules! by {
    ($left:ident $right:ident asc price) => { null_last($left.price.as_ref(), $right.price.as_ref()) };
    ($left:ident $right:ident asc shelf) => { null_last($left.shelf.as_ref(), $right.shelf.as_ref()) };
    ($left:ident $right:ident asc $column:ident) => { $left.$column.cmp(&$right.$column) };
    ($left:ident $right:ident desc $column:ident) => { by!($right $left asc $column) };
}

/// Reads all pages in this order, forwards and backwards, and from the middle. `$key` is the direction of the key.
macro_rules! check {
    ($db:ident, $rows:ident, $size:ident, [$($direction:ident $column:ident),+] $key:ident) => {{
        let mut expected = $rows.clone();
        expected.sort_by(|left, right| Ordering::Equal$(.then(by!(left right $direction $column)))+.then(by!(left right $key id)));
        let page = || Item::query().keyset(($(items::$column.$direction(),)+), $size);
        let mut walked = Vec::new();
        let mut found = page().exec($db).expect("the first page");
        loop {
            walked.append(&mut found.rows);
            let Some(next) = found.next else { break };
            found = page().after(next.to_string().parse().expect("a cursor")).exec($db).expect("a page");
        }
        assert_eq!(walked, expected, "forwards");
        for (place, row) in expected.iter().enumerate() {
            let after = page().after(Cursor::of(row)).exec($db).expect("a page");
            let end = expected.len().min(place + 1 + $size as usize);
            assert_eq!(after.rows, expected[place + 1..end], "after {row:?}");
            assert_eq!(after.next.is_some(), end < expected.len());
            let before = page().before(Cursor::of(row)).exec($db).expect("a page");
            let start = place.saturating_sub($size as usize);
            assert_eq!(before.rows, expected[start..place], "before {row:?}");
            assert_eq!(before.previous.is_some(), start > 0);
        }
    }};
}

/// Runs the cases on a blocking connection.
macro_rules! pages {
    ($db:ident, $create_tables:path) => {{
        $create_tables(&mut $db, schema![Item]).expect("tables");
        let db = RefCell::new($db);
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let rows = vec((0..3, of(0..3), of("[a-c]")), 0..9);
        let run = TestRunner::new(config).run(&(rows, 1..4_u32, 0..8), |(rows, size, order)| {
            let db = &mut *db.borrow_mut();
            db.batch_execute("DELETE FROM items").expect("an empty table");
            let new = rows.into_iter().map(|(rank, price, shelf)| Item::create().rank(rank).price(price).shelf(shelf));
            let rows = Item::create_many(new).exec(db).expect("rows");
            match order {
                0 => check!(db, rows, size, [asc rank] asc),
                1 => check!(db, rows, size, [desc rank] desc),
                2 => check!(db, rows, size, [asc price] asc),
                3 => check!(db, rows, size, [desc price] desc),
                4 => check!(db, rows, size, [desc rank, asc shelf] asc),
                5 => check!(db, rows, size, [asc price, desc shelf, asc rank] asc),
                6 => check!(db, rows, size, [desc shelf, desc price, asc rank] asc),
                _ => check!(db, rows, size, [asc shelf, asc price] asc),
            }
            Ok(())
        });
        run.unwrap_or_else(|failure| panic!("{failure}"));
    }};
}

#[test]
fn the_pages_of_any_order_have_every_row_once_on_sqlite() {
    let mut db = orm_sqlite::connect(IN_MEMORY).expect("a database in memory");
    pages!(db, orm_sqlite::create_tables);
}

#[test]
fn the_pages_of_any_order_have_every_row_once_on_postgres() {
    let schema = FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    pages!(db, orm_postgres::create_tables);
}
