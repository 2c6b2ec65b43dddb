//! `has_many` with an optional key: the arguments of each accessor, its output, and the rows after it.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team, foreign_key = "club_id")]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    club_id: Option<i32>,
}

fixture! {
    /// Two teams: of the first are Ann, Ben and Cid, of the second is Dan; Eve has none.
    async fn league(db) -> (Team, Team, Vec<Player>) {
        db.create_tables(schema![Team, Player]).await?;
        let first = Team::create().name("First").exec(db).await?;
        let second = Team::create().name("Second").exec(db).await?;
        let mut players = Vec::new();
        for (name, rating, team) in
            [("Ann", 3, Some(&first)), ("Ben", 5, Some(&first)), ("Cid", 9, Some(&first)), ("Dan", 7, Some(&second))]
        {
            let club = team.map(|team| team.id);
            players.push(Player::create().name(name).rating(rating).club_id(club).exec(db).await?);
        }
        players.push(Player::create().name("Eve").rating(1).exec(db).await?);
        Ok((first, second, players))
    }
}

/// Every player with the key of its team, read without the library.
async fn squads(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT name || COALESCE(CAST(club_id AS TEXT), '-') FROM players ORDER BY name";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn names(players: &[Player]) -> Vec<&str> {
    players.iter().map(|player| &*player.name).collect()
}

fn is_unknown_player<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotFound { model: "Player", association: Some("players") }))
}

