//! Changing rows: `update`, `delete`, and operations inside Diesel's transactions.

use std::collections::BTreeMap;

use orm_core::Error;
use orm_core::associate::IntoKey;
use orm_core::associate::parts::Key;
use orm_core::prelude::*;
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[derive(Model, Debug, Clone, PartialEq)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    motto: Option<String>,
    points: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
    guest: Option<String>,
}

/// Two columns to bind: more rows than one statement takes are made in several.
#[derive(Model, Debug, Clone, PartialEq)]
struct Pair {
    #[column(primary_key, generated = false)]
    number: i32,
    square: i32,
}

fixture! {
    /// Three teams: `a`, `b` and `c` with 1, 2 and 3 points.
    async fn teams_are_there(db) -> Vec<Team> {
        db.create_tables(schema![Team, Seat, Pair]).await?;
        let rows = [("a", 1), ("b", 2), ("c", 3)];
        let rows = rows.map(|(name, points)| Team::create().name(name).motto(name).points(points));
        Ok(Team::create_many(rows).exec(db).await?)
    }
}

/// Given as a key, it is none.
struct NoTeam;

impl<K: Key<Team>> IntoKey<Team, K> for NoTeam {
    fn into_key(self) -> Option<K::Value> {
        None
    }
}

fn pairs() -> impl Iterator<Item = PairInsert> {
    (0..40_000).map(|number| PairInsert { number, square: 0 })
}

