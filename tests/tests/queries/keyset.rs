//! Cursor pages: their rows, their cursors and their SQL.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::dsl::{Asc, Desc};
use orm_core::prelude::*;
use orm_core::query::{Cursor, InvalidCursor, KeysetPage};
use orm_core::{BoxedQuery, Error, schema};
use orm_postgres::Postgres;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};
use uuid::Uuid;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    wins: i32,
    founded: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: Option<i32>,
}

/// A key of two columns.
#[derive(Model, Debug, Clone, PartialEq)]
struct Seat {
    #[column(primary_key)]
    hall: String,
    #[column(primary_key)]
    number: i32,
    price: i32,
}

/// A column of each type that a cursor holds.
#[derive(Model, Debug, Clone, PartialEq)]
struct Sample {
    id: i32,
    small: i16,
    big: i64,
    real: f32,
    double: f64,
    flag: bool,
    text: String,
    bytes: Vec<u8>,
    date: NaiveDate,
    time: NaiveTime,
    timestamp: NaiveDateTime,
    instant: DateTime<Utc>,
    uuid: Uuid,
    decimal: BigDecimal,
    maybe: Option<DateTime<Utc>>,
}

type BestFirst = (Desc<teams::wins>, Asc<teams::name>);

fn best_first() -> BestFirst {
    (teams::wins.desc(), teams::name.asc())
}

fixture! {
    /// Five teams: `a` to `e`, wins 3, 3, 2, 1, 1, founded 1950, none, 1940, none, 1950.
    async fn teams_are_there(db) -> Vec<Team> {
        db.create_tables(schema![Team, Player]).await?;
        let rows = [("a", 3, Some(1950)), ("b", 3, None), ("c", 2, Some(1940)), ("d", 1, None), ("e", 1, Some(1950))];
        let rows = rows.map(|(name, wins, founded)| Team::create().name(name).wins(wins).founded(founded));
        Ok(Team::create_many(rows).exec(db).await?)
    }
}

fn names<'a>(rows: impl IntoIterator<Item = &'a Team>) -> String {
    rows.into_iter().map(|team| team.name.as_str()).collect()
}

/// The text after the selected columns, on SQLite.
#[track_caller]
fn assert_sql(sqlite: &str, postgres: &str, expected: &str) {
    let mut unnumbered = postgres.to_owned();
    for number in (1..20).rev() {
        unnumbered = unnumbered.replace(&format!("${number}"), "?");
    }
    assert_eq!(sqlite, unnumbered);
    let (_, after) = sqlite.split_once(" WHERE ").unwrap();
    assert_eq!(after.replace("\"teams\".", ""), expected);
}

macro_rules! assert_sql {
    ($operation:expr, $expected:expr) => {
        assert_sql(&$operation.sql::<Sqlite>(), &$operation.sql::<Postgres>(), $expected)
    };
}

fn jazz(founded: Option<i32>) -> Team {
    Team { id: 7, name: "Jazz".to_owned(), wins: 51, founded }
}

