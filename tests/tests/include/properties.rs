//! Random rows: an include loads the same targets as the getters read one by one, and every option of an include gives
//! the same result as a computation in memory on all rows.

use std::cell::RefCell;

use super::random::*;
use diesel::connection::SimpleConnection;
use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::postgres::FreshSchema;
use orm_tests::sqlite::IN_MEMORY;
use proptest::test_runner::{Config, TestRunner};

const CASES: u32 = 150;

macro_rules! agreements {
    ($database:ident, $connection:ty) => {
        mod $database {
            use super::*;

            /// Everything that is included, against the getters.
            pub(super) fn lazy(db: &mut $connection) {
                let loaded = Team::query().order(teams::id.asc()).include(teams::players).include(teams::stadium);
                let loaded = loaded.include(teams::cups).include(teams::sponsors).exec(db).expect("teams");
                assert_eq!(amount(loaded.iter()), i64::from(TEAMS));
                for team in &loaded {
                    let (mut eager, mut lazy) =
                        (team.players().to_vec(), team.get_players().exec(db).expect("players"));
                    eager.sort_by_key(|player| player.id);
                    lazy.sort_by_key(|player| player.id);
                    assert_eq!(eager, lazy);
                    assert_eq!(team.stadium(), team.get_stadium().exec(db).expect("a stadium").as_ref());
                    let lazy = team.get_cups().exec(db).expect("cups").into_iter().map(|cup| cup.id);
                    assert_eq!(sorted(team.cups().iter().map(|cup| cup.id)), sorted(lazy));
                    let lazy = team.get_sponsors().exec(db).expect("sponsors").into_iter().map(|sponsor| sponsor.id);
                    assert_eq!(sorted(team.sponsors().iter().map(|sponsor| sponsor.id)), sorted(lazy));
                }
                let pupils = players::pupils.include(players::goals);
                let loaded = Player::query().include(players::team).include(players::agent).include(players::mentor);
                for player in loaded.include(pupils).exec(db).expect("players") {
                    assert_eq!(player.team(), player.get_team().exec(db).expect("a team").as_ref());
                    assert_eq!(*player.agent(), player.get_agent().exec(db).expect("an agent"));
                    assert_eq!(player.mentor(), player.get_mentor().exec(db).expect("a mentor").as_ref());
                    let lazy = player.get_pupils().exec(db).expect("pupils").into_iter();
                    let lazy = lazy.map(|pupil| {
                        let goals = pupil.get_goals().exec(db).expect("goals").into_iter().map(|goal| goal.id);
                        (pupil.id, sorted(goals))
                    });
                    let eager = player.pupils().iter();
                    let eager = eager.map(|pupil| (pupil.id, sorted(pupil.goals().iter().map(|goal| goal.id))));
                    assert_eq!(sorted(eager), sorted(lazy));
                }
            }

            /// Three levels down, around a cycle, against memory; a single row and many are the same.
            pub(super) fn deep(db: &mut $connection, world: &World) {
                let goals = players::goals.include(goals::player.include(players::team).include(players::mentor));
                let deep = || teams::players.include(goals.clone()).include(players::agent);
                let loaded = Team::query().order(teams::id.asc()).include(deep()).exec(db).expect("teams");
                for team in &loaded {
                    assert_eq!(sorted(team.players().iter().map(|one| one.id)), by_id(world.players_of(team.id)));
                    let single = Team::find(team.id).include(deep()).exec(db).expect("it is there");
                    assert_eq!(single.players().len(), team.players().len());
                    for player in team.players() {
                        assert_eq!(player.agent().id, player.agent_id);
                        let expected = world.goals_of(player.id).map(|goal| goal.id);
                        assert_eq!(sorted(player.goals().iter().map(|goal| goal.id)), sorted(expected));
                        for goal in player.goals() {
                            assert_eq!(**goal.player(), **player);
                            assert_eq!(goal.player().team(), Some(&**team));
                            assert_eq!(goal.player().mentor().map(|mentor| mentor.id), player.mentor_id);
                        }
                    }
                }
                for expected in &world.players {
                    let find = Player::find(expected.id).include(players::team).include(players::agent);
                    let find = find.include(players::mentor.include(players::goals)).include(players::goals.count());
                    let player = find.exec(db).expect("it is there");
                    assert_eq!(*player, *expected);
                    assert_eq!(player.team().map(|team| team.id), expected.club_id);
                    assert_eq!(player.agent().id, expected.agent_id);
                    let mentor = player.mentor().map(|mentor| (mentor.id, mentor.goals().len()));
                    assert_eq!(mentor, expected.mentor_id.map(|id| (id, world.goals_of(id).count())));
                    assert_eq!(player.goals_count(), amount(world.goals_of(expected.id)));
                }
            }

            /// Filters, orders, limits and counts inside includes, against memory.
            pub(super) fn options(db: &mut $connection, world: &World, options: Options) {
                let Options { rating, minute, money, limit, offset, .. } = options;
                let best = teams::players.filter(players::rating.ge(rating));
                let best = best.order((players::rating.desc(), players::id.asc())).limit(limit).offset(offset);
                let loaded =
                    Team::query().include(best).include(teams::cups.order(cups::id.desc()).limit(limit).offset(offset));
                let rich = teams::sponsors.with_junction().filter_junction(contracts::money.ge(money));
                let rich = rich.order_junction(contracts::money.desc()).order(sponsors::id.asc()).limit(limit);
                let loaded = loaded.include(rich).include(teams::players.filter(players::weight.lt(rating)).count());
                for team in loaded.include(teams::sponsors.count()).exec(db).expect("teams") {
                    let good = world.players_of(team.id).filter(|player| player.rating >= rating);
                    let players: Vec<i32> = team.players().iter().map(|player| player.id).collect();
                    assert_eq!(players, options.cut(ranked(good)));
                    let cups: Vec<i32> = team.cups().iter().map(|cup| cup.id).collect();
                    assert_eq!(cups, options.cut(world.cups_of(team.id).rev()));
                    let rich = world.contracts_of(team.id).filter(|contract| contract.money >= money);
                    let rich = sorted(rich.map(|contract| (-contract.money, contract.sponsor_id)));
                    let sponsors = team.sponsors().iter().map(|sponsor| (-sponsor.link.money, sponsor.id));
                    assert_eq!(sponsors.collect::<Vec<_>>(), Options { offset: 0, ..options }.cut(rich));
                    let light =
                        world.players_of(team.id).filter(|player| player.weight.is_some_and(|weight| weight < rating));
                    assert_eq!(team.players_count(), amount(light));
                    assert_eq!(team.sponsors_count(), amount(world.contracts_of(team.id)));
                }
                // Without an order the primary key decides; each player of each team has limits of its own.
                let early = players::goals.filter(goals::minute.lt(minute)).offset(offset);
                let loaded =
                    Team::query().include(teams::players.limit(limit).include(early)).include(teams::cups.count());
                for team in loaded.exec(db).expect("teams") {
                    assert_eq!(team.cups_count(), amount(world.cups_of(team.id)));
                    let expected = by_id(world.players_of(team.id));
                    let expected = expected.into_iter().take(size(limit)).map(|player| {
                        let early = world.goals_of(player).filter(|goal| goal.minute < minute).map(|goal| goal.id);
                        (player, early.skip(size(offset)).collect::<Vec<_>>())
                    });
                    let got = team.players().iter();
                    let got =
                        got.map(|player| (player.id, player.goals().iter().map(|goal| goal.id).collect::<Vec<_>>()));
                    assert_eq!(got.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
                }
                let filtered = Player::query().include(players::agent.filter(agents::id.lt(rating)));
                let filtered = filtered.include(players::mentor.filter(players::weight.ge(rating)));
                for player in filtered.exec(db).expect("players") {
                    let agent = Some(player.agent_id).filter(|agent| *agent < rating);
                    assert_eq!(player.agent().map(|agent| agent.id), agent);
                    let mentor = world.mentor_of(&player);
                    assert_eq!(
                        player.mentor(),
                        mentor.filter(|mentor| mentor.weight.is_some_and(|weight| weight >= rating))
                    );
                }
            }

            /// Conditions and orders of the sources by their targets, against memory.
            pub(super) fn conditions(db: &mut $connection, world: &World, options: Options) {
                let Options { rating, minute, least, .. } = options;
                macro_rules! teams {
                    ($condition:expr) => {{
                        let query = Team::query().filter($condition).order(teams::id.asc()).select(teams::id);
                        query.exec(db).expect("teams")
                    }};
                }
                let heavy = |player: &Player| player.weight.is_some_and(|weight| weight > rating);
                let any = world.teams(|world, team| world.players_of(team).any(heavy));
                let none = world.teams(|world, team| !world.players_of(team).any(heavy));
                let all = world.teams(|world, team| world.players_of(team).all(heavy));
                assert_eq!(teams!(teams::players.any(players::weight.gt(rating))), any);
                assert_eq!(teams!(teams::players.none(players::weight.gt(rating))), none);
                assert_eq!(teams!(teams::players.all(players::weight.gt(rating))), all);
                let either =
                    world.teams(|world, team| world.stadium_of(team).is_some() || world.players_of(team).any(heavy));
                assert_eq!(teams!(teams::stadium.exists().or(teams::players.any(players::weight.gt(rating)))), either);
                let deep = world.teams(|world, team| {
                    let mut players = world.players_of(team);
                    players.any(|player| world.goals_of(player.id).any(|goal| goal.minute < minute))
                });
                assert_eq!(teams!(teams::players.any(players::goals.any(goals::minute.lt(minute)))), deep);
                let cups = world.teams(|world, team| world.cups_of(team).any(|cup| cup < rating));
                assert_eq!(teams!(teams::cups.any(cups::id.lt(rating))), cups);
                let all =
                    world.teams(|world, team| world.contracts_of(team).all(|contract| contract.sponsor_id >= rating));
                assert_eq!(teams!(teams::sponsors.all(sponsors::id.ge(rating))), all);
                let many = world.teams(|world, team| amount(world.players_of(team)) >= least);
                assert_eq!(teams!(teams::players.count().ge(least)), many);
                let many = world.teams(|world, team| amount(world.cups_of(team).filter(|cup| *cup < rating)) >= least);
                assert_eq!(teams!(teams::cups.filter(cups::id.lt(rating)).count().ge(least)), many);

                let order = (teams::players.count().desc(), teams::id.asc());
                let page = Team::query().order(order).include(teams::players).page(1, 3).exec(db).expect("a page");
                let ordered = sorted((0..TEAMS).map(|team| (-(amount(world.players_of(team))), team)));
                let ordered: Vec<i32> = ordered.into_iter().map(|(_, team)| team).take(3).collect();
                assert_eq!(
                    (page.rows.iter().map(|team| team.id).collect::<Vec<_>>(), page.total),
                    (ordered, i64::from(TEAMS))
                );
                let by_agent = Player::query().order((players::agent.select(agents::id).desc(), players::id.asc()));
                let expected = sorted(world.players.iter().map(|player| (-player.agent_id, player.id)));
                let expected: Vec<i32> = expected.into_iter().map(|(_, player)| player).collect();
                assert_eq!(by_agent.select(players::id).exec(db).expect("players"), expected);
            }

            /// Sources without a required target are left out, alone and on pages.
            pub(super) fn required(db: &mut $connection, world: &World, options: Options) {
                let Options { rating, limit, .. } = options;
                let good = || teams::players.filter(players::rating.ge(rating)).required();
                let expected = world.teams(|world, team| world.players_of(team).any(|player| player.rating >= rating));
                let query = || Team::query().order(teams::id.asc()).include(good()).include(teams::cups);
                let loaded = query().exec(db).expect("teams");
                assert_eq!(loaded.iter().map(|team| team.id).collect::<Vec<_>>(), expected);
                for team in &loaded {
                    let good = world.players_of(team.id).filter(|player| player.rating >= rating);
                    assert_eq!(sorted(team.players().iter().map(|player| player.id)), by_id(good));
                }
                assert_eq!(query().count().exec(db).expect("a number"), amount(expected.iter()));
                let first = query().first().exec(db).expect("it runs").map(|team| team.id);
                assert_eq!(first, expected.first().copied());
                let limited = query().limit(limit).exec(db).expect("teams").len();
                assert_eq!(limited, expected.len().min(size(limit)));

                let built = Team::query().order(teams::id.asc()).include(teams::stadium.required()).exec(db);
                let built: Vec<_> =
                    built.expect("teams").iter().map(|team| (team.id, Some(team.stadium().id))).collect();
                let expected =
                    (0..TEAMS).map(|team| (team, world.stadium_of(team))).filter(|(_, stadium)| stadium.is_some());
                assert_eq!(built, expected.collect::<Vec<_>>());
                let pupils = Player::query().order(players::id.asc());
                let pupils = pupils.include(players::mentor.filter(players::rating.ge(rating)).required());
                let pupils = pupils.exec(db).expect("players");
                let expected = world.players.iter().filter_map(|player| {
                    let mentor = world.mentor_of(player)?;
                    (mentor.rating >= rating).then_some((player.id, mentor.id))
                });
                let got = pupils.iter().map(|player| (player.id, player.mentor().id));
                assert_eq!(got.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
            }
        }
    };
}

agreements!(sqlite, orm_tests::Sqlite);
agreements!(postgres, orm_tests::Postgres);

/// Runs a test's body with random rows in the database.
macro_rules! with_random_rows {
    ($database:ident, |$db:ident, $world:ident, $options:ident| $body:expr) => {{
        with_random_rows!(@$database connection);
        connection.batch_execute(&World::fixed_rows()).expect("rows");
        let connection = RefCell::new(connection);
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&world(), |($world, $options)| {
            let $db = &mut *connection.borrow_mut();
            $db.batch_execute(&$world.sql()).expect("rows");
            $body;
            Ok(())
        });
        run.unwrap_or_else(|failure| panic!("{failure}"));
    }};
    (@sqlite $connection:ident) => {
        let mut $connection = orm_sqlite::connect(IN_MEMORY).expect("a database in memory");
        orm_sqlite::create_tables(&mut $connection, tables()).expect("tables");
    };
    (@postgres $connection:ident) => {
        let schema = FreshSchema::new();
        let mut $connection = orm_postgres::connect(&schema.url()).expect("the server takes a connection");
        orm_postgres::create_tables(&mut $connection, tables()).expect("tables");
    };
}

fn tables() -> orm_core::Schema {
    schema![Team, Player, Goal, Agent, Stadium, Cup, Sponsor, Contract]
}

macro_rules! properties {
    ($($(#[$attribute:meta])* $name:ident: $agreement:ident($($argument:ident),*);)*) => { $(
        $(#[$attribute])*
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                with_random_rows!(sqlite, |db, _world, _options| super::sqlite::$agreement(db $(, properties!(@$argument _world _options))*));
            }

            #[test]
            fn postgres() {
                with_random_rows!(postgres, |db, _world, _options| super::postgres::$agreement(db $(, properties!(@$argument _world _options))*));
            }
        }
    )* };
    (@world $world:ident $options:ident) => { &$world };
    (@options $world:ident $options:ident) => { $options };
}

properties! {
    an_eager_load_is_the_loop_of_getters: lazy();
    a_deep_graph_is_the_one_in_memory_and_a_single_row_has_the_same: deep(world);
    options_inside_an_include_do_what_memory_does: options(world, options);
    conditions_and_orders_by_targets_do_what_memory_does: conditions(world, options);
    required_targets_leave_out_what_memory_leaves_out: required(world, options);
}