#[test]
fn an_update_writes_only_what_is_given() {
    let team = Team { id: 7, name: "Jazz".to_owned(), motto: None, points: 0 };
    let columns = r#""teams"."id", "teams"."name", "teams"."motto", "teams"."points""#;
    let update = || team.update().points(3).motto(None);
    let binds = "-- binds: [None, 3, 7]";
    assert_eq!(
        update().sql::<Sqlite>(),
        format!(r#"UPDATE "teams" SET "motto" = ?, "points" = ? WHERE "teams"."id" = ? RETURNING {columns} {binds}"#)
    );
    assert_eq!(
        update().sql::<Postgres>(),
        format!(
            r#"UPDATE "teams" SET "motto" = $1, "points" = $2 WHERE "teams"."id" = $3 RETURNING {columns} {binds}"#
        )
    );
    let select = format!(r#"SELECT {columns} FROM "teams" WHERE "teams"."id" = ? -- binds: [7]"#);
    assert_eq!(team.update().sql::<Sqlite>(), select);
    let many = Team::query().filter(teams::points.lt(1));
    assert_eq!(
        many.clone().update().name("x").sql::<Postgres>(),
        r#"UPDATE "teams" SET "name" = $1 WHERE "teams"."points" < $2 -- binds: ["x", 1]"#
    );
    assert_eq!(many.clone().update().sql::<Postgres>(), "");
    assert_eq!(many.delete().sql::<Postgres>(), r#"DELETE FROM "teams" WHERE "teams"."points" < $1 -- binds: [1]"#);
    let seat = Seat { hall: "A".to_owned(), number: 7, guest: None };
    assert_eq!(
        seat.delete().sql::<Sqlite>(),
        r#"DELETE FROM "seats" WHERE "seats"."hall" = ? AND "seats"."number" = ? -- binds: ["A", 7]"#
    );
    assert_eq!(Team::query().delete().sql::<Sqlite>(), r#"DELETE FROM "teams" -- binds: []"#);
    // By the key alone it is the same.
    let by_key = || Team::find(7).update().points(3).motto(None);
    assert_eq!(by_key().sql::<Sqlite>(), update().sql::<Sqlite>());
    assert_eq!(by_key().sql::<Postgres>(), update().sql::<Postgres>());
    assert_eq!(Team::find(7).update().sql::<Sqlite>(), select);
    assert_eq!(Seat::find(("A".to_owned(), 7)).delete().sql::<Sqlite>(), seat.delete().sql::<Sqlite>());
}

behaviour! {
    async fn an_update_changes_one_row(db, statements) {
        let all = teams_are_there(db).await?;
        statements.clear();
        let changed = all[1].update().name("B").motto(None).exec(db).await?;
        assert_eq!(changed, Team { name: "B".to_owned(), motto: None, ..all[1].clone() });
        // What another one wrote in between is read, not overwritten.
        assert_eq!(all[1].update().points(9).exec(db).await?, Team { points: 9, ..changed.clone() });
        assert_eq!(all[1].update().exec(db).await?, Team { points: 9, ..changed.clone() });
        let moved = all[1].update().id(70).motto("m").exec(db).await?;
        assert_eq!(moved, Team { id: 70, points: 9, motto: Some("m".to_owned()), ..changed });
        assert_eq!(statements.count(), 4);
        assert!(statements.transactions().is_empty());
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, [all[0].clone(), all[2].clone(), moved]);

        let gone = all[1].update().points(1).exec(db).await.unwrap_err();
        assert!(matches!(gone, Error::NotFound { model: "Team", association: None }), "{gone:?}");
        assert!(matches!(all[1].update().exec(db).await, Err(Error::NotFound { .. })));
        let seat = Seat::create().hall("A").number(1).exec(db).await?;
        Seat::create_many([("A", 2), ("B", 1)].map(|(hall, number)| Seat::create().hall(hall).number(number)))
            .exec(db)
            .await?;
        assert_eq!(seat.update().guest("Karl").exec(db).await?.guest.as_deref(), Some("Karl"));
        assert_eq!(Seat::query().filter(seats::guest.is_null()).count().exec(db).await?, 2);
        seat.delete().exec(db).await?;
        assert_eq!(Seat::query().filter(seats::guest.is_null()).count().exec(db).await?, 2);
        Ok(())
    }

    async fn a_row_is_changed_by_its_key_alone(db, statements) {
        let all = teams_are_there(db).await?;
        statements.clear();
        let changed = Team::find(all[1].id).update().name("B").motto(None).exec(db).await?;
        assert_eq!(changed, Team { name: "B".to_owned(), motto: None, ..all[1].clone() });
        assert_eq!(Team::find(&all[2]).update().exec(db).await?, all[2], "nothing is given");
        for (number, gone) in [Team::find(-1).update().points(1), Team::find(-1).update()].into_iter().enumerate() {
            let failure = gone.exec(db).await.unwrap_err();
            assert!(matches!(failure, Error::NotFound { model: "Team", association: None }), "{number}: {failure:?}");
        }
        assert_eq!(statements.count(), 4);
        assert!(statements.transactions().is_empty());
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, [all[0].clone(), changed, all[2].clone()]);

        let taken = Team::find(all[0].id).update().name("c").exec(db).await.unwrap_err();
        assert!(matches!(taken, Error::UniqueViolation(_)), "{taken:?}");
        let seat = Seat::create().hall("A").number(1).exec(db).await?;
        let taken = Seat::find(("A".to_owned(), 1)).update().guest("Karl").exec(db).await?;
        assert_eq!(taken, Seat { guest: Some("Karl".to_owned()), ..seat });
        Ok(())
    }

    async fn a_row_is_deleted_by_its_key_alone(db, statements) {
        let all = teams_are_there(db).await?;
        statements.clear();
        Team::find(all[0].id).delete().exec(db).await?;
        let failure = Team::find(all[0].id).delete().exec(db).await.unwrap_err();
        assert!(matches!(failure, Error::NotFound { model: "Team", association: None }), "{failure:?}");
        assert_eq!(statements.count(), 2);
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, all[1..]);

        Seat::create_many([1, 2].map(|number| Seat::create().hall("A").number(number))).exec(db).await?;
        Seat::find(("A".to_owned(), 1)).delete().exec(db).await?;
        assert_eq!(Seat::query().select(seats::number).exec(db).await?, [2]);
        Ok(())
    }

    /// A key that is not there: no statement goes out.
    async fn without_a_key_there_is_no_row(db, statements) {
        teams_are_there(db).await?;
        statements.clear();
        assert!(matches!(Team::find(NoTeam).exec(db).await, Err(Error::NotFound { .. })));
        assert!(matches!(Team::find(NoTeam).update().points(1).exec(db).await, Err(Error::NotFound { .. })));
        assert!(matches!(Team::find(NoTeam).update().exec(db).await, Err(Error::NotFound { .. })));
        assert!(matches!(Team::find(NoTeam).delete().exec(db).await, Err(Error::NotFound { .. })));
        assert_eq!(statements.count(), 0);
        Ok(())
    }

    async fn rows_of_a_query_are_changed_and_deleted_at_once(db, statements) {
        let all = teams_are_there(db).await?;
        statements.clear();
        let low = || Team::query().filter(teams::points.le(2)).filter_if(None::<diesel::dsl::Eq<teams::id, i32>>);
        assert_eq!(low().update().motto(None).points(0).exec(db).await?, 2);
        assert_eq!(low().update().exec(db).await?, 0, "nothing is given");
        assert_eq!(Team::query().filter(teams::id.eq(-1)).update().points(5).exec(db).await?, 0);
        assert_eq!(statements.count(), 2);
        let left = Team::query().order(teams::id.asc()).exec(db).await?;
        assert_eq!(left[0], Team { motto: None, points: 0, ..all[0].clone() });
        assert_eq!(left[2], all[2]);
        assert_eq!(low().delete().exec(db).await?, 2);
        assert_eq!(Team::query().exec(db).await?, [all[2].clone()]);
        assert_eq!(Team::query().delete().exec(db).await?, 1);
        assert_eq!(Team::query().delete().exec(db).await?, 0);
        Ok(())
    }

    async fn a_row_is_deleted_once(db, statements) {
        let all = teams_are_there(db).await?;
        statements.clear();
        all[0].delete().exec(db).await?;
        assert_eq!(statements.count(), 1);
        assert!(matches!(all[0].delete().exec(db).await, Err(Error::NotFound { model: "Team", association: None })));
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, all[1..]);
        // The key of the row that is gone is not given out again.
        assert_eq!(Team::create().name("d").points(0).exec(db).await?.id, 4);
        Ok(())
    }

    async fn an_operation_of_several_statements_is_a_savepoint_inside_a_transaction(db, statements) {
        teams_are_there(db).await?;
        statements.clear();
        db.begin().await?;
        Pair::create_many(pairs()).exec(db).await?;
        let clash = Pair::create_many(pairs().map(|pair| PairInsert { number: pair.number + 39_999, ..pair }));
        assert!(matches!(clash.exec(db).await, Err(Error::UniqueViolation(_))));
        // The transaction goes on.
        assert_eq!(Pair::query().count().exec(db).await?, 40_000);
        db.roll_back().await?;
        assert_eq!(
            statements.transactions(),
            [
                "BEGIN",
                "SAVEPOINT diesel_savepoint_1",
                "RELEASE SAVEPOINT diesel_savepoint_1",
                "SAVEPOINT diesel_savepoint_1",
                "ROLLBACK TO SAVEPOINT diesel_savepoint_1",
                "ROLLBACK",
            ]
        );
        assert_eq!(Pair::query().count().exec(db).await?, 0);
        Ok(())
    }

    async fn changes_stay_prepared(db, statements) {
        let all = teams_are_there(db).await?;
        statements.clear();
        for (points, team) in (10..).zip(&all) {
            team.update().points(points).exec(db).await?;
            Team::query().filter(teams::points.eq(points)).update().motto(None).exec(db).await?;
            team.delete().exec(db).await?;
        }
        assert_eq!(statements.count(), 9);
        assert_eq!(statements.prepared(), statements.statements()[..3]);
        Ok(())
    }
}

