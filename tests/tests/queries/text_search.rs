//! Conditions that a text contains another one, starts or ends with it.

use diesel::connection::SimpleConnection;
use diesel::dsl::{not, sql};
use diesel::pg::Pg;
use diesel::sql_types::{Array, Text};
use diesel::sqlite::Sqlite;
use orm_core::prelude::*;
use orm_core::query::{BoxedQuery, ConditionOn};
use orm_core::{Error, schema};
use orm_tests::sqlite::IN_MEMORY;
use orm_tests::{assert_sql, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    motto: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
}

/// The texts that are stored and searched for: all texts of up to two of these characters, and some longer ones.
fn texts() -> Vec<String> {
    let characters = ["%", "_", "\\", "*", "?", "[", "]", "^", "-", "'", "\"", "a", "A", "é", " ", "\n"];
    let pairs = characters.iter().flat_map(|first| characters.iter().map(move |second| format!("{first}{second}")));
    let longer = ["", "50%", "a%b", "a_b", "[a-z]", "[^a]", "a\\%", "\\\\", "[*]", "]]", "Ünïcödé", "日本語", "🦀🦀"];
    characters.iter().map(ToString::to_string).chain(pairs).chain(longer.map(str::to_owned)).collect()
}

fn has_percent() -> impl ConditionOn<Team, Sqlite> + ConditionOn<Team, Pg> {
    teams::name.contains("%")
}

fn found<DB: orm_core::run::Dialect>(text: Option<&str>) -> BoxedQuery<'static, Team, DB>
where
    teams::name: diesel::query_builder::QueryFragment<DB>,
{
    let query = Team::query().boxed();
    match text {
        Some(text) => query.filter(teams::name.starts_with(text)),
        None => query,
    }
}

behaviour! {
    async fn each_search_agrees_with_the_methods_of_str(db) {
        db.create_tables(schema![Team, Player]).await?;
        let texts = texts();
        Team::create_many(texts.iter().map(|text| Team::create().name(text.clone()))).exec(db).await?;
        let read = || Team::query().order(teams::id.asc()).select(teams::name);
        let that = |holds: &dyn Fn(&str) -> bool| texts.iter().filter(|text| holds(text)).cloned().collect::<Vec<_>>();
        for text in &texts {
            let lower = |other: &str| other.to_ascii_lowercase();
            let small = lower(text);
            assert_eq!(read().filter(teams::name.contains(text)).exec(db).await?, that(&|name| name.contains(text)), "{text:?}");
            assert_eq!(read().filter(teams::name.starts_with(text)).exec(db).await?, that(&|name| name.starts_with(text)), "{text:?}");
            assert_eq!(read().filter(teams::name.ends_with(text)).exec(db).await?, that(&|name| name.ends_with(text)), "{text:?}");
            assert_eq!(
                read().filter(teams::name.contains_ignoring_case(text)).exec(db).await?,
                that(&|name| lower(name).contains(&small)), "{text:?}"
            );
            assert_eq!(
                read().filter(teams::name.starts_with_ignoring_case(text)).exec(db).await?,
                that(&|name| lower(name).starts_with(&small)), "{text:?}"
            );
            assert_eq!(
                read().filter(teams::name.ends_with_ignoring_case(text)).exec(db).await?,
                that(&|name| lower(name).ends_with(&small)), "{text:?}"
            );
        }
        Ok(())
    }

    async fn null_stays_null(db) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create_many([Team::create().name("Jazz").motto("50% more".to_owned()), Team::create().name("Magic")]).exec(db).await?;
        assert_eq!(Team::query().filter(teams::motto.contains("50%")).count().exec(db).await?, 1);
        assert_eq!(Team::query().filter(teams::motto.contains("")).count().exec(db).await?, 1);
        assert_eq!(Team::query().filter(not(teams::motto.contains("x"))).count().exec(db).await?, 1);
        assert_eq!(Team::query().filter(not(teams::motto.ends_with_ignoring_case("MORE"))).count().exec(db).await?, 0);
        Ok(())
    }

    async fn a_search_is_a_condition_wherever_one_stands(db) {
        db.create_tables(schema![Team, Player]).await?;
        for name in ["Jazz", "100% Magic", "Bulls"] {
            let team = Team::create().name(name).exec(db).await?;
            for player in ["Karl", "John"] {
                team.create_player().name(format!("{player} {name}")).exec(db).await?;
            }
        }
        let read = || Team::query().order(teams::id.asc()).select(teams::id);
        assert_eq!(read().filter(has_percent()).exec(db).await?, [2]);
        let either = teams::name.contains("zz").or(teams::name.starts_with("B").and(teams::name.ends_with("s")));
        assert_eq!(read().filter(either).exec(db).await?, [1, 3]);
        assert_eq!(read().filter(teams::players.any(players::name.contains("n 100%"))).exec(db).await?, [2]);
        assert_eq!(read().filter(teams::players.none(players::name.ends_with("s"))).exec(db).await?, [1, 2]);
        assert_eq!(read().filter(teams::players.all(players::name.ends_with_ignoring_case("BULLS"))).exec(db).await?, [3]);
        assert_eq!(found(Some("Bu")).count().exec(db).await?, 1);
        assert_eq!(found(None).count().exec(db).await?, 3);
        let first = Team::query().order(teams::name.contains("Bull").desc()).first().exec(db).await?;
        assert_eq!(first.map(|team| team.id), Some(3));
        let teams = Team::query().include(teams::players.filter(players::name.starts_with("Karl"))).exec(db).await?;
        assert_eq!(teams.iter().map(|team| team.players().len()).collect::<Vec<_>>(), [1, 1, 1]);
        let of_team = players::team.select(teams::name).contains("%");
        assert_eq!(Player::query().filter(of_team).count().exec(db).await?, 2);
        let joined = sql::<Text>(r#""name" || '!'"#);
        assert_eq!(read().filter(joined.ends_with("Bulls!")).exec(db).await?, [3]);
        let updated = Player::query().filter(players::name.starts_with("Karl")).update().name("K*").exec(db).await?;
        assert_eq!(updated, 3);
        assert_eq!(Player::query().filter(players::name.ends_with("*")).delete().exec(db).await?, 3);
        Ok(())
    }

    async fn a_text_with_nul_cannot_be_searched_for(db) {
        db.create_tables(schema![Team, Player]).await?;
        Team::create().name("a").exec(db).await?;
        for condition in [teams::name.contains("\0"), teams::name.starts_with("a\0b"), teams::name.ends_with("\0a")] {
            let refused = Team::query().filter(condition).exec(db).await.unwrap_err();
            assert!(matches!(refused, Error::InvalidValue { .. }), "{refused:?}");
        }
        let refused = Team::query().filter(teams::name.contains_ignoring_case("\0")).exec(db).await.unwrap_err();
        assert!(matches!(refused, Error::InvalidValue { .. }), "{refused:?}");
        Ok(())
    }
}

