//! Conditions, orders, includes and queries as arguments and results of functions, and as fields of structs.

use diesel::pg::Pg;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use orm_core::prelude::*;
use orm_core::query::{BoxedInclude, BoxedQuery, ConditionOn, OrderingOn};
use orm_core::run::{BlockingConnection, Dialect};
use orm_core::{Blocking, Error, Query, RunOn};
use orm_tests::behaviour;

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    wins: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    rating: i32,
    team_id: Option<i32>,
}

fn strong() -> impl ConditionOn<Team, Sqlite> + ConditionOn<Team, Pg> {
    teams::wins.ge(50)
}

fn named(
    pattern: &str,
) -> impl ConditionOn<Team, Sqlite, SqlType = Bool> + ConditionOn<Team, Pg, SqlType = Bool> + use<> {
    teams::name.like(pattern.to_owned())
}

fn best_first() -> impl OrderingOn<Team, Sqlite> + OrderingOn<Team, Pg> {
    (teams::wins.desc(), teams::name.asc())
}

fn best_players<DB: Dialect>(count: u32) -> BoxedInclude<'static, teams::players, DB>
where
    teams::players: Best<DB>,
{
    <teams::players as Best<DB>>::best(count)
}

/// Each backend by itself: that a rating can be ordered by is known of either, and not of any.
trait Best<DB> {
    fn best(count: u32) -> BoxedInclude<'static, teams::players, DB>;
}

impl Best<Sqlite> for teams::players {
    fn best(count: u32) -> BoxedInclude<'static, Self, Sqlite> {
        teams::players.order(players::rating.desc()).limit(count).boxed()
    }
}

impl Best<Pg> for teams::players {
    fn best(count: u32) -> BoxedInclude<'static, Self, Pg> {
        teams::players.order(players::rating.desc()).limit(count).boxed()
    }
}

/// What a request asks for.
struct Search<'a> {
    name: Option<&'a str>,
    wins: Option<i32>,
}

behaviour! {
    async fn a_condition_and_an_order_come_from_functions(db) {
        db.create_tables(schema![Team, Player]).await?;
        for (name, wins) in [("Jazz", 51), ("Bulls", 72), ("Magic", 49)] {
            Team::create().name(name).wins(wins).exec(db).await?;
        }
        let names = Team::query().filter(strong()).order(best_first()).select(teams::name);
        assert_eq!(names.exec(db).await?, ["Bulls", "Jazz"]);
        let both = Team::query().filter(strong()).filter(named("J%").or(named("X%")));
        assert_eq!(both.clone().count().exec(db).await?, 1);
        assert_eq!(both.clone().page(1, 10).exec(db).await?.total, 1);
        assert_eq!(both.update().wins(0).exec(db).await?, 1);
        Ok(())
    }

    async fn a_boxed_query_keeps_its_type_whatever_is_added(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        for (name, wins) in [("Jazz", 51), ("Bulls", 72), ("Magic", 49)] {
            let team = Team::create().name(name).wins(wins).exec(db).await?;
            team.create_player().name("Best").rating(9).exec(db).await?;
            team.create_player().name("Second").rating(8).exec(db).await?;
        }
        let wanted = String::from("Bulls");
        for (search, found) in [
            (Search { name: None, wins: None }, vec!["Jazz", "Bulls", "Magic"]),
            (Search { name: None, wins: Some(50) }, vec!["Jazz", "Bulls"]),
            (Search { name: Some(&wanted), wins: Some(50) }, vec!["Bulls"]),
        ] {
            let mut query = Team::query().boxed();
            if let Some(name) = search.name {
                query = query.filter(teams::name.eq(name));
            }
            if let Some(wins) = search.wins {
                query = query.filter(teams::wins.ge(wins));
            }
            query = query.order(teams::id.asc());
            statements.clear();
            assert_eq!(query.clone().count().exec(db).await?, i64::try_from(found.len())?);
            assert!(query.clone().exists().exec(db).await?);
            assert_eq!(query.clone().limit(7).page(1, 1).exec(db).await?.pages(), i64::try_from(found.len())?);
            assert_eq!(query.clone().first().exec(db).await?.map(|team| team.name).as_deref(), Some(found[0]));
            assert_eq!(statements.count(), 5);
            let with_best = query.clone().include(best_players(1)).exec(db).await?;
            assert_eq!(statements.count(), 7);
            assert!(with_best.iter().all(|team| team.players().len() == 1 && team.players()[0].name == "Best"));
            let names: Vec<String> = query.exec(db).await?.into_iter().map(|team| team.name).collect();
            assert_eq!(names, found);
        }
        Ok(())
    }

    async fn a_boxed_getter_keeps_its_key_beside_every_condition(db, statements) {
        db.create_tables(schema![Team, Player]).await?;
        let jazz = Team::create().name("Jazz").wins(51).exec(db).await?;
        jazz.create_player().name("Karl").rating(9).exec(db).await?;
        Player::create().name("Nobody").rating(1).exec(db).await?;
        let either = diesel::dsl::sql::<diesel::sql_types::Bool>("1 = 1 OR 1 = 1");
        let players = jazz.get_players().boxed().filter(either).limit(5).offset(0).exec(db).await?;
        assert_eq!(players.len(), 1);
        // A row without a key has no targets, and no statement is sent.
        let lonely = Player { id: 9, name: "Lonely".to_owned(), rating: 0, team_id: None };
        statements.clear();
        assert_eq!(lonely.get_team().exec(db).await?, None);
        assert_eq!(statements.count(), 0);
        Ok(())
    }
}

/// Any blocking connection to SQLite: `SqliteConnection`, or one of a pool.
fn strong_names<C: BlockingConnection<Backend = Sqlite>>(db: &mut C) -> Result<Vec<String>, Error> {
    Team::query().filter(strong()).order(best_first()).select(teams::name).exec(db)
}

fn only<DB: Dialect>(query: BoxedQuery<'_, Team, DB>, rows: u32) -> BoxedQuery<'_, Team, DB> {
    query.limit(rows)
}

/// All rows of any model, on either database.
fn all<M, C>(db: &mut C) -> Result<Vec<M>, Error>
where
    M: Model,
    C: BlockingConnection,
    Query<M>: for<'q> RunOn<'q, Blocking<C>, Output = Vec<M>>,
{
    Query::<M>::all().exec(db)
}

#[test]
fn a_function_is_generic_over_the_connections_of_one_database() {
    let mut db = orm_sqlite::connect(":memory:").expect("a database in memory");
    orm_sqlite::create_tables(&mut db, schema![Team, Player]).expect("tables");
    Team::create().name("Jazz").wins(51).exec(&mut db).expect("a team");
    assert_eq!(strong_names(&mut db).expect("names"), ["Jazz"]);
    assert_eq!(all::<Team, _>(&mut db).expect("all teams").len(), 1);
    let limited = only(Team::query().boxed::<Sqlite>(), 1).exec(&mut db).expect("one team");
    assert_eq!(limited.len(), 1);
}