#[test]
fn mandatory_columns_of_one_direction_are_compared_as_a_row() {
    let page = || Team::query().keyset((teams::wins.desc(), teams::name.desc()), 20);
    assert_sql!(page(), r#"TRUE ORDER BY "wins" DESC, "name" DESC, "id" DESC LIMIT ? -- binds: [21]"#);
    assert_sql!(
        page().after(Cursor::of(&jazz(None))),
        r#"("wins", "name", "id") < (?, ?, ?) ORDER BY "wins" DESC, "name" DESC, "id" DESC LIMIT ? -- binds: [51, "Jazz", 7, 21]"#
    );
    assert_sql!(
        page().before(Cursor::of(&jazz(None))),
        r#"("wins", "name", "id") > (?, ?, ?) ORDER BY "wins" ASC, "name" ASC, "id" ASC LIMIT ? -- binds: [51, "Jazz", 7, 21]"#
    );
}

#[test]
fn the_primary_key_is_not_repeated() {
    let page = Team::query().keyset(teams::id.desc(), 20).after(Cursor::of(&jazz(None)));
    assert_sql!(page, r#""id" < ? ORDER BY "id" DESC LIMIT ? -- binds: [7, 21]"#);
    let page = Team::query().keyset((teams::id.desc(), teams::name.asc()), 20).after(Cursor::of(&jazz(None)));
    assert_sql!(
        page,
        r#""id" <= ? AND ("id" < ? OR "name" > ?) ORDER BY "id" DESC, "name" ASC LIMIT ? -- binds: [7, 7, "Jazz", 21]"#
    );
}

#[test]
fn columns_of_several_directions_are_compared_by_a_bound_and_alternatives() {
    let page = || Team::query().keyset(best_first(), 20);
    assert_sql!(
        page().after(Cursor::of(&jazz(None))),
        r#""wins" <= ? AND ("wins" < ? OR ("name", "id") > (?, ?)) ORDER BY "wins" DESC, "name" ASC, "id" ASC LIMIT ? -- binds: [51, 51, "Jazz", 7, 21]"#
    );
    assert_sql!(
        page().before(Cursor::of(&jazz(None))),
        r#""wins" >= ? AND ("wins" > ? OR ("name", "id") < (?, ?)) ORDER BY "wins" ASC, "name" DESC, "id" DESC LIMIT ? -- binds: [51, 51, "Jazz", 7, 21]"#
    );
    assert_sql!(
        Team::query().keyset((teams::wins.desc(), teams::name.asc(), teams::id.desc()), 1).after(Cursor::of(&jazz(None))),
        r#""wins" <= ? AND ("wins" < ? OR ("name" >= ? AND ("name" > ? OR "id" < ?))) ORDER BY "wins" DESC, "name" ASC, "id" DESC LIMIT ? -- binds: [51, 51, "Jazz", "Jazz", 7, 2]"#
    );
}

#[test]
fn null_is_greater_than_every_value() {
    let ascending = || Team::query().keyset(teams::founded.asc(), 20);
    assert_sql!(
        ascending().after(Cursor::of(&jazz(Some(1974)))),
        r#"("founded" > ? OR "founded" IS NULL OR ("founded" = ? AND "id" > ?)) ORDER BY "founded" ASC NULLS LAST, "id" ASC LIMIT ? -- binds: [1974, 1974, 7, 21]"#
    );
    assert_sql!(
        ascending().after(Cursor::of(&jazz(None))),
        r#""founded" IS NULL AND "id" > ? ORDER BY "founded" ASC NULLS LAST, "id" ASC LIMIT ? -- binds: [7, 21]"#
    );
    assert_sql!(
        ascending().before(Cursor::of(&jazz(Some(1974)))),
        r#""founded" <= ? AND ("founded" < ? OR "id" < ?) ORDER BY "founded" DESC NULLS FIRST, "id" DESC LIMIT ? -- binds: [1974, 1974, 7, 21]"#
    );
    assert_sql!(
        ascending().before(Cursor::of(&jazz(None))),
        r#"("founded" IS NOT NULL OR "id" < ?) ORDER BY "founded" DESC NULLS FIRST, "id" DESC LIMIT ? -- binds: [7, 21]"#
    );
    let mixed = || Team::query().keyset((teams::wins.desc(), teams::founded.asc()), 20);
    assert_sql!(
        mixed().after(Cursor::of(&jazz(None))),
        r#""wins" <= ? AND ("wins" < ? OR ("founded" IS NULL AND "id" > ?)) ORDER BY "wins" DESC, "founded" ASC NULLS LAST, "id" ASC LIMIT ? -- binds: [51, 51, 7, 21]"#
    );
}

#[test]
fn a_filter_with_or_stands_beside_the_condition_of_the_page() {
    let either = teams::wins.gt(1).or(teams::name.eq("a"));
    assert_sql!(
        Team::query().filter(either).keyset(teams::founded.asc(), 2).before(Cursor::of(&jazz(None))),
        r#"("wins" > ? OR "name" = ?) AND ("founded" IS NOT NULL OR "id" < ?) ORDER BY "founded" DESC NULLS FIRST, "id" DESC LIMIT ? -- binds: [1, "a", 7, 3]"#
    );
}

#[test]
fn a_text_that_is_no_cursor_is_an_error() {
    type ByFounded = Cursor<Team, Asc<teams::founded>>;
    let text = Cursor::<Team, BestFirst>::of(&jazz(None)).to_string();
    assert_eq!(text.parse(), Ok(Cursor::<Team, BestFirst>::of(&jazz(None))));
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{text}");

    let invalid = Err(InvalidCursor { model: "Team" });
    assert_eq!(text.parse::<ByFounded>().map(|_| ()), invalid, "another order");
    assert_eq!(text.parse::<Cursor<Team, (Asc<teams::wins>, Asc<teams::name>)>>().map(|_| ()), invalid);
    let mut damaged: Vec<String> = (0..text.len()).map(|end| text[..end].to_owned()).collect();
    damaged.extend(["A", "AA", "AAA", "AAAA", "%", "'; DROP TABLE teams; --", "ä", "\0"].map(|end| format!("{text}{end}")));
    damaged.extend((0..text.len()).map(|place| format!("{}~{}", &text[..place], &text[place + 1..])));
    for text in damaged {
        assert_eq!(text.parse::<Cursor<Team, BestFirst>>().map(|_| ()), invalid, "{text:?}");
    }
    let null = Cursor::<Team, Asc<teams::founded>>::of(&jazz(None)).to_string();
    assert_eq!(null.parse::<ByFounded>(), Ok(Cursor::of(&jazz(None))));

    let error = Error::from(InvalidCursor { model: "Team" });
    assert!(matches!(error, Error::InvalidValue(_)), "{error:?}");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "this text is not a cursor of this order of `Team`");
}

/// Any change of a text is refused, or is the cursor of another row; nothing panics.
#[test]
fn a_text_with_any_other_digit_is_an_error_or_another_position() {
    let sample = sample(1);
    let text = Cursor::<Sample, (Asc<samples::decimal>, Asc<samples::maybe>)>::of(&sample).to_string();
    for place in 0..text.len() {
        for digit in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
            let changed = format!("{}{digit}{}", &text[..place], &text[place + 1..]);
            let _ = changed.parse::<Cursor<Sample, (Asc<samples::decimal>, Asc<samples::maybe>)>>();
        }
    }
    type ByDecimal = Cursor<Sample, Asc<samples::decimal>>;
    let forged = |digits: &str| {
        let decimal = Cursor::<Sample, Asc<samples::decimal>>::of(&sample).to_string();
        let order = &decimal.as_bytes()[..5];
        let text = Sample { text: digits.to_owned(), ..sample.clone() };
        let text = Cursor::<Sample, Asc<samples::text>>::of(&text).to_string();
        // The hash of the order is 32 bits, of which the first five digits hold 30.
        let forged = format!("{}{}", String::from_utf8_lossy(order), &text[5..]);
        let sixth = |digit: char| format!("{}{digit}{}", &forged[..5], &forged[6..]);
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars().any(|digit| sixth(digit).parse::<ByDecimal>().is_ok())
    };
    assert!(forged("12.50"));
    assert!(!forged("1e999999999"), "a short text would be a number of a thousand million digits");
}

