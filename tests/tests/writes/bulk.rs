//! Inserts of many rows: without returning them, without those that violate a unique key, and upserts.

use orm_core::Error;
use orm_core::prelude::*;
use orm_core::write::{CreateMany, Plain};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
    #[column(default = 7)]
    wins: i32,
    motto: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    #[column(unique)]
    name: String,
    team_id: i32,
}

/// All columns are left out in a new row.
#[derive(Model, Debug, Clone, PartialEq)]
struct Ticket {
    id: i32,
    #[column(unique)]
    seat: Option<i32>,
}

/// A key of two columns.
#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
    guest: Option<String>,
}

fn named<const N: usize>(names: [&str; N]) -> CreateMany<Team, Plain> {
    Team::create_many(names.map(|name| Team::create().name(name)))
}

fn won<const N: usize>(rows: [(&str, i32); N]) -> CreateMany<Team, Plain> {
    Team::create_many(rows.map(|(name, wins)| Team::create().name(name).wins(wins)))
}

fn names(teams: &[Team]) -> Vec<&str> {
    teams.iter().map(|team| &*team.name).collect()
}

fixture! {
    /// The tables, and the team `a` with one win and a motto.
    async fn one_team_is_there(db) -> Team {
        db.create_tables(schema![Team, Player, Ticket, Seat]).await?;
        Ok(Team::create().name("a").wins(1).motto("take note").exec(db).await?)
    }
}

