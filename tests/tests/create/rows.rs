//! Inserting rows: `create`, `create_many`, `upsert`.

use std::collections::BTreeSet;

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour};

/// A model with every way to leave a column out.
#[derive(Model, Debug, Clone, PartialEq)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    motto: Option<String>,
    #[column(default = -7)]
    points: i64,
    #[column(default = "it's \"new\"")]
    state: String,
    #[column(default = true)]
    active: Option<bool>,
}

/// A model without a mandatory column.
#[derive(Model, Debug, Clone, PartialEq)]
struct Ticket {
    id: i64,
}

/// Two columns to bind.
#[derive(Model, Debug, Clone, PartialEq)]
struct Pair {
    #[column(primary_key, generated = false)]
    number: i32,
    square: i64,
}

/// A key of two columns, in the order of the fields.
#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
    guest: Option<String>,
}

fn team(id: i32, name: &str) -> Team {
    Team { id, name: name.to_owned(), motto: None, points: -7, state: "it's \"new\"".to_owned(), active: Some(true) }
}

const TEAM_COLUMNS: &str =
    r#""teams"."id", "teams"."name", "teams"."motto", "teams"."points", "teams"."state", "teams"."active""#;

#[test]
fn the_insert_has_only_the_columns_that_are_given() {
    let create = Team::create().name("Jazz").motto(None);
    let (text, binds) = (r#"INSERT INTO "teams" ("name", "motto") VALUES "#, r#"-- binds: ["Jazz", None]"#);
    assert_eq!(create.sql::<Sqlite>(), format!("{text}(?, ?) RETURNING {TEAM_COLUMNS} {binds}"));
    assert_eq!(create.sql::<Postgres>(), format!("{text}($1, $2) RETURNING {TEAM_COLUMNS} {binds}"));
    let empty = r#"INSERT INTO "tickets" DEFAULT VALUES RETURNING "tickets"."id" -- binds: []"#;
    assert_eq!(Ticket::create().sql::<Sqlite>(), empty);
    assert_eq!(Ticket::create().sql::<Postgres>(), empty);
}

#[test]
fn rows_with_different_columns_share_one_insert_on_postgresql() {
    let create = Team::create_many([Team::create().name("Jazz").points(3), Team::create().name("Bulls").active(None)]);
    assert_eq!(
        create.sql::<Sqlite>(),
        format!(
            r#"INSERT INTO "teams" ("name", "points") VALUES (?, ?) RETURNING {TEAM_COLUMNS}; -- binds: ["Jazz", 3]
INSERT INTO "teams" ("name", "active") VALUES (?, ?) RETURNING {TEAM_COLUMNS} -- binds: ["Bulls", None]"#
        )
    );
    assert_eq!(
        create.sql::<Postgres>(),
        format!(
            r#"INSERT INTO "teams" ("name", "points", "active") VALUES ($1, $2, DEFAULT), ($3, DEFAULT, $4) RETURNING {TEAM_COLUMNS} -- binds: ["Jazz", 3, "Bulls", None]"#
        )
    );
    let tickets = [Ticket::create(), Ticket::create()];
    assert_eq!(
        Ticket::create_many(tickets).sql::<Sqlite>(),
        r#"INSERT INTO "tickets" ("id") VALUES (NULL), (NULL) RETURNING "tickets"."id" -- binds: []"#
    );
}

#[test]
fn an_upsert_updates_what_was_given_beside_the_unique_columns() {
    let seat = Seat::create().hall("A").number(7).guest("Karl").upsert((seats::hall, seats::number));
    assert_eq!(
        seat.sql::<Postgres>(),
        r#"INSERT INTO "seats" ("hall", "number", "guest") VALUES ($1, $2, $3) ON CONFLICT ("hall", "number") DO UPDATE SET "guest" = excluded."guest" RETURNING "seats"."hall", "seats"."number", "seats"."guest" -- binds: ["A", 7, Some("Karl")]"#
    );
    let only_the_key = Seat::create().hall("A").number(7).upsert((seats::hall, seats::number));
    assert_eq!(
        only_the_key.sql::<Sqlite>(),
        r#"INSERT INTO "seats" ("hall", "number") VALUES (?, ?) ON CONFLICT ("hall", "number") DO UPDATE SET "hall" = excluded."hall" RETURNING "seats"."hall", "seats"."number", "seats"."guest" -- binds: ["A", 7]"#
    );
}

behaviour! {
    async fn a_created_row_comes_back_with_what_the_database_added(db, statements) {
        db.create_tables(schema![Team, Ticket]).await?;
        statements.clear();
        assert_eq!(Team::create().name("Jazz").exec(db).await?, team(1, "Jazz"));
        let given = Team {
            id: 40,
            name: "Bulls".to_owned(),
            motto: Some("Run".to_owned()),
            points: 0,
            state: String::new(),
            active: None,
        };
        let bulls = Team::create().active(None).state("").points(0).motto("Run").name("Bulls").id(40);
        assert_eq!(bulls.exec(db).await?, given);
        assert_eq!(statements.count(), 2);
        assert!(statements.transactions().is_empty());
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, [team(1, "Jazz"), given]);

        assert_eq!(Ticket::create().exec(db).await?, Ticket { id: 1 });
        assert_eq!(Ticket::create_many([Ticket::create(), Ticket::create()]).exec(db).await?, [
            Ticket { id: 2 },
            Ticket { id: 3 },
        ]);
        Ok(())
    }

    async fn creating_no_rows_sends_nothing(db, statements) {
        db.create_tables(schema![Team]).await?;
        statements.clear();
        assert_eq!(Team::create_many(Vec::<TeamInsert>::new()).exec(db).await?, []);
        assert_eq!(statements.count(), 0);
        assert!(statements.transactions().is_empty());
        Ok(())
    }

    async fn rows_with_different_columns_each_get_their_own_defaults(db, statements) {
        db.create_tables(schema![Team]).await?;
        statements.clear();
        let rows = [
            Team::create().name("a").motto("first"),
            Team::create().name("b").points(i64::MIN).active(None),
            Team::create().name("c").state("old").active(false),
        ];
        let made = Team::create_many(rows).exec(db).await?;
        assert_eq!(statements.count(), if db.is_postgres() { 1 } else { 3 });
        assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
        assert_eq!(made, [
            Team { motto: Some("first".to_owned()), ..team(1, "a") },
            Team { points: i64::MIN, active: None, ..team(2, "b") },
            Team { state: "old".to_owned(), active: Some(false), ..team(3, "c") },
        ]);
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, made);
        assert_eq!(Team::create_many([Team::create().name("d")]).exec(db).await?, [team(4, "d")]);
        Ok(())
    }

    /// The keys that are given are neither ascending nor in one block.
    async fn rows_come_back_in_the_order_given(db) {
        db.create_tables(schema![Team, Seat]).await?;
        let keys = [Some(90), None, Some(70), None, None, Some(80), Some(i32::MAX - 100), None];
        let rows = keys.iter().enumerate().map(|(place, key)| {
            let row = Team::create().name(format!("team {place}"));
            match key {
                Some(key) => row.id(*key),
                None => row,
            }
        });
        let made = Team::create_many(rows).exec(db).await?;
        let names: Vec<&str> = made.iter().map(|team| team.name.as_str()).collect();
        assert_eq!(names, ["team 0", "team 1", "team 2", "team 3", "team 4", "team 5", "team 6", "team 7"]);
        for (team, key) in made.iter().zip(keys) {
            assert!(key.is_none_or(|key| key == team.id), "{team:?} was given {key:?}");
            assert_eq!(Team::find(team.id).exec(db).await?, *team);
        }
        assert_eq!(made.iter().map(|team| team.id).collect::<BTreeSet<_>>().len(), 8);

        let seats = [("B", 1), ("A", 9), ("A", -3), ("a", 0)].map(|(hall, number)| Seat::create().hall(hall).number(number));
        let made = Seat::create_many(seats).exec(db).await?;
        let keys: Vec<_> = made.iter().map(|seat| (seat.hall.as_str(), seat.number)).collect();
        assert_eq!(keys, [("B", 1), ("A", 9), ("A", -3), ("a", 0)]);
        Ok(())
    }

    async fn more_rows_than_one_statement_may_bind_are_made_in_one_transaction(db, statements) {
        db.create_tables(schema![Pair]).await?;
        statements.clear();
        let rows = |first: i32| {
            (0..40_000).map(move |n: i32| {
                // Neither ascending nor descending: 7919 has no factor in common with 40,000.
                let number = first + n.wrapping_mul(7919).rem_euclid(40_000);
                Pair::create().number(number).square(i64::from(number) * i64::from(number))
            })
        };
        let made = Pair::create_many(rows(0)).exec(db).await?;
        assert_eq!(statements.count(), if db.is_postgres() { 2 } else { 3 });
        assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
        assert_eq!(statements.prepared(), [""; 0]);
        assert_eq!(made.len(), 40_000);
        for (place, pair) in (0_i32..).zip(&made) {
            assert_eq!(pair.number, place.wrapping_mul(7919).rem_euclid(40_000));
            assert_eq!(pair.square, i64::from(pair.number) * i64::from(pair.number));
        }
        assert_eq!(Pair::query().count().exec(db).await?, 40_000);

        // The last row of the last chunk is there already.
        statements.clear();
        let clash = rows(40_000).take(39_999).chain([Pair::create().number(5).square(25)]);
        let error = Pair::create_many(clash).exec(db).await.unwrap_err();
        assert!(matches!(error, Error::UniqueViolation(_)), "{error:?}");
        assert_eq!(statements.transactions(), ["BEGIN", "ROLLBACK"]);
        assert_eq!(Pair::query().count().exec(db).await?, 40_000);
        Ok(())
    }

    async fn a_row_that_clashes_leaves_none_of_its_statement(db) {
        db.create_tables(schema![Team]).await?;
        let rows = ["a", "b", "a"].map(|name| Team::create().name(name));
        assert!(matches!(Team::create_many(rows).exec(db).await, Err(Error::UniqueViolation(_))));
        assert!(!Team::query().exists().exec(db).await?);
        Ok(())
    }

    async fn an_upsert_inserts_or_updates(db, statements) {
        db.create_tables(schema![Team, Seat]).await?;
        statements.clear();
        let first = Team::create().name("Jazz").points(1).motto("x").upsert(teams::name).exec(db).await?;
        assert_eq!(first, Team { points: 1, motto: Some("x".to_owned()), ..team(1, "Jazz") });
        // The motto is not given: it stays.
        let second = Team::create().name("Jazz").points(2).upsert(teams::name).exec(db).await?;
        assert_eq!(second, Team { points: 2, ..first.clone() });
        // NULL is given.
        let third = Team::create().name("Jazz").motto(None).upsert(teams::name).exec(db).await?;
        assert_eq!(third, Team { motto: None, ..second });
        // Only the unique column is given.
        assert_eq!(Team::create().name("Jazz").upsert(teams::name).exec(db).await?, third);
        // By the primary key, the other unique column changes.
        let renamed = Team::create().id(1).name("Nuggets").upsert(teams::id).exec(db).await?;
        assert_eq!(renamed, Team { name: "Nuggets".to_owned(), ..third.clone() });
        // By another column, the primary key stays: rows that reference the team do not notice.
        assert_eq!(Team::create().id(2).name("Nuggets").upsert(teams::name).exec(db).await?, renamed);
        assert_eq!(statements.count(), 6);
        assert_eq!(Team::query().exec(db).await?, [renamed]);

        // Another unique column than the one named is in the way.
        Team::create().id(30).name("Bulls").exec(db).await?;
        let clash = Team::create().id(1).name("Bulls").upsert(teams::id).exec(db).await;
        assert!(matches!(clash, Err(Error::UniqueViolation(_))));

        let seat = |guest: Option<&str>| Seat { hall: "A".to_owned(), number: 7, guest: guest.map(str::to_owned) };
        let upsert = || Seat::create().hall("A").number(7);
        let key = (seats::hall, seats::number);
        assert_eq!(upsert().guest("Karl").upsert(key).exec(db).await?, seat(Some("Karl")));
        assert_eq!(upsert().upsert(key).exec(db).await?, seat(Some("Karl")));
        assert_eq!(upsert().guest(None).upsert(key).exec(db).await?, seat(None));
        assert_eq!(Seat::query().count().exec(db).await?, 1);
        Ok(())
    }

    async fn a_single_insert_stays_prepared(db, statements) {
        db.create_tables(schema![Seat]).await?;
        statements.clear();
        for number in 0..3 {
            Seat::create().hall("A").number(number).exec(db).await?;
        }
        assert_eq!(statements.count(), 3);
        assert_eq!(statements.prepared(), [statements.statements()[0].clone()]);
        Ok(())
    }
}
