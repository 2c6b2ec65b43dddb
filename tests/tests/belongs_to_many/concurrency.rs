//! Two connections change the links of one row at the same time: no link is duplicated or lost, and an error names its
//! cause.

use std::sync::Barrier;
use std::thread;

use diesel::connection::SimpleConnection;
use orm_core::associate::LinksChanged;
use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::Postgres;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::DatabaseFile;

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Actor, through = "castings")]
#[belongs_to_many(Actor, as = "fans", through = Vote)]
struct Movie {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Actor {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Vote {
    id: i32,
    movie_id: i32,
    actor_id: i32,
    stars: i32,
}

const ROUNDS: i32 = 100;

/// A movie and so many actors.
macro_rules! cinema {
    ($db:expr, $create_tables:path, $actors:expr) => {{
        $create_tables($db, schema![Movie, Actor, Vote]).expect("tables");
        let movie = Movie::create().exec($db).expect("a movie");
        Actor::create_many((0..$actors).map(|_| Actor::create())).exec($db).expect("actors");
        movie
    }};
}

/// Runs a closure in two threads with a connection each, and yields what both return.
fn in_both<C, T: Send>(connect: &(impl Fn() -> C + Sync), run: impl Fn(i32, &mut C) -> T + Sync) -> [T; 2] {
    thread::scope(|scope| {
        let run = &run;
        let threads = [0, 1].map(|number| scope.spawn(move || run(number, &mut connect())));
        threads.map(|thread| thread.join().expect("no panic"))
    })
}

/// Both connections make the same links in the same order, without a junction model and with one.
macro_rules! same_links {
    ($connect:expr, $create_tables:path) => {{
        let connect = $connect;
        let mut db = connect();
        let movie = cinema!(&mut db, $create_tables, ROUNDS);
        let barrier = Barrier::new(2);
        let added: [usize; 2] = in_both(&connect, |number, db| {
            let one = |actor| {
                barrier.wait();
                let added = movie.add_actor(actor).exec(db).expect("a link");
                let vote = movie.add_fan(actor).stars(number).exec(db).expect("a vote");
                assert_eq!((vote.actor_id, vote.stars), (actor, number));
                added
            };
            (1..=ROUNDS).map(one).sum()
        });
        assert_eq!(added.iter().sum::<usize>(), usize::try_from(ROUNDS).expect("a small number"));
        assert_eq!(movie.count_actors().exec(&mut db).expect("a count"), i64::from(ROUNDS));
        let votes = movie.get_fans().with_junction().exec(&mut db).expect("votes");
        assert_eq!(votes.len(), usize::try_from(ROUNDS).expect("a small number"));
    }};
}

#[test]
fn two_connections_to_postgres_make_a_link_once() {
    let schema = FreshSchema::new();
    same_links!(|| orm_postgres::connect(&schema.url()).expect("a connection"), orm_postgres::create_tables);
}

#[test]
fn two_connections_to_sqlite_make_a_link_once() {
    let file = DatabaseFile::new();
    same_links!(|| orm_sqlite::connect(&file.url()).expect("a database in a file"), orm_sqlite::create_tables);
}

/// Links are made in one order, whatever the order that is given: otherwise each would wait for the other.
#[test]
fn two_connections_that_add_in_opposite_orders_do_not_wait_for_each_other() {
    const ACTORS: i32 = 300;
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("a connection");
    let mut db = connect();
    let movie = cinema!(&mut db, orm_postgres::create_tables, ACTORS);
    let barrier = Barrier::new(2);
    let both = in_both(&connect, |number, db| {
        let mut results = Vec::new();
        let mut actors: Vec<i32> = (1..=ACTORS).collect();
        if number == 1 {
            actors.reverse();
        }
        for _ in 0..ROUNDS {
            barrier.wait();
            results.push(movie.add_actors(&actors).exec(db));
            barrier.wait();
            results.push(if number == 0 { movie.remove_actors(&actors).exec(db) } else { Ok(0) });
        }
        results
    });
    let count =
        |results: Vec<Result<usize, Error>>| results.into_iter().map(|result| result.expect("links")).sum::<usize>();
    let rows: usize = both.map(count).iter().sum();
    assert_eq!(rows, usize::try_from(2 * ROUNDS * ACTORS).expect("a number"), "made once and undone in each round");
}

/// The same of links with columns of their own: both make them, and then change them.
#[test]
fn two_connections_that_add_rows_of_a_junction_in_opposite_orders_do_not_wait_for_each_other() {
    const ACTORS: i32 = 300;
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("a connection");
    let mut db = connect();
    let movie = cinema!(&mut db, orm_postgres::create_tables, ACTORS);
    let barrier = Barrier::new(2);
    let both = in_both(&connect, |number, db| {
        let mut actors: Vec<i32> = (1..=ACTORS).collect();
        if number == 1 {
            actors.reverse();
        }
        let round = |_| {
            barrier.wait();
            let added = movie.add_fans(&actors).stars(number).exec(db);
            barrier.wait();
            // One undoes half of them, the other makes them again.
            let kept = if number == 0 { &actors[..actors.len() / 2] } else { &actors };
            added.and(movie.set_fans(kept).stars(number).exec(db))
        };
        (0..ROUNDS).map(round).collect::<Vec<_>>()
    });
    for result in both.into_iter().flatten() {
        result.expect("votes");
    }
}

/// A deadlock is an error of a kind of its own, with the database's word as its source.
fn is_deadlock(error: &Error) -> bool {
    let Error::Contention(source) = error else { return false };
    source.to_string() == "deadlock detected"
}

/// Deadlocks are looked for at once, where the server lets us.
fn impatient(db: &mut Postgres) {
    let _ = db.batch_execute("SET deadlock_timeout = '5ms'");
}

/// Of two sets that undo each other's links one may be refused. All links of a set that succeeded last are there.
#[test]
fn two_connections_that_set_opposing_links_lose_none_of_the_last_one() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("a connection");
    let mut db = connect();
    let movie = cinema!(&mut db, orm_postgres::create_tables, 6);
    let sets = [[1, 2, 3], [4, 5, 6]];
    for round in 0..ROUNDS {
        movie.add_actors([1, 2, 3, 4, 5, 6]).exec(&mut db).expect("links");
        let barrier = Barrier::new(2);
        let both = in_both(&connect, |number, db| {
            impatient(db);
            barrier.wait();
            movie.set_actors(sets[usize::from(number == 1)]).exec(db)
        });
        let left = movie.get_actors().order(actors::id.asc()).select(actors::id).exec(&mut db).expect("links");
        let whole = sets.map(|set| set.iter().all(|actor| left.contains(actor)));
        match &both {
            [Ok(_), Ok(_)] => assert!(whole[0] || whole[1], "round {round}: {left:?}"),
            [Ok(set), Err(refused)] | [Err(refused), Ok(set)] => {
                assert!(is_deadlock(refused), "{refused:?}");
                assert_eq!(*set, LinksChanged { added: 0, removed: 3 });
                assert_eq!(left, sets[usize::from(both[1].is_ok())], "round {round}");
            }
            [Err(one), Err(other)] => panic!("both were refused: {one:?}, {other:?}"),
        }
    }
}

#[test]
fn a_deadlock_is_an_error_for_one_of_the_two() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("a connection");
    let mut db = connect();
    let movie = cinema!(&mut db, orm_postgres::create_tables, 2);
    let barrier = Barrier::new(2);
    let both = in_both(&connect, |number, db| {
        impatient(db);
        db.transaction(|db| {
            movie.add_actor(1 + number).exec(db)?;
            barrier.wait();
            movie.add_actor(2 - number).exec(db)
        })
    });
    let refused = both.iter().filter_map(|result| result.as_ref().err()).collect::<Vec<_>>();
    assert!(matches!(refused[..], [error] if is_deadlock(error)), "{both:?}");
    assert_eq!(movie.count_actors().exec(&mut db).expect("a count"), 2);
}

/// SQLite has one writer at a time.
#[test]
fn a_writer_that_did_not_get_its_turn_in_time_is_told_what_was_in_the_way() {
    let file = DatabaseFile::new();
    let connect = || orm_sqlite::connect(&file.url()).expect("a database in a file");
    let (mut first, mut second) = (connect(), connect());
    let movie = cinema!(&mut first, orm_sqlite::create_tables, 2);
    second.batch_execute("PRAGMA busy_timeout = 1").expect("a setting");
    first.batch_execute("BEGIN IMMEDIATE").expect("a transaction");
    let refused = [movie.add_actor(1).exec(&mut second).map(drop), movie.set_actors([1]).exec(&mut second).map(drop)];
    for result in refused {
        let Err(Error::Contention(source)) = result else { panic!("{result:?}") };
        assert_eq!(source.to_string(), "database is locked");
    }
    first.batch_execute("COMMIT").expect("the end");
    assert_eq!(movie.set_actors([1]).exec(&mut second).expect("links"), LinksChanged { added: 1, removed: 0 });
}