#[test]
fn an_operation_takes_part_in_a_transaction_of_diesel() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Team]).unwrap();
    let failed = db.transaction(|db| {
        let team = Team::create().name("a").points(1).exec(db)?;
        team.update().points(2).exec(db)?;
        Team::find(-1).exec(db)
    });
    assert!(matches!(failed, Err(Error::NotFound { model: "Team", .. })));
    assert!(!Team::query().exists().exec(&mut db).unwrap());
    let made = db.transaction(|db| Team::create().name("a").points(1).exec(db)).unwrap();
    assert_eq!(Team::query().exec(&mut db).unwrap(), [made]);
}

/// The async prelude's `exec` in a module of its own: the blocking one is in scope here.
mod nonblocking {
    use super::Team;
    use orm_core::Error;
    use orm_core::nonblocking::prelude::*;

    #[tokio::test]
    async fn an_operation_takes_part_in_a_transaction_of_diesel_async() {
        let mut db = orm_sqlite::nonblocking::connect(":memory:").await.unwrap();
        orm_sqlite::nonblocking::create_tables(&mut db, schema![Team]).await.unwrap();
        let failed: Result<Team, Error> = db
            .transaction(async |db| {
                let team = Team::create().name("a").points(1).exec(db).await?;
                team.update().points(2).exec(db).await?;
                Team::find(-1).exec(db).await
            })
            .await;
        assert!(matches!(failed, Err(Error::NotFound { model: "Team", .. })));
        assert!(!Team::query().exists().exec(&mut db).await.unwrap());
    }
}