#[test]
fn a_page_and_its_cursors_serialize() {
    let cursor = Cursor::<Team, BestFirst>::of(&jazz(None));
    let json = serde_json::to_value(KeysetPage { rows: vec![1, 2], next: Some(cursor.clone()), previous: None }).unwrap();
    assert_eq!(json, serde_json::json!({ "rows": [1, 2], "next": cursor.to_string(), "previous": null }));
    assert_eq!(serde_json::from_value::<Cursor<Team, BestFirst>>(json["next"].clone()).unwrap(), cursor);
    let error = serde_json::from_str::<Cursor<Team, BestFirst>>("\"x\"").unwrap_err();
    assert_eq!(error.to_string(), "this text is not a cursor of this order of `Team`");
}

fn sample(id: i32) -> Sample {
    let instant: DateTime<Utc> = "2024-02-29T23:59:59.123456Z".parse().unwrap();
    Sample {
        id,
        small: i16::MIN,
        big: i64::MIN,
        real: 0.1,
        double: -1e-300 / 3.0,
        flag: true,
        text: "naïve; 'DROP'".to_owned(),
        bytes: vec![0, 255, 7],
        date: instant.date_naive(),
        time: instant.time(),
        timestamp: instant.naive_utc(),
        instant,
        uuid: Uuid::from_u128(u128::MAX / 3),
        decimal: "1234567890.00125".parse().unwrap(),
        maybe: Some(instant),
    }
}

