//! Rows created together with associated rows: every kind of association, three levels, one statement for each
//! association and level, all rows or none.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{Recorder, TestConnection, TestResult, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Team)]
#[has_one(Trophy)]
struct League {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(League)]
#[has_many(Medal)]
struct Trophy {
    id: i32,
    name: String,
    league_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Trophy)]
struct Medal {
    id: i32,
    name: String,
    trophy_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(League)]
#[has_many(Player)]
#[has_one(Coach)]
#[belongs_to_many(Sponsor, through = "sponsorships")]
struct Team {
    id: i32,
    name: String,
    league_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to(Country)]
#[belongs_to_many(Skill, through = Training)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
    country_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[has_many(Whistle)]
struct Coach {
    id: i32,
    name: String,
    team_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Coach)]
struct Whistle {
    id: i32,
    name: String,
    coach_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Country {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to_many(Team, through = "sponsorships")]
struct Sponsor {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Skill {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Player)]
#[belongs_to(Skill)]
struct Training {
    #[column(primary_key)]
    player_id: i32,
    #[column(primary_key)]
    skill_id: i32,
    level: i32,
}

async fn make_tables(db: &mut impl TestConnection) -> TestResult {
    db.create_tables(schema![League, Trophy, Medal, Team, Player, Coach, Whistle, Country, Sponsor, Skill, Training])
        .await?;
    if db.is_postgres() {
        let function = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                        'BEGIN RAISE EXCEPTION ''refused''; END'";
        db.run_sql(function).await?;
    }
    Ok(())
}

/// From now on, the database refuses new rows of the table.
async fn refuse(db: &mut impl TestConnection, table: &str) -> TestResult {
    let action = if db.is_postgres() {
        "FOR EACH ROW EXECUTE FUNCTION refuse()"
    } else {
        "BEGIN SELECT RAISE(ABORT, 'refused'); END"
    };
    db.run_sql(&format!("CREATE TRIGGER refusal AFTER INSERT ON {table} {action}")).await
}

/// Takes the refusal back.
async fn allow(db: &mut impl TestConnection, table: &str) -> TestResult {
    let of_table = if db.is_postgres() { format!(" ON {table}") } else { String::new() };
    db.run_sql(&format!("DROP TRIGGER refusal{of_table}")).await
}

/// The table of each statement.
fn tables(statements: &Recorder) -> Vec<String> {
    let table =
        |sql: &String| sql.strip_prefix("INSERT INTO \"").and_then(|rest| rest.split('"').next().map(str::to_owned));
    statements.statements().iter().map(|sql| table(sql).unwrap_or_else(|| sql.clone())).collect()
}

/// How many rows there are in all tables together.
async fn count(db: &mut impl TestConnection) -> TestResult<i64> {
    let counts = ALL.map(|table| format!("(SELECT count(*) FROM {table})")).join(" + ");
    Ok(db.integers(&format!("SELECT {counts}")).await?[0].unwrap_or_default())
}

const ALL: [&str; 11] = [
    "leagues",
    "trophies",
    "teams",
    "countries",
    "players",
    "skills",
    "trainings",
    "coaches",
    "whistles",
    "sponsors",
    "sponsorships",
];

/// A league with two teams, each with two players, a coach and a sponsor; each player with a country and two skills.
macro_rules! league {
    () => {{
        let training = |level: i32, skill: &str| (Training::create().level(level), Skill::create().name(skill));
        let player = |name: &str| {
            Player::create()
                .name(name)
                .country(Country::create().name(format!("land of {name}")))
                .skills([training(3, &format!("{name} jumps")), training(7, &format!("{name} runs"))])
        };
        let team = |name: &str| {
            Team::create()
                .name(name)
                .players([player(&format!("{name} 2")), player(&format!("{name} 1"))])
                .coach(Coach::create().name(name).whistles(["x", "y"].map(|whistle| Whistle::create().name(whistle))))
                .sponsors([Sponsor::create().name(format!("friend of {name}"))])
        };
        League::create().name("NBA").trophy(Trophy::create().name("Cup")).teams([team("Jazz"), team("Bulls")])
    }};
}

behaviour! {
    async fn every_association_of_a_level_is_one_statement(db, statements) {
        make_tables(db).await?;
        statements.clear();
        let league = league!().exec(db).await?;
        assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
        assert_eq!(tables(&statements), ALL);
        assert_eq!(league, League { id: 1, name: "NBA".to_owned() }, "the root row");
        assert_eq!(count(db).await?, 1 + 1 + 2 + 4 + 4 + 8 + 8 + 2 + 4 + 2 + 2);
        Ok(())
    }

    async fn every_row_is_with_its_own(db) {
        make_tables(db).await?;
        let league = league!().exec(db).await?;
        let teams = league.get_teams().order(teams::id.asc()).exec(db).await?;
        assert_eq!(teams.iter().map(|team| &*team.name).collect::<Vec<_>>(), ["Jazz", "Bulls"], "in their order");
        for team in teams {
            let name = &team.name;
            let players = team.get_players().order(players::id.asc()).exec(db).await?;
            assert_eq!(players.iter().map(|player| player.name.clone()).collect::<Vec<_>>(), [
                format!("{name} 2"), format!("{name} 1"),
            ]);
            for player in players {
                let country = player.get_country().select(countries::name).exec(db).await?;
                assert_eq!(country, Some(format!("land of {}", player.name)));
                let skills = player.get_skills().with_junction().order(skills::id.asc()).exec(db).await?;
                let skills: Vec<_> = skills.into_iter().map(|(skill, training)| (skill.name, training.level)).collect();
                assert_eq!(skills, [(format!("{} jumps", player.name), 3), (format!("{} runs", player.name), 7)]);
            }
            let coach = team.get_coach().exec(db).await?.expect("a coach");
            assert_eq!(coach.name, *name);
            assert_eq!(coach.get_whistles().order(whistles::id.asc()).select(whistles::name).exec(db).await?, ["x", "y"]);
            assert_eq!(team.get_sponsors().select(sponsors::name).exec(db).await?, [format!("friend of {name}")]);
        }
        assert_eq!(league.get_trophy().select(trophies::name).exec(db).await?.as_deref(), Some("Cup"));
        Ok(())
    }

    /// The database refuses each of the statements in turn, the first row's and the last row's.
    async fn a_failure_leaves_nothing(db, statements) {
        make_tables(db).await?;
        for (position, table) in ALL.iter().enumerate() {
            for within in [false, true] {
                if within {
                    db.begin().await?;
                    League::create().name("before").exec(db).await?;
                }
                refuse(db, table).await?;
                statements.clear();
                let failure = league!().exec(db).await.expect_err(table);
                let refused = matches!(&failure, Error::Database(error) if error.to_string().contains("refused"));
                assert!(refused, "{failure:?}");
                assert_eq!(tables(&statements), ALL[..=position]);
                if within {
                    assert_eq!(count(db).await?, 1, "{table}");
                    db.roll_back().await?;
                } else {
                    assert_eq!(statements.transactions(), ["BEGIN", "ROLLBACK"]);
                    assert_eq!(count(db).await?, 0, "{table}");
                    allow(db, table).await?;
                }
            }
        }
        league!().exec(db).await?;
        Ok(())
    }

    async fn a_nested_create_takes_part_in_a_transaction(db, statements) {
        make_tables(db).await?;
        db.begin().await?;
        statements.clear();
        league!().exec(db).await?;
        assert_eq!(
            statements.take(),
            "11: SAVEPOINT diesel_savepoint_1 RELEASE SAVEPOINT diesel_savepoint_1"
        );
        db.roll_back().await?;
        assert_eq!(count(db).await?, 0);
        Ok(())
    }

    /// Two leagues are made in as many statements as one, and come back in the order in which they were given.
    async fn many_rows_are_created_with_those_that_belong_to_them(db, statements) {
        make_tables(db).await?;
        let leagues = || League::create_many([league!().name("NBA"), league!().name("ABA").id(70), league!().name("BAA")]);
        refuse(db, "sponsorships").await?;
        leagues().exec(db).await.expect_err("a refusal");
        assert_eq!(count(db).await?, 0);
        allow(db, "sponsorships").await?;
        statements.clear();
        let made = leagues().exec(db).await?;
        assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
        assert_eq!(tables(&statements), ALL);
        assert_eq!(made.iter().map(|league| &*league.name).collect::<Vec<_>>(), ["NBA", "ABA", "BAA"]);
        for league in made {
            assert_eq!(league.get_teams().order(teams::id.asc()).select(teams::name).exec(db).await?, ["Jazz", "Bulls"]);
            assert!(league.get_trophy().exec(db).await?.is_some());
        }
        statements.clear();
        assert_eq!(League::create_many([league!()].into_iter().take(0)).exec(db).await?, []);
        assert_eq!(tables(&statements), [""; 0]);
        Ok(())
    }

    async fn empty_lists_send_nothing(db, statements) {
        make_tables(db).await?;
        let none = |name: &'static str| {
            Team::create()
                .name(name)
                .players([Player::create().name("x")].into_iter().take(0))
                .sponsors([Sponsor::create().name("x")].into_iter().take(0))
        };
        statements.clear();
        League::create().name("NBA").teams([none("Jazz"), none("Bulls")]).exec(db).await?;
        assert_eq!(tables(&statements), ["leagues", "teams"]);
        statements.clear();
        League::create().name("Other").teams([none("Jazz")].into_iter().take(0)).exec(db).await?;
        assert_eq!(tables(&statements), ["leagues"]);
        assert_eq!(statements.transactions(), ["BEGIN", "COMMIT"]);
        Ok(())
    }

