//! Cursor pages: their rows, and the cursors that lead from one page to another.

use diesel::dsl::{Asc, Desc};
use orm_core::prelude::*;
use orm_core::query::{Cursor, KeysetPage};
use orm_core::{BoxedQuery, Error, schema};
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};

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

mod cursors;
mod properties;
mod sql;
mod types;

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

fn jazz(founded: Option<i32>) -> Team {
    Team { id: 7, name: "Jazz".to_owned(), wins: 51, founded }
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