/// One step of the property below.
#[derive(Debug, Clone)]
enum Step {
    Create(i32, Option<String>),
    Update(i32, Option<String>),
    Rekey(i32, i32),
    Upsert(i32, Option<String>),
    Delete(i32),
    CreateMany(Vec<(i32, Option<String>)>),
    DeleteAbove(i32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || 0..8_i32;
    let guest = || prop::option::of("[a-z']{0,3}");
    prop::collection::vec(
        prop_oneof![
            (key(), guest()).prop_map(|(key, guest)| Step::Create(key, guest)),
            (key(), guest()).prop_map(|(key, guest)| Step::Update(key, guest)),
            (key(), key()).prop_map(|(key, to)| Step::Rekey(key, to)),
            (key(), guest()).prop_map(|(key, guest)| Step::Upsert(key, guest)),
            key().prop_map(Step::Delete),
            prop::collection::vec((key(), guest()), 0..4).prop_map(Step::CreateMany),
            key().prop_map(Step::DeleteAbove),
        ],
        1..25,
    )
}

type Guests = BTreeMap<i32, Option<String>>;

fn seat(number: i32, guest: Option<String>) -> Seat {
    Seat { hall: "A".to_owned(), number, guest }
}

/// Does the step in memory; whether it should succeed.
fn in_memory(step: &Step, guests: &mut Guests) -> bool {
    match step.clone() {
        Step::Create(key, guest) => {
            let free = !guests.contains_key(&key);
            guests.entry(key).or_insert(guest);
            free
        }
        Step::Update(key, guest) => guests.get_mut(&key).map(|old| *old = guest).is_some(),
        Step::Rekey(key, to) => {
            if !guests.contains_key(&key) || (key != to && guests.contains_key(&to)) {
                return false;
            }
            let guest = guests.remove(&key).flatten();
            guests.insert(to, guest);
            true
        }
        Step::Upsert(key, guest) => {
            guests.insert(key, guest);
            true
        }
        Step::Delete(key) => guests.remove(&key).is_some(),
        Step::CreateMany(rows) => {
            let mut after = guests.clone();
            let free = rows.into_iter().all(|(key, guest)| after.insert(key, guest).is_none());
            if free {
                *guests = after;
            }
            free
        }
        Step::DeleteAbove(key) => {
            guests.retain(|other, _| *other <= key);
            true
        }
    }
}

/// Does the step in a database; whether it succeeded.
macro_rules! in_database {
    ($step:expr, $db:expr) => {{
        let (step, db) = ($step, &mut *$db);
        let new = |(key, guest): (i32, Option<String>)| Seat::create().hall("A").number(key).guest(guest);
        let result = match step.clone() {
            Step::Create(key, guest) => new((key, guest.clone())).exec(db).map(|row| assert_eq!(row, seat(key, guest))),
            Step::Update(key, guest) => {
                let update = seat(key, None).update().guest(guest.clone());
                update.exec(db).map(|row| assert_eq!(row, seat(key, guest)))
            }
            Step::Rekey(key, to) => seat(key, None).update().number(to).exec(db).map(|row| assert_eq!(row.number, to)),
            Step::Upsert(key, guest) => {
                let upsert = new((key, guest.clone())).upsert((seats::hall, seats::number));
                upsert.exec(db).map(|row| assert_eq!(row, seat(key, guest)))
            }
            Step::Delete(key) => seat(key, None).delete().exec(db),
            Step::CreateMany(rows) => Seat::create_many(rows.clone().into_iter().map(new)).exec(db).map(|made| {
                let rows: Vec<Seat> = rows.into_iter().map(|(key, guest)| seat(key, guest)).collect();
                assert_eq!(made, rows);
            }),
            Step::DeleteAbove(key) => Seat::query().filter(seats::number.gt(key)).delete().exec(db).map(drop),
        };
        match result {
            Ok(()) => true,
            Err(Error::UniqueViolation(_) | Error::NotFound { .. }) => false,
            Err(error) => panic!("{error}"),
        }
    }};
}

macro_rules! any_steps {
    ($db:expr) => {{
        let db = std::cell::RefCell::new($db);
        TestRunner::new(Config { failure_persistence: None, ..Config::default() })
            .run(&steps(), |steps| {
                let db = &mut *db.borrow_mut();
                Seat::query().delete().exec(db).unwrap();
                let mut guests = Guests::new();
                for step in &steps {
                    prop_assert_eq!(in_database!(step, db), in_memory(step, &mut guests), "{:?}", step);
                    let rows = Seat::query().order(seats::number.asc()).exec(db).unwrap();
                    let rows: Guests = rows.into_iter().map(|seat| (seat.number, seat.guest)).collect();
                    prop_assert_eq!(&rows, &guests);
                }
                Ok(())
            })
            .unwrap();
    }};
}

#[test]
fn any_steps_leave_what_they_would_in_memory_on_sqlite() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Seat]).unwrap();
    any_steps!(db);
}

#[test]
fn any_steps_leave_what_they_would_in_memory_on_postgres() {
    let schema = orm_tests::postgres::FreshSchema::new();
    let mut db = orm_postgres::connect(&schema.url()).unwrap();
    orm_postgres::create_tables(&mut db, schema![Seat]).unwrap();
    any_steps!(db);
}