behaviour! {
    async fn rows_are_counted_and_not_returned(db, statements) {
        let team = one_team_is_there(db).await?;
        statements.clear();
        assert_eq!(named(["b", "c", "d"]).without_returning().exec(db).await?, 3);
        assert_eq!(Team::create().name("e").without_returning().wins(4).exec(db).await?, 1);
        assert_eq!(team.create_player().name("x").without_returning().exec(db).await?, 1);
        assert!(statements.statements().iter().all(|sql| !sql.contains("RETURNING")));
        assert_eq!(statements.take(), "3");
        assert_eq!(named([]).without_returning().exec(db).await?, 0);
        assert_eq!(statements.take(), "0");
        assert_eq!(Team::query().filter(teams::wins.eq(7)).count().exec(db).await?, 3);
        assert_eq!(Team::query().filter(teams::wins.eq(4)).count().exec(db).await?, 1);
        Ok(())
    }

    async fn without_returning_all_rows_are_inserted_or_none(db) {
        one_team_is_there(db).await?;
        let refused = named(["b", "a"]).without_returning().exec(db).await;
        assert!(matches!(refused, Err(Error::UniqueViolation(_))), "{refused:?}");
        let refused = Team::create().name("a").without_returning().exec(db).await;
        assert!(matches!(refused, Err(Error::UniqueViolation(_))), "{refused:?}");
        assert_eq!(Team::query().count().exec(db).await?, 1);
        Ok(())
    }

    /// More values than one statement may bind.
    async fn several_inserts_are_one_transaction(db, statements) {
        one_team_is_there(db).await?;
        statements.clear();
        let seats = || (0..40_000).map(|number| Seat::create().hall("x").number(number));
        assert_eq!(Seat::create_many(seats()).without_returning().exec(db).await?, 40_000);
        let count = if db.is_postgres() { 2 } else { 3 };
        assert_eq!(statements.take(), format!("{count}: BEGIN COMMIT"));
        let again = seats().chain([Seat::create().hall("y").number(1)]);
        let inserted = Seat::create_many(again).on_conflict_do_nothing().exec(db).await?;
        assert_eq!(inserted, [Seat { hall: "y".to_owned(), number: 1, guest: None }]);
        assert_eq!(statements.take(), format!("{count}: BEGIN COMMIT"));
        Ok(())
    }

    /// PostgreSQL refuses RETURNING where a rule replaces the INSERT. On SQLite a trigger skips a row.
    async fn a_table_may_have_rules_and_triggers(db) {
        one_team_is_there(db).await?;
        let (statement, inserted) = if db.is_postgres() {
            ("CREATE RULE elsewhere AS ON INSERT TO teams DO INSTEAD INSERT INTO tickets (seat) VALUES (NEW.wins)", 2)
        } else {
            ("CREATE TRIGGER skip BEFORE INSERT ON teams WHEN NEW.wins = 1 BEGIN SELECT RAISE(IGNORE); END", 1)
        };
        db.run_sql(statement).await?;
        assert!(won([("b", 1), ("c", 2)]).exec(db).await.is_err());
        assert_eq!(won([("b", 1), ("c", 2)]).without_returning().exec(db).await?, inserted);
        let (teams, tickets) = (Team::query().count().exec(db).await?, Ticket::query().count().exec(db).await?);
        assert_eq!((teams, tickets), if db.is_postgres() { (1, 2) } else { (2, 0) });
        Ok(())
    }

    async fn a_row_that_exists_is_not_inserted(db, statements) {
        let team = one_team_is_there(db).await?;
        statements.clear();
        assert_eq!(Team::create().name("a").on_conflict_do_nothing().exec(db).await?, None);
        let other = Team::create().name("b").on_conflict_do_nothing().wins(2).exec(db).await?;
        assert_eq!(other.map(|team| (team.name, team.wins)), Some(("b".to_owned(), 2)));
        let player = || team.create_player().name("x").on_conflict_do_nothing();
        assert_eq!(player().exec(db).await?.map(|player| player.team_id), Some(team.id));
        assert_eq!(player().exec(db).await?, None);
        assert_eq!(statements.take(), "4");
        assert_eq!(Team::find(team.id).exec(db).await?, team);
        Ok(())
    }

    async fn only_the_new_ones_of_many_rows_come_back(db, statements) {
        one_team_is_there(db).await?;
        statements.clear();
        let inserted = named(["c", "a", "b", "c"]).on_conflict_do_nothing().exec(db).await?;
        assert_eq!(names(&inserted), ["c", "b"]);
        assert_eq!(named(["c", "a", "d"]).on_conflict_do_nothing().without_returning().exec(db).await?, 1);
        assert_eq!(named(["c", "a", "d"]).on_conflict_do_nothing().without_returning().exec(db).await?, 0);
        assert_eq!(statements.take(), "3");
        Ok(())
    }

    async fn a_conflict_with_a_foreign_key_is_an_error(db) {
        one_team_is_there(db).await?;
        let refused = Player::create().name("x").team_id(99).on_conflict_do_nothing().exec(db).await;
        assert!(matches!(refused, Err(Error::ForeignKeyViolation(_))), "{refused:?}");
        Ok(())
    }

    async fn a_row_without_values_may_do_nothing_too(db) {
        one_team_is_there(db).await?;
        let first = Ticket::create().on_conflict_do_nothing().exec(db).await?;
        assert_eq!(first.map(|ticket| ticket.seat), Some(None));
        let many = Ticket::create_many([Ticket::create(), Ticket::create()]);
        assert_eq!(many.on_conflict_do_nothing().exec(db).await?.len(), 2);
        assert_eq!(Ticket::create().without_returning().exec(db).await?, 1);
        assert_eq!(Ticket::query().count().exec(db).await?, 4);
        Ok(())
    }

    async fn an_upsert_of_many_rows_returns_them_in_order(db, statements) {
        let team = one_team_is_there(db).await?;
        statements.clear();
        let rows = won([("c", 3), ("a", 5), ("b", 4)]).upsert(teams::name).exec(db).await?;
        assert_eq!(statements.take(), "1: BEGIN COMMIT");
        assert_eq!(names(&rows), ["c", "a", "b"]);
        // The existing row keeps its key and the column that is left out.
        assert_eq!(rows[1], Team { wins: 5, ..team });
        assert_eq!(won([("c", 9)]).upsert(teams::name).exec(db).await?, [Team { wins: 9, ..rows[0].clone() }]);
        assert_eq!(statements.take(), "1");
        assert_eq!(won([]).upsert(teams::name).exec(db).await?, []);
        assert_eq!(statements.take(), "0");
        Ok(())
    }

    /// On PostgreSQL one INSERT could say DEFAULT, and the upsert would set the column to it.
    async fn a_column_that_a_row_leaves_out_is_not_changed(db, statements) {
        let team = one_team_is_there(db).await?;
        statements.clear();
        let rows = [Team::create().name("b").motto("fly"), Team::create().name("a")];
        let rows = Team::create_many(rows.into_iter().chain([Team::create().name("c").wins(2)]));
        let rows = rows.upsert(teams::name).exec(db).await?;
        assert_eq!(statements.take(), "3: BEGIN COMMIT");
        assert_eq!(names(&rows), ["b", "a", "c"]);
        assert_eq!(rows[1], team);
        assert_eq!((rows[0].wins, rows[2].wins), (7, 2));
        Ok(())
    }

    async fn two_rows_with_one_key_are_refused(db) {
        let team = one_team_is_there(db).await?;
        for rows in [[("b", 1), ("b", 2)], [("a", 1), ("a", 2)]] {
            let refused = won(rows).upsert(teams::name).exec(db).await;
            match refused {
                Err(Error::UniqueViolation(violation)) => {
                    assert_eq!((violation.model, violation.constraint, violation.association), ("Team", None, None));
                }
                other => panic!("{other:?}"),
            }
        }
        // Each in an INSERT of its own.
        let rows = [Team::create().name("b"), Team::create().name("b").wins(3)];
        let refused = Team::create_many(rows).upsert(teams::name).exec(db).await;
        assert!(matches!(refused, Err(Error::UniqueViolation(_))), "{refused:?}");
        assert_eq!(Team::query().exec(db).await?, [team]);
        Ok(())
    }

    async fn an_upsert_of_many_rows_goes_by_the_primary_key(db) {
        let team = one_team_is_there(db).await?;
        let rows = [Team::create().name("x").id(team.id), Team::create().name("y").id(team.id + 50)];
        let rows = Team::create_many(rows).upsert(teams::id).exec(db).await?;
        assert_eq!(rows[0], Team { name: "x".to_owned(), ..team.clone() });
        assert_eq!((rows[1].id, &*rows[1].name), (team.id + 50, "y"));
        let guest = |number, guest: &str| Seat::create().hall("h").number(number).guest(guest.to_owned());
        let key = (seats::hall, seats::number);
        Seat::create_many([guest(1, "p"), guest(2, "q")]).upsert(key).exec(db).await?;
        let rows = Seat::create_many([guest(2, "r"), guest(3, "s")]).upsert(key).exec(db).await?;
        let guests: Vec<_> = rows.into_iter().map(|seat| (seat.number, seat.guest)).collect();
        assert_eq!(guests, [(2, Some("r".to_owned())), (3, Some("s".to_owned()))]);
        assert_eq!(Seat::query().count().exec(db).await?, 3);
        Ok(())
    }
}

