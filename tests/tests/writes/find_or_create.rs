//! A row is found by its unique columns, or inserted.

use orm_core::prelude::*;
use orm_core::{Error, Transaction};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::postgres::FreshSchema;
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    wins: i32,
    #[column(unique)]
    code: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    #[column(unique)]
    name: String,
    team_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
    guest: Option<String>,
}

behaviour! {
    async fn a_row_is_inserted_once_and_then_found(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        statements.clear();
        let (jazz, created) = Team::create().name("Jazz").wins(3).find_or_create(teams::name).exec(db).await?;
        assert_eq!((&*jazz.name, jazz.wins, created), ("Jazz", 3, true));
        assert_eq!(statements.take(), "1");
        // The existing row is not changed.
        let again = Team::create().name("Jazz").find_or_create(teams::name).wins(5).exec(db).await?;
        assert_eq!(again, (jazz, false));
        assert_eq!(statements.take(), "2");
        assert_eq!(Team::query().count().exec(db).await?, 1);
        Ok(())
    }

    async fn a_row_is_found_by_a_key_of_two_columns(db) {
        db.create_tables(schema![Seat]).await?;
        let seat = |number, guest: &str| {
            let seat = Seat::create().hall("x").number(number).guest(guest.to_owned());
            seat.find_or_create((seats::hall, seats::number))
        };
        let (first, created) = seat(1, "Ann").exec(db).await?;
        assert!(created);
        assert!(seat(2, "Bob").exec(db).await?.1);
        assert_eq!(seat(1, "Bob").exec(db).await?, (first, false));
        Ok(())
    }

    async fn an_accessor_gives_the_key_of_a_new_row_only(db) {
        db.create_tables(schema![Team, Player]).await?;
        let jazz = Team::create().name("Jazz").wins(1).exec(db).await?;
        let bulls = Team::create().name("Bulls").wins(1).exec(db).await?;
        let (karl, created) = jazz.create_player().name("Karl").find_or_create(players::name).exec(db).await?;
        assert_eq!((karl.team_id, created), (Some(jazz.id), true));
        let found = bulls.create_player().name("Karl").find_or_create(players::name).exec(db).await?;
        assert_eq!(found, (karl, false));
        Ok(())
    }

    async fn a_row_without_its_unique_column_is_new(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        statements.clear();
        for (name, code) in [("a", None), ("b", Some(None)), ("c", Some(None))] {
            let team = Team::create().name(name).wins(1);
            let team = if let Some(code) = code { team.code(code) } else { team };
            assert!(team.find_or_create(teams::code).exec(db).await?.1);
        }
        assert!(Team::create().name("d").wins(1).find_or_create(teams::id).exec(db).await?.1);
        assert_eq!(statements.take(), "4");
        Ok(())
    }

    async fn a_conflict_with_another_unique_key_is_an_error(db) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create().name("a").wins(1).code(1).exec(db).await?;
        let refused = Team::create().name("b").wins(1).code(1).find_or_create(teams::name).exec(db).await;
        assert!(matches!(refused, Err(Error::UniqueViolation(_))), "{refused:?}");
        Ok(())
    }

    /// A trigger skips the new row, so each round inserts nothing and finds nothing.
    async fn a_row_that_is_skipped_is_not_found(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        db.run_sql(if db.is_postgres() {
            "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
             CREATE TRIGGER skip BEFORE INSERT ON teams FOR EACH ROW EXECUTE FUNCTION skip()"
        } else {
            "CREATE TRIGGER skip BEFORE INSERT ON teams BEGIN SELECT RAISE(IGNORE); END"
        })
        .await?;
        statements.clear();
        let missing = Team::create().name("a").wins(1).find_or_create(teams::name).exec(db).await;
        assert!(matches!(missing, Err(Error::NotFound { model: "Team", .. })), "{missing:?}");
        assert_eq!(statements.take(), "20");
        Ok(())
    }
}

/// A transaction that sees the data as of its beginning cannot read the row that is in its way.
#[test]
fn a_repeatable_read_meets_a_row_that_it_cannot_see() {
    let schema = FreshSchema::new();
    let connect = || orm_postgres::connect(&schema.url()).expect("the server takes a connection");
    let (mut first, mut second) = (connect(), connect());
    orm_postgres::create_tables(&mut first, schema![Team, Player]).expect("tables");
    let jazz = || Team::create().name("Jazz").wins(3).find_or_create(teams::name);
    let mut runs = 0;
    let transaction = Transaction::new().repeatable_read().attempts(2);
    let found = transaction.run(&mut first, |first| {
        runs += 1;
        Team::query().count().exec(first)?;
        if runs == 1 {
            assert!(jazz().exec(&mut second)?.1);
        }
        jazz().exec(first)
    });
    assert_eq!((found.expect("the row").1, runs), (false, 2));
}

#[test]
fn the_sql_is_an_insert_and_a_select() {
    let columns = r#""teams"."id", "teams"."name", "teams"."wins", "teams"."code""#;
    let jazz = Team::create().name("Jazz").wins(3).find_or_create(teams::name);
    assert_eq!(
        jazz.sql::<Postgres>(),
        format!(
            r#"INSERT INTO "teams" ("name", "wins") VALUES ($1, $2) ON CONFLICT ("name") DO NOTHING RETURNING {columns}; -- binds: ["Jazz", 3]
SELECT {columns} FROM "teams" WHERE "teams"."name" = $1 -- binds: ["Jazz"]"#
        )
    );
    let new = Team::create().name("Jazz").wins(3).find_or_create(teams::code);
    assert_eq!(
        new.sql::<Sqlite>(),
        format!(r#"INSERT INTO "teams" ("name", "wins") VALUES (?, ?) RETURNING {columns} -- binds: ["Jazz", 3]"#)
    );
}