behaviour! {
    async fn create_gives_the_key(db, statements) {
        let (_, second, _) = league(db).await?;
        statements.clear();
        let fay = second.create_player().name("Fay").rating(4).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(fay, Player { id: 6, name: "Fay".to_owned(), rating: 4, club_id: Some(2) });
        assert_eq!(squads(db).await?, "Ann1 Ben1 Cid1 Dan2 Eve- Fay2");
        Ok(())
    }

    async fn add_moves_a_row_from_wherever_it_was(db, statements) {
        let (first, second, players) = league(db).await?;
        statements.clear();
        let dan = first.add_player(&players[3]).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(dan, Player { club_id: Some(1), ..players[3].clone() });
        assert_eq!(first.add_player(&players[3]).exec(db).await?, dan, "a second time changes nothing");
        let (eve, eve_again) = (second.add_player(5).exec(db).await?, second.add_player(5).exec(db).await?);
        assert_eq!((eve.club_id, eve_again.club_id), (Some(2), Some(2)));
        assert_eq!(squads(db).await?, "Ann1 Ben1 Cid1 Dan1 Eve2");

        statements.clear();
        assert!(is_unknown_player(&first.add_player(99).exec(db).await));
        assert_eq!(statements.take(), "1");
        assert_eq!(squads(db).await?, "Ann1 Ben1 Cid1 Dan1 Eve2");
        Ok(())
    }

    async fn add_moves_all_rows_or_none(db, statements) {
        let (_, second, players) = league(db).await?;
        statements.clear();
        let moved = second.add_players([&players[2], &players[0], &players[2], &players[4]]).exec(db).await?;
        assert_eq!(statements.take(), "1: BEGIN COMMIT");
        assert_eq!(names(&moved), ["Cid", "Ann", "Eve"], "in the order of the input, each once");
        assert!(moved.iter().all(|player| player.club_id == Some(2)));
        assert_eq!(squads(db).await?, "Ann2 Ben1 Cid2 Dan2 Eve2");

        statements.clear();
        assert!(is_unknown_player(&second.add_players([2, 99, 1]).exec(db).await));
        assert_eq!(statements.take(), "1: BEGIN ROLLBACK");
        assert_eq!(second.add_players([]).exec(db).await?, []);
        assert_eq!(statements.take(), "0");
        assert_eq!(squads(db).await?, "Ann2 Ben1 Cid2 Dan2 Eve2");
        Ok(())
    }

    async fn add_to_a_source_that_is_gone_names_the_association(db) {
        let (_, second, players) = league(db).await?;
        second.delete().exec(db).await?;
        let failures = [
            second.add_player(&players[0]).exec(db).await.unwrap_err(),
            second.add_players(&players[..2]).exec(db).await.unwrap_err(),
            second.set_players(&players[..2]).exec(db).await.unwrap_err(),
            second.create_player().name("Fay").rating(4).exec(db).await.unwrap_err(),
        ];
        for failure in failures {
            let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
            assert_eq!((violation.model, violation.association), ("Player", Some("players")));
        }
        assert_eq!(squads(db).await?, "Ann1 Ben1 Cid1 Dan- Eve-");
        Ok(())
    }

    async fn remove_detaches_rows_of_this_source_only(db, statements) {
        let (first, _, players) = league(db).await?;
        statements.clear();
        assert_eq!(first.remove_player(&players[0]).exec(db).await?, 1);
        assert_eq!(statements.take(), "1");
        assert_eq!(first.remove_player(&players[0]).exec(db).await?, 0);
        assert_eq!(first.remove_player(&players[3]).exec(db).await?, 0);
        assert_eq!(first.remove_player(99).exec(db).await?, 0);
        assert_eq!(squads(db).await?, "Ann- Ben1 Cid1 Dan2 Eve-");

        statements.clear();
        assert_eq!(first.remove_players([1, 2, 2, 4, 5, 99]).exec(db).await?, 1);
        assert_eq!(statements.take(), "1");
        assert_eq!(first.remove_players([]).exec(db).await?, 0);
        assert_eq!(statements.take(), "0");
        assert_eq!(squads(db).await?, "Ann- Ben- Cid1 Dan2 Eve-");
        Ok(())
    }

    async fn set_detaches_the_others_and_moves_these(db, statements) {
        let (first, second, players) = league(db).await?;
        statements.clear();
        let set = first.set_players([&players[3], &players[1], &players[3]]).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(names(&set), ["Dan", "Ben"]);
        assert!(set.iter().all(|player| player.club_id == Some(1)));
        assert_eq!(squads(db).await?, "Ann- Ben1 Cid- Dan1 Eve-");

        statements.clear();
        assert!(is_unknown_player(&first.set_players([1, 99]).exec(db).await));
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN ROLLBACK" } else { "2: BEGIN ROLLBACK" });
        assert_eq!(squads(db).await?, "Ann- Ben1 Cid- Dan1 Eve-");

        second.add_player(&players[4]).exec(db).await?;
        statements.clear();
        assert_eq!(first.set_players([]).exec(db).await?, []);
        assert_eq!(statements.take(), if db.is_postgres() { "2: BEGIN COMMIT" } else { "1" });
        assert_eq!(squads(db).await?, "Ann- Ben- Cid- Dan- Eve2");
        Ok(())
    }

    async fn has_is_about_all_that_are_given(db, statements) {
        let (first, _, players) = league(db).await?;
        statements.clear();
        assert!(first.has_player(&players[0]).exec(db).await?);
        assert_eq!(statements.take(), "1");
        assert!(!first.has_player(&players[3]).exec(db).await?);
        assert!(!first.has_player(99).exec(db).await?);
        statements.clear();
        assert!(first.has_players(&players[..3]).exec(db).await?);
        assert_eq!(statements.take(), "1");
        assert!(first.has_players([1, 2, 1]).exec(db).await?);
        assert!(!first.has_players([1, 2, 4]).exec(db).await?);
        assert!(!first.has_players([1, 99]).exec(db).await?);
        statements.clear();
        assert!(first.has_players([]).exec(db).await?);
        assert_eq!(statements.take(), "0");
        Ok(())
    }

    async fn a_getter_takes_the_usual_options(db, statements) {
        let (first, _, players) = league(db).await?;
        let best = || first.get_players().order(players::rating.desc());
        statements.clear();
        assert_eq!(first.get_players().order(players::id.asc()).exec(db).await?, players[..3]);
        assert_eq!(statements.take(), "1");
        assert_eq!(names(&best().limit(2).exec(db).await?), ["Cid", "Ben"]);
        assert_eq!(names(&best().offset(1).exec(db).await?), ["Ben", "Ann"]);
        assert_eq!(names(&best().limit(1).offset(1).exec(db).await?), ["Ben"]);
        let low_or_of_another = players::rating.lt(4).or(players::club_id.eq(2));
        assert_eq!(names(&first.get_players().filter(low_or_of_another).exec(db).await?), ["Ann"]);
        let alphabet = first.get_players().order((players::club_id.asc(), players::name.desc()));
        assert_eq!(alphabet.select(players::name).exec(db).await?, ["Cid", "Ben", "Ann"]);
        let pairs = best().limit(1).select((players::name, players::rating)).exec(db).await?;
        assert_eq!(pairs, [("Cid".to_owned(), 9)]);
        assert_eq!(statements.take(), "6");

        assert_eq!(best().first().exec(db).await?.as_ref(), Some(&players[2]));
        assert_eq!(first.get_players().filter(players::rating.gt(9)).first().exec(db).await?, None);
        assert_eq!(first.count_players().exec(db).await?, 3);
        assert_eq!(first.get_players().filter(players::rating.ge(5)).count().exec(db).await?, 2);
        assert_eq!(best().limit(2).count().exec(db).await?, 2);
        assert!(first.get_players().filter(players::rating.eq(9)).exists().exec(db).await?);
        assert!(!first.get_players().filter(players::rating.eq(7)).exists().exec(db).await?);
        assert_eq!(statements.take(), "7");

        let page = best().page(2, 2).exec(db).await?;
        assert_eq!(statements.take(), "2");
        assert_eq!((names(&page.rows), page.total, page.pages()), (vec!["Ann"], 3, 2));
        Ok(())
    }

    async fn rows_of_a_getter_are_changed_and_deleted(db, statements) {
        let (first, second, _) = league(db).await?;
        statements.clear();
        assert_eq!(first.get_players().filter(players::rating.lt(9)).update().rating(8).exec(db).await?, 2);
        assert_eq!(statements.take(), "1");
        assert_eq!(first.get_players().update().exec(db).await?, 0, "nothing to write");
        assert_eq!(statements.take(), "0");
        let ratings = Player::query().order(players::id.asc()).select(players::rating).exec(db).await?;
        assert_eq!(ratings, [8, 8, 9, 7, 1]);

        statements.clear();
        assert_eq!(first.get_players().filter(players::rating.eq(8)).delete().exec(db).await?, 2);
        assert_eq!(statements.take(), "1");
        assert_eq!(squads(db).await?, "Cid1 Dan2 Eve-");
        assert_eq!(second.get_players().delete().exec(db).await?, 1);
        assert_eq!(squads(db).await?, "Cid1 Eve-");
        Ok(())
    }

    async fn many_rows_are_moved_in_the_order_of_the_input(db, statements) {
        let (first, _, _) = league(db).await?;
        let rows = (0..3000).map(|number| Player::create().name(format!("p{number}")).rating(number));
        let mut keys: Vec<i32> = Player::create_many(rows).exec(db).await?.iter().map(|player| player.id).collect();
        keys.reverse();
        statements.clear();
        let moved = first.add_players(&keys).exec(db).await?;
        assert_eq!(statements.take(), "1: BEGIN COMMIT");
        assert_eq!(moved.iter().map(|player| player.id).collect::<Vec<_>>(), keys);
        assert!(first.has_players(&keys).exec(db).await?);
        assert_eq!(first.remove_players(&keys).exec(db).await?, 3000);
        assert_eq!(first.count_players().exec(db).await?, 3);
        Ok(())
    }
}