/// Reads all pages forwards, then backwards from the last one, and yields the rows of both walks. Every cursor goes
/// through its text.
macro_rules! walk {
    ($db:ident, $page:expr) => {{
        let page = $page;
        let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
        let mut found = page().exec($db).await?;
        assert_eq!(found.previous, None);
        while let Some(next) = found.next.take() {
            forwards.append(&mut found.rows);
            found = page().after(next.to_string().parse()?).exec($db).await?;
        }
        forwards.extend(found.rows.iter().cloned());
        loop {
            backwards.splice(..0, found.rows);
            let Some(previous) = found.previous else { break };
            found = page().before(previous.to_string().parse()?).exec($db).await?;
        }
        assert_eq!(forwards, backwards, "both directions");
        forwards
    }};
}

behaviour! {
    async fn a_page_has_its_rows_and_the_cursors_beside_it(db, statements) {
        teams_are_there(db).await?;
        let page = || Team::query().keyset(best_first(), 2);
        statements.clear();
        let first = page().exec(db).await?;
        assert_eq!((names(&first.rows).as_str(), first.previous), ("ab", None));
        let second = page().after(first.next.unwrap()).exec(db).await?;
        assert_eq!(names(&second.rows), "cd");
        let third = page().after(second.next.unwrap()).exec(db).await?;
        assert_eq!((names(&third.rows).as_str(), third.next), ("e", None));
        assert_eq!(statements.count(), 3, "one statement for each page");

        let second = page().before(third.previous.unwrap()).exec(db).await?;
        assert_eq!(names(&second.rows), "cd", "in the same order");
        assert_eq!(names(&page().after(second.next.unwrap()).exec(db).await?.rows), "e");
        let first = page().before(second.previous.unwrap()).exec(db).await?;
        assert_eq!((names(&first.rows).as_str(), first.previous), ("ab", None));
        Ok(())
    }

    async fn a_page_that_ends_with_the_last_row_has_no_next_one(db) {
        let all = teams_are_there(db).await?;
        let page = |size| Team::query().keyset(teams::id.asc(), size);
        assert_eq!(page(5).exec(db).await?, KeysetPage { rows: all.clone(), next: None, previous: None });
        assert_eq!(page(0).exec(db).await?.rows, all[..1], "a page has a row at least");
        assert_eq!(page(u32::MAX).exec(db).await?.rows.len(), 5);
        let nothing = Team::query().filter(teams::id.lt(0)).keyset(teams::id.asc(), 2).exec(db).await?;
        assert_eq!(nothing, KeysetPage { rows: vec![], next: None, previous: None });
        let last = page(2).after(Cursor::of(&all[4])).exec(db).await?;
        assert_eq!(last, KeysetPage { rows: vec![], next: None, previous: None });
        Ok(())
    }

    async fn a_cursor_of_a_request_may_be_missing(db) {
        let all = teams_are_there(db).await?;
        let page = |after: Option<usize>, before: Option<usize>| {
            let cursor = |place: Option<usize>| place.map(|place| Cursor::of(&all[place]));
            Team::query().keyset(teams::id.asc(), 2).after_if(cursor(after)).before_if(cursor(before))
        };
        assert_eq!(names(&page(None, None).exec(db).await?.rows), "ab");
        assert_eq!(names(&page(Some(2), None).exec(db).await?.rows), "de");
        assert_eq!(names(&page(None, Some(3)).exec(db).await?.rows), "bc");
        Ok(())
    }

    async fn null_has_one_place_on_both_databases(db) {
        teams_are_there(db).await?;
        let ascending = walk!(db, || Team::query().keyset(teams::founded.asc(), 1));
        assert_eq!(names(&ascending), "caebd");
        let descending = walk!(db, || Team::query().keyset(teams::founded.desc(), 1));
        assert_eq!(names(&descending), "dbeac");
        let mixed = walk!(db, || Team::query().keyset((teams::founded.desc(), teams::name.asc()), 1));
        assert_eq!(names(&mixed), "bdaec");
        let second = walk!(db, || Team::query().keyset((teams::wins.asc(), teams::founded.asc(), teams::name.desc()), 2));
        assert_eq!(names(&second), "edcab");
        Ok(())
    }

    async fn rows_inserted_and_deleted_between_pages_move_no_other_row(db) {
        let all = teams_are_there(db).await?;
        let page = || Team::query().keyset(best_first(), 2);
        let first = page().exec(db).await?;
        assert_eq!(names(&first.rows), "ab");
        for (name, wins) in [("0", 9), ("aa", 3), ("z", 3), ("cc", 2)] {
            Team::create().name(name).wins(wins).exec(db).await?;
        }
        all[1].clone().delete().exec(db).await?;
        let second = page().after(first.next.unwrap()).exec(db).await?;
        assert_eq!(names(&second.rows), "zc", "the row of the cursor may be deleted");
        let third = page().after(second.next.unwrap()).exec(db).await?;
        assert_eq!(third.rows.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["cc", "d"]);
        let before = page().before(second.previous.unwrap()).exec(db).await?;
        assert_eq!(before.rows.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["a", "aa"]);
        assert!(before.previous.is_some(), "a row stands before them now");
        Ok(())
    }

    async fn a_page_includes_associations(db, statements) {
        let all = teams_are_there(db).await?;
        for (name, team) in [("Karl", 0), ("John", 2), ("Ann", 2), ("Eva", 3)] {
            all[team].create_player().name(name).exec(db).await?;
        }
        let page = || Team::query().include(teams::players.order(players::name.asc())).keyset(teams::id.asc(), 2);
        let first = page().exec(db).await?;
        statements.clear();
        let second = page().after(first.next.unwrap()).exec(db).await?;
        let loaded: Vec<_> = second.rows.iter().map(|team| (team.name.as_str(), team.players().len())).collect();
        assert_eq!(loaded, [("c", 2), ("d", 1)]);
        assert_eq!(statements.count(), 2, "the rows, and the players of these rows");
        let fed = Team::query().keyset(teams::id.asc(), 2).include(teams::players.required()).exec(db).await?;
        assert_eq!(fed.rows.iter().map(|team| team.name.as_str()).collect::<String>(), "ac");
        let last = Team::query().keyset(teams::id.asc(), 2).include(teams::players.required()).after(fed.next.unwrap());
        assert_eq!(last.exec(db).await?.rows.len(), 1);
        Ok(())
    }

    async fn a_getter_has_pages(db) {
        let all = teams_are_there(db).await?;
        for name in ["Karl", "John", "Ann"] {
            all[0].create_player().name(name).exec(db).await?;
        }
        all[1].create_player().name("Bob").exec(db).await?;
        let rows = walk!(db, || all[0].get_players().keyset(players::name.asc(), 1));
        assert_eq!(rows.iter().map(|player| player.name.as_str()).collect::<Vec<_>>(), ["Ann", "John", "Karl"]);
        Ok(())
    }

    async fn a_raw_or_does_not_bypass_the_cursor(db) {
        let all = teams_are_there(db).await?;
        let either = || diesel::dsl::sql::<diesel::sql_types::Bool>("wins = 3 OR wins = 1");
        let page = Team::query().filter(either()).keyset(teams::id.asc(), 2).after(Cursor::of(&all[1]));
        assert_eq!(names(&page.exec(db).await?.rows), "de");
        Ok(())
    }

    async fn a_composite_key_breaks_ties(db) {
        db.create_tables(schema![Seat]).await?;
        let seats = [("A", 1), ("A", 2), ("B", 1), ("B", 2)];
        Seat::create_many(seats.map(|(hall, number)| Seat::create().hall(hall).number(number).price(5))).exec(db).await?;
        let rows = walk!(db, || Seat::query().keyset(seats::price.desc(), 1));
        assert_eq!(rows.iter().map(|seat| (seat.hall.as_str(), seat.number)).rev().collect::<Vec<_>>(), seats);
        let rows = walk!(db, || Seat::query().keyset(seats::number.asc(), 1));
        let expected = [("A", 1), ("B", 1), ("A", 2), ("B", 2)];
        assert_eq!(rows.iter().map(|seat| (seat.hall.as_str(), seat.number)).collect::<Vec<_>>(), expected);
        Ok(())
    }

    async fn values_of_every_type_read_back_from_a_cursor(db) {
        db.create_tables(schema![Sample]).await?;
        let all: Vec<Sample> = (1..=3).map(sample).collect();
        for row in &all {
            let Sample { small, big, real, double, flag, .. } = *row;
            let new = Sample::create().small(small).big(big).real(real).double(double).flag(flag).text(row.text.clone());
            let new = new.bytes(row.bytes.clone()).date(row.date).time(row.time).timestamp(row.timestamp);
            new.instant(row.instant).uuid(row.uuid).decimal(row.decimal.clone()).maybe(row.maybe).exec(db).await?;
        }
        // All rows are equal but for their keys: only exact values find the next row, and that one alone.
        let rows = walk!(db, || Sample::query().keyset(
            (samples::small.asc(), samples::big.asc(), samples::real.asc(), samples::double.asc(),
             samples::flag.asc(), samples::text.asc(), samples::bytes.asc(), samples::date.asc()), 1));
        assert_eq!(rows, all);
        let rows = walk!(db, || Sample::query().keyset(
            (samples::small.asc(), samples::big.desc(), samples::real.asc(), samples::double.desc(),
             samples::flag.asc(), samples::text.desc(), samples::bytes.asc(), samples::date.desc()), 1));
        assert_eq!(rows.into_iter().rev().collect::<Vec<_>>(), all);
        let rows = walk!(db, || Sample::query().keyset(
            (samples::time.asc(), samples::timestamp.asc(), samples::instant.asc(), samples::uuid.asc(),
             samples::decimal.asc()), 1));
        assert_eq!(rows, all);
        let rows = walk!(db, || Sample::query().keyset(
            (samples::time.asc(), samples::timestamp.desc(), samples::instant.asc(), samples::uuid.desc(),
             samples::decimal.asc(), samples::maybe.asc()), 1));
        assert_eq!(rows, all);
        Ok(())
    }

    async fn a_nul_of_a_client_is_no_panic(db) {
        teams_are_there(db).await?;
        let nul = Team { name: "\0".to_owned(), ..jazz(None) };
        let text = Cursor::<Team, Asc<teams::name>>::of(&nul).to_string();
        let page = Team::query().keyset(teams::name.asc(), 2).after(text.parse()?);
        match page.exec(db).await {
            Ok(page) => assert_eq!((db.is_postgres(), page.rows.len()), (false, 2)),
            Err(error) => assert!(db.is_postgres() && matches!(error, Error::InvalidValue(_)), "{error:?}"),
        }
        Ok(())
    }
}

#[test]
fn a_boxed_query_has_pages_in_their_own_order() {
    let mut db = orm_sqlite::connect(":memory:").unwrap();
    orm_sqlite::create_tables(&mut db, schema![Team, Player]).unwrap();
    for (name, wins) in [("a", 1), ("b", 2), ("c", 3)] {
        Team::create().name(name).wins(wins).exec(&mut db).unwrap();
    }
    let query = || -> BoxedQuery<'static, Team, Sqlite> {
        let query = Team::query().boxed().filter(teams::wins.gt(1).or(teams::name.eq("a")));
        query.order(teams::name.asc()).limit(1)
    };
    let first = query().keyset(teams::wins.desc(), 2).exec(&mut db).unwrap();
    assert_eq!(names(&first.rows), "cb");
    let last = query().keyset(teams::wins.desc(), 2).after(first.next.unwrap()).exec(&mut db).unwrap();
    assert_eq!(names(&last.rows), "a");
}