    async fn lists_of_different_lengths_are_told_apart(db, statements) {
        make_tables(db).await?;
        let team = |name: &'static str, players: &'static [&'static str], sponsors: &'static [&'static str]| {
            Team::create()
                .name(name)
                .players(players.iter().map(|name| Player::create().name(*name)))
                .sponsors(sponsors.iter().map(|name| Sponsor::create().name(*name)))
        };
        let teams = [team("a", &[], &["s1", "s2"]), team("b", &["p1", "p2", "p3"], &[]), team("c", &["p4"], &["s3"])];
        statements.clear();
        League::create().name("NBA").teams(teams).exec(db).await?;
        assert_eq!(tables(&statements), ["leagues", "teams", "players", "sponsors", "sponsorships"]);
        let mut found = Vec::new();
        for team in Team::query().order(teams::id.asc()).exec(db).await? {
            found.extend(team.get_players().order(players::id.asc()).select(players::name).exec(db).await?);
            found.extend(team.get_sponsors().order(sponsors::id.asc()).select(sponsors::name).exec(db).await?);
            found.push(team.name);
        }
        assert_eq!(found, ["s1", "s2", "a", "p1", "p2", "p3", "b", "p4", "s3", "c"]);
        Ok(())
    }

    /// The key of the new target is given to the row, at every level.
    async fn parents_are_made_before_the_row(db, statements) {
        make_tables(db).await?;
        statements.clear();
        let player = Player::create()
            .name("Karl")
            .team(Team::create().name("Jazz").league(League::create().name("NBA")).coach(Coach::create().name("Jerry")))
            .country(Country::create().name("Utah"));
        let player = player.exec(db).await?;
        assert_eq!(tables(&statements), ["countries", "leagues", "teams", "coaches", "players"]);
        assert_eq!(player, Player { id: 1, name: "Karl".to_owned(), team_id: 1, country_id: Some(1) });
        let team = player.get_team().exec(db).await?;
        assert_eq!((&*team.name, &*team.get_league().exec(db).await?.name), ("Jazz", "NBA"));
        assert_eq!(team.get_coach().exec(db).await?.map(|coach| coach.name).as_deref(), Some("Jerry"));
        Ok(())
    }

    async fn a_row_made_by_an_association_has_nested_rows_too(db, statements) {
        make_tables(db).await?;
        let league = League::create().name("NBA").exec(db).await?;
        statements.clear();
        let team = league.create_team().name("Jazz").players([Player::create().name("Karl")]).exec(db).await?;
        assert_eq!(statements.take(), "2: BEGIN COMMIT");
        assert_eq!(team, Team { id: 1, name: "Jazz".to_owned(), league_id: league.id });
        assert_eq!(team.get_players().select(players::name).exec(db).await?, ["Karl"]);
        league.delete().exec(db).await.expect_err("its team is there");

        // Of a has_one, the row before gives way.
        team.create_coach().name("Jerry").whistles([Whistle::create().name("x")]).exec(db).await?;
        let failure = team.create_coach().name("Frank").whistles([Whistle::create().name("y")]).exec(db).await;
        assert!(matches!(failure, Err(Error::UniqueViolation(_))), "its key is mandatory: {failure:?}");
        league.create_trophy().name("Cup").medals([Medal::create().name("gold")]).exec(db).await?;
        statements.clear();
        let trophy = league.create_trophy().name("Bowl").medals([Medal::create().name("gold")]).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "4: BEGIN COMMIT" } else { "3: BEGIN COMMIT" });
        assert_eq!(trophy.count_medals().exec(db).await?, 1);
        assert_eq!(league.get_trophy().exec(db).await?, Some(trophy));
        Ok(())
    }

    async fn a_violation_is_told_of_the_model_that_it_happened_to(db) {
        make_tables(db).await?;
        let player = |id: i32| Player::create().id(id).name("x");
        let failure = Team::create().name("Jazz").league_id(1).players([player(1), player(1)]).exec(db).await.unwrap_err();
        assert!(matches!(&failure, Error::ForeignKeyViolation(violation) if violation.model == "Team"), "{failure:?}");
        let team = Team::create().name("Jazz").league(League::create().name("NBA")).players([player(1), player(1)]);
        let failure = team.exec(db).await.unwrap_err();
        assert!(matches!(&failure, Error::UniqueViolation(violation) if violation.model == "Player"), "{failure:?}");
        assert_eq!(count(db).await?, 0);
        Ok(())
    }

    async fn many_rows_are_made_in_as_few_statements_as_fit(db, statements) {
        make_tables(db).await?;
        let players = (0..40_000).map(|number| Player::create().id(40_000 - number).name(format!("p{number}")));
        statements.clear();
        let team = Team::create().name("Jazz").league(League::create().name("NBA")).players(players).exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "4: BEGIN COMMIT" } else { "6: BEGIN COMMIT" });
        assert_eq!(team.count_players().exec(db).await?, 40_000);
        Ok(())
    }
}