#[test]
fn the_sql_of_each_kind() {
    let returning = r#"RETURNING "teams"."id", "teams"."name", "teams"."wins", "teams"."motto""#;
    assert_eq!(
        named(["a", "b"]).without_returning().sql::<Postgres>(),
        r#"INSERT INTO "teams" ("name") VALUES ($1), ($2) -- binds: ["a", "b"]"#
    );
    assert_eq!(
        named(["a"]).on_conflict_do_nothing().without_returning().sql::<Sqlite>(),
        r#"INSERT INTO "teams" ("name") VALUES (?) ON CONFLICT DO NOTHING -- binds: ["a"]"#
    );
    assert_eq!(
        named(["a", "b"]).on_conflict_do_nothing().sql::<Sqlite>(),
        format!(
            r#"INSERT INTO "teams" ("name") VALUES (?), (?) ON CONFLICT DO NOTHING {returning} -- binds: ["a", "b"]"#
        )
    );
    assert_eq!(
        won([("a", 1)]).upsert(teams::name).sql::<Postgres>(),
        format!(
            r#"INSERT INTO "teams" ("name", "wins") VALUES ($1, $2) ON CONFLICT ("name") DO UPDATE SET "wins" = excluded."wins" {returning} -- binds: ["a", 1]"#
        )
    );
    assert_eq!(
        Ticket::create().on_conflict_do_nothing().sql::<Sqlite>(),
        r#"INSERT INTO "tickets" ("id") VALUES (NULL) ON CONFLICT DO NOTHING RETURNING "tickets"."id", "tickets"."seat" -- binds: []"#
    );
}
