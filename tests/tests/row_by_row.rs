//! With strict settings, an operation that reads an association row by row is an error, so a test fails.
//!
//! This is a binary of its own because `watch::set` applies to the whole process and would make other tests fail.

use orm_core::trace::watch::{self, Watch};
use orm_core::{Error, LoadDsl as _, Model, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
#[belongs_to_many(Cup, through = "cups_teams")]
struct Team {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[has_many(Goal)]
struct Player {
    id: i32,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Player)]
struct Goal {
    id: i32,
    player_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Cup {
    id: i32,
}

fixture! {
    /// Five teams with a player each.
    async fn league(db) -> () {
        watch::set(Watch::Fail { rows: 3 });
        db.create_tables(schema![Team, Player, Goal, Cup]).await?;
        Team::create_many((0..5).map(|_| Team::create().players([Player::create()]))).exec(db).await?;
        Ok(())
    }
}

/// How many rows of them could be read, and what was said of the next one.
macro_rules! row_by_row {
    ($db:ident, $rows:expr, |$row:ident| $getter:expr) => {{
        let (mut done, mut error) = (0, None);
        for $row in $rows {
            match $getter.exec($db).await {
                Ok(_) => done += 1,
                Err(failure) => {
                    error = Some(failure);
                    break;
                }
            }
        }
        (done, error)
    }};
}

fn include(error: Option<Error>) -> TestResult<String> {
    match error {
        Some(Error::RowByRow(report)) => {
            let message = report.to_string();
            let (_, include) = message.split_once("add ").ok_or("what to add")?;
            Ok(include.to_owned())
        }
        other => Err(format!("{other:?}").into()),
    }
}

behaviour! {
    async fn a_getter_is_run_for_so_many_rows_of_a_query_and_no_more(db) {
        league(db).await?;
        let teams = Team::query().exec(db).await?;
        let (done, error) = row_by_row!(db, &teams, |team| team.get_players());
        assert_eq!((done, include(error)?.as_str()), (3, "`.include(teams::players)` to that query"));
        let (done, error) = row_by_row!(db, &teams, |team| team.count_players());
        assert_eq!((done, include(error)?.as_str()), (0, "`.include(teams::players.count())` to that query"));
        let (done, error) = row_by_row!(db, &teams, |team| team.get_cups());
        assert_eq!((done, include(error)?.as_str()), (3, "`.include(teams::cups)` to that query"));
        Ok(())
    }

    async fn a_getter_to_one_row_is_watched_too(db) {
        league(db).await?;
        let players = Player::query().exec(db).await?;
        let (done, error) = row_by_row!(db, &players, |player| player.get_team());
        assert_eq!((done, include(error)?.as_str()), (3, "`.include(players::team)` to that query"));
        Ok(())
    }

    async fn rows_that_were_included_are_watched_too(db) {
        league(db).await?;
        let teams = Team::query().include(teams::players).exec(db).await?;
        let players = teams.iter().flat_map(TeamWith::players);
        let (done, error) = row_by_row!(db, players, |player| player.get_goals());
        let expected = "`.include(players::goals)` to the include of `players` in that query";
        assert_eq!((done, include(error)?.as_str()), (3, expected));
        Ok(())
    }

    async fn rows_of_queries_of_their_own_are_not_counted_together(db) {
        league(db).await?;
        Team::query().exec(db).await?;
        for id in 1..=5 {
            let team = Team::find(id).exec(db).await?;
            assert_eq!(team.get_players().exec(db).await?.len(), 1);
        }
        for team in Team::query().exec(db).await? {
            let team = team.update().id(team.id).exec(db).await?;
            assert_eq!(team.get_players().exec(db).await?.len(), 1);
        }
        // The same row, again and again, is one row.
        let teams = Team::query().limit(1).exec(db).await?;
        for _ in 0..5 {
            assert_eq!(teams[0].get_players().exec(db).await?.len(), 1);
        }
        Ok(())
    }

    async fn includes_and_rows_in_hand_are_the_way_out(db) {
        league(db).await?;
        let teams = Team::query().exec(db).await?;
        let teams = teams.load(teams::players).exec(db).await?;
        assert_eq!(teams.iter().map(|team| team.players().len()).sum::<usize>(), 5);
        Ok(())
    }
}