#[test]
fn a_search_is_written_without_parentheses_that_it_does_not_need() {
    let team = || Team::query().select(teams::id);
    let query = team().filter(teams::name.contains("50%")).filter(teams::name.ends_with("?").or(teams::id.eq(1)));
    assert_sql!(
        query,
        r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."name" GLOB ?
               AND ("teams"."name" GLOB ? OR "teams"."id" = ?) -- binds: ["*50%*", "*[?]", 1]"#
    );
    assert_eq!(
        query.sql::<Pg>(),
        [
            r#"SELECT "teams"."id" FROM "teams" WHERE "teams"."name" LIKE $1"#,
            r#"AND ("teams"."name" LIKE $2 OR "teams"."id" = $3) -- binds: ["%50\\%%", "%?", 1]"#
        ]
        .join(" ")
    );
    let query =
        team().filter(not(teams::name.starts_with_ignoring_case("a_b").and(teams::motto.contains_ignoring_case("c"))));
    assert_sql!(
        query,
        r#"SELECT "teams"."id" FROM "teams" WHERE NOT ("teams"."name" LIKE ? ESCAPE '\'
               AND "teams"."motto" LIKE ? ESCAPE '\') -- binds: ["a\\_b%", "%c%"]"#
    );
    assert_eq!(
        query.sql::<Pg>(),
        [
            r#"SELECT "teams"."id" FROM "teams" WHERE NOT ("teams"."name" ILIKE $1"#,
            r#"AND "teams"."motto" ILIKE $2) -- binds: ["a\\_b%", "%c%"]"#
        ]
        .join(" ")
    );
}

#[derive(Model, Debug)]
struct Document {
    id: i32,
    body: serde_json::Value,
}

#[test]
fn the_contains_of_diesel_stays() {
    let (json, tags) =
        (documents::body.contains(serde_json::json!({"a": 1})), sql::<Array<Text>>("tags").contains(vec!["a"]));
    let query = Document::query().select(documents::id).filter(json).filter(tags);
    assert_eq!(
        query.sql::<Pg>(),
        [
            r#"SELECT "documents"."id" FROM "documents" WHERE ("documents"."body" @> $1) AND (tags @> $2)"#,
            r#"-- binds: [Object {"a": Number(1)}, ["a"]]"#,
        ]
        .join(" ")
    );
}

#[test]
fn sqlite_refuses_a_long_pattern() {
    let mut db = orm_sqlite::connect(IN_MEMORY).unwrap();
    orm_sqlite::create_tables(&mut db, schema![Team, Player]).unwrap();
    Team::create().name("a").exec(&mut db).unwrap();
    let mut search = |length| Team::query().filter(teams::name.starts_with("a".repeat(length))).exec(&mut db);
    assert_eq!(search(49_999).unwrap(), []);
    assert!(format!("{:?}", search(50_000).unwrap_err()).contains("pattern too complex"));
}

/// A line of SQLite's EXPLAIN QUERY PLAN.
#[derive(diesel::QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[test]
fn on_sqlite_an_index_finds_a_start() {
    let mut db = orm_sqlite::connect(IN_MEMORY).unwrap();
    orm_sqlite::create_tables(&mut db, schema![Team, Player]).unwrap();
    db.batch_execute("CREATE INDEX names ON teams (name)").unwrap();
    let statement = Team::query().select(teams::name).filter(teams::name.starts_with("50%*")).sql::<Sqlite>();
    let (statement, binds) = statement.split_once(" -- binds: ").unwrap();
    assert_eq!(binds, r#"["50%[*]*"]"#);
    let explained = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}")).bind::<Text, _>("50%[*]*");
    let plan: Vec<Plan> = diesel::RunQueryDsl::load(explained, &mut db).unwrap();
    assert_eq!(plan[0].detail, "SEARCH teams USING COVERING INDEX names (name>? AND name<?)");
}
