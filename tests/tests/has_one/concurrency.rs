//! Two connections change one `has_one` at the same time: there are never two targets, and an error names its cause.

use std::sync::Barrier;
use std::thread;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Integer};
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Ship)]
struct Captain {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain)]
struct Ship {
    id: i32,
    captain_id: Option<i32>,
}

const ROUNDS: i32 = 100;

/// How the operations of both connections ended.
#[derive(Debug, Default, PartialEq)]
struct Outcomes {
    succeeded: usize,
    /// The other connection was there first.
    refused: usize,
}

impl Outcomes {
    fn count<T>(&mut self, result: Result<T, Error>) {
        match result {
            Ok(_) => self.succeeded += 1,
            Err(Error::UniqueViolation(violation)) => {
                assert_eq!((violation.model, violation.association), ("Ship", Some("ship")));
                self.refused += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Two connections set and create the same captain's ship, both at the same time in each round.
macro_rules! race {
    ($connect:expr, $create_tables:path) => {{
        let connect = $connect;
        let mut db = connect();
        $create_tables(&mut db, schema![Captain, Ship]).expect("tables");
        let captain = Captain::create().exec(&mut db).expect("a captain");
        let ships = Ship::create_many((0..2 * ROUNDS).map(|_| Ship::create())).exec(&mut db).expect("ships");
        let barrier = Barrier::new(2);
        let both = thread::scope(|scope| {
            let one = |first: usize| {
                let (connect, barrier, captain, ships) = (&connect, &barrier, &captain, &ships);
                scope.spawn(move || {
                    let (mut db, mut outcomes) = (connect(), Outcomes::default());
                    for ship in ships.iter().skip(first).step_by(2) {
                        barrier.wait();
                        outcomes.count(captain.set_ship(ship).exec(&mut db));
                        barrier.wait();
                        outcomes.count(captain.create_ship().exec(&mut db));
                        barrier.wait();
                        let children = Ship::query().filter(ships::captain_id.eq(captain.id)).count().exec(&mut db);
                        assert_eq!(children.expect("a count"), 1);
                    }
                    outcomes
                })
            };
            [one(0), one(1)].map(|thread| thread.join().expect("no panic"))
        });
        let total = both.iter().map(|each| each.succeeded + each.refused).sum::<usize>();
        assert_eq!(total, usize::try_from(4 * ROUNDS).expect("a small number"));
        both
    }};
}

#[test]
fn two_connections_to_postgres_never_make_two_children() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    let both = race!(connect, orm_postgres::create_tables);
    assert!(both.iter().all(|each| each.refused == 0), "{both:?}");
}

/// The second one waits for the first one's transaction, and then replaces its row.
#[test]
fn the_second_of_two_connections_to_postgres_waits() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    let (mut first, mut second) = (connect(), connect());
    orm_postgres::create_tables(&mut first, schema![Captain, Ship]).expect("tables");
    let captain = Captain::create().exec(&mut first).expect("a captain");
    let process = diesel::select(diesel::dsl::sql::<Integer>("pg_backend_pid()"));
    let process: i32 = process.get_result(&mut second).expect("a number");
    let waits = format!("count(*) FROM pg_locks WHERE NOT granted AND pid = {process}");

    let mut outcomes = Outcomes::default();
    thread::scope(|scope| {
        let begun = first.transaction(|first| {
            captain.create_ship().exec(first)?;
            let waiting = scope.spawn(|| captain.create_ship().exec(&mut second));
            while diesel::select(diesel::dsl::sql::<BigInt>(&waits)).get_result::<i64>(first)? == 0 {
                assert!(!waiting.is_finished(), "it does not wait");
            }
            Ok::<_, Error>(waiting)
        });
        outcomes.count(begun.expect("the first one's").join().expect("no panic"));
    });
    assert_eq!(outcomes, Outcomes { succeeded: 1, refused: 0 });
    let captains = Ship::query().order(ships::id.asc()).select(ships::captain_id).exec(&mut second).expect("rows");
    assert_eq!(captains, [None, Some(captain.id)]);
}

/// SQLite has one writer at a time: the second waits for the first, and replaces its row.
#[test]
fn two_connections_to_sqlite_never_make_two_children() {
    let file = DatabaseFile::new();
    let connect = || orm_sqlite::connect(&file.url()).expect("a database in a file");
    let both = race!(connect, orm_sqlite::create_tables);
    assert!(both.iter().all(|each| each.refused == 0), "{both:?}");
}
