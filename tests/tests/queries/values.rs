//! Conditions and orders as values: of one type, kept in lists and chosen while the program runs.

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use orm_core::errors::UnknownOrder;
use orm_core::prelude::*;
use orm_core::query::{BoxedCondition, OrderNames};
use orm_core::schema;
use orm_sqlite::Sqlite;
use orm_tests::{TestConnection, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    name: String,
    wins: i32,
    motto: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    rating: i32,
    team_id: i32,
}

fixture! {
    async fn league(db) -> () {
        db.create_tables(schema![Team, Player]).await?;
        for (name, wins, motto, rating) in [("A", 1, Some("x"), 9), ("B", 2, None, 5), ("C", 3, Some("y"), 9), ("D", 2, None, 1)] {
            let team = Team::create().name(name).wins(wins).motto(motto.map(str::to_owned));
            team.players([Player::create().rating(rating)]).exec(db).await?;
        }
        Ok(())
    }
}

fn id_order() -> OrderNames<Team> {
    OrderNames::all_columns()
}

behaviour! {
    async fn conditions_of_a_list_are_combined(db) {
        league(db).await?;
        let named = |names: &[&'static str]| {
            BoxedCondition::<Team, _>::any(names.iter().map(|name| BoxedCondition::new(teams::name.eq(*name))))
        };
        let names = |condition| Team::query().filter(condition).order(teams::id.asc()).select(teams::name);
        assert_eq!(names(named(&["A", "C"])).exec(db).await?, ["A", "C"]);
        let strong = BoxedCondition::<Team, _>::new(teams::wins.ge(2));
        let both = BoxedCondition::all([named(&["A", "C"]), strong.clone()]);
        assert_eq!(names(both.clone()).exec(db).await?, ["C"]);
        assert_eq!(names(!both).exec(db).await?, ["A", "B", "D"]);
        assert_eq!(names(!!strong).exec(db).await?, ["B", "C", "D"]);
        // An empty list: all of none hold, and none of none does.
        assert_eq!(names(BoxedCondition::<Team, _>::all([])).exec(db).await?.len(), 4);
        assert_eq!(names(BoxedCondition::<Team, _>::any([])).exec(db).await?, Vec::<String>::new());
        Ok(())
    }

    async fn a_condition_stands_wherever_one_does(db) {
        league(db).await?;
        let good = BoxedCondition::<Player, _>::any([8, 9].map(|rating| BoxedCondition::new(players::rating.eq(rating))));
        let strong = BoxedCondition::<Team, _>::new(teams::players.any(good.clone()));
        assert_eq!(Team::query().filter(strong.clone()).count().exec(db).await?, 2);
        assert_eq!(Team::query().filter(teams::players.none(good.clone())).count().exec(db).await?, 2);
        let page = Team::query().filter(strong.clone()).order(teams::id.desc()).page(1, 1).exec(db).await?;
        assert_eq!((&*page.rows[0].name, page.total), ("C", 2));
        let teams = Team::query().include(teams::players.filter(good)).order(teams::id.asc()).exec(db).await?;
        assert_eq!(teams.iter().map(|team| team.players().len()).collect::<Vec<_>>(), [1, 0, 1, 0]);
        assert_eq!(Team::query().filter(strong.clone()).update().wins(7).exec(db).await?, 2);
        let query = Team::query().boxed().filter(strong).filter(teams::wins.eq(7));
        assert_eq!(query.count().exec(db).await?, 2);
        let seven = BoxedCondition::<Player, _>::new(players::rating.ge(7));
        assert_eq!(Player::query().filter(seven).delete().exec(db).await?, 2);
        Ok(())
    }

    async fn an_order_is_named_by_a_text(db) {
        league(db).await?;
        let names = |text: &str| Ok::<_, UnknownOrder>(Team::query().order(id_order().parse(text)?).select(teams::name));
        assert_eq!(names("-wins, name")?.exec(db).await?, ["C", "B", "D", "A"]);
        assert_eq!(names(" wins ,-name")?.exec(db).await?, ["A", "D", "B", "C"]);
        assert_eq!(names("")?.exec(db).await?, ["A", "B", "C", "D"]);
        assert_eq!(names("wins,-wins,name,wins")?.exec(db).await?, ["A", "B", "D", "C"]);
        let by_name = id_order().parse("-name")?;
        let rows = Team::query().boxed().order(by_name.clone()).limit(1).exec(db).await?;
        assert_eq!(rows[0].name, "D");
        let page = Team::query().order(by_name).include(teams::players).page(2, 3).exec(db).await?;
        assert_eq!(page.rows[0].name, "A");
        Ok(())
    }

    async fn what_a_request_may_make_long_is_not_cached(db, statements) {
        league(db).await?;
        statements.clear();
        for parts in [8, 9, 8, 9] {
            let any = BoxedCondition::<Team, _>::any((0..parts).map(|wins| BoxedCondition::new(teams::wins.eq(wins))));
            assert_eq!(Team::query().filter(any).count().exec(db).await?, 4);
        }
        let conditions = statements.prepared();
        assert_eq!((conditions.len(), conditions[0].matches(" OR ").count()), (1, 7));
        statements.clear();
        for text in ["wins,name", "wins,name,id", "wins,name", "wins,name,id"] {
            let query = Team::query().order(id_order().parse(text)?).select(teams::name);
            assert_eq!(query.exec(db).await?, ["A", "B", "D", "C"]);
        }
        let orders = statements.prepared();
        assert_eq!((orders.len(), orders[0].matches(" ASC").count()), (1, 2));
        Ok(())
    }

    async fn nulls_stand_where_the_order_says(db) {
        league(db).await?;
        let names = || Team::query().select(teams::name);
        let by = |names: Vec<String>| names.concat();
        assert_eq!(by(names().order((teams::motto.asc_nulls_first(), teams::id.asc())).exec(db).await?), "BDAC");
        assert_eq!(by(names().order((teams::motto.asc_nulls_last(), teams::id.asc())).exec(db).await?), "ACBD");
        assert_eq!(by(names().order((teams::motto.desc_nulls_first(), teams::id.asc())).exec(db).await?), "BDCA");
        assert_eq!(by(names().order((teams::motto.desc_nulls_last(), teams::id.asc())).exec(db).await?), "CABD");
        Ok(())
    }

    async fn equal_rows_of_a_selection_come_once(db) {
        league(db).await?;
        let wins = || Team::query().select(teams::wins).distinct();
        assert_eq!(wins().order(teams::wins.asc()).exec(db).await?, [1, 2, 3]);
        assert_eq!(wins().count().exec(db).await?, 3);
        assert_eq!(wins().filter(teams::wins.gt(1)).limit(1).count().exec(db).await?, 1);
        assert!(wins().offset(2).exists().exec(db).await?);
        assert!(!wins().offset(3).exists().exec(db).await?);
        assert_eq!(wins().order(teams::wins.desc()).first().exec(db).await?, Some(3));
        let pairs = Team::query().select((teams::wins, teams::motto)).distinct().exec(db).await?;
        assert_eq!(pairs.len(), 3);
        Ok(())
    }
}

#[test]
fn a_name_that_is_not_allowed_is_an_error() {
    let some = OrderNames::<Team>::none().allow("title", teams::name).allow("wins", teams::wins);
    let error = some.parse("wins,name").expect_err("the name is `title`");
    assert_eq!((error.model, &*error.name, &*error.known), ("Team", "name", &["title", "wins"][..]));
    for text in ["--wins", "wins desc", "\"wins\"", "teams.wins", "Wins", "-", "wins;title", "wins--"] {
        assert!(some.parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_raw_or_stays_inside_its_own_condition() {
    let raw = |text: &'static str| BoxedCondition::<Team, _>::new(sql::<Bool>(text));
    let text =
        |condition: BoxedCondition<'static, Team, Sqlite>| Team::query().filter(condition).count().sql::<Sqlite>();
    let (either, named) = (raw("wins = 1 OR wins = 2"), BoxedCondition::new(teams::name.eq("A")));
    let begin = r#"SELECT count(*) FROM "teams" WHERE "#;
    for (condition, expected) in [
        (BoxedCondition::all([either.clone(), named.clone()]), r#"(wins = 1 OR wins = 2) AND "teams"."name" = ?"#),
        (BoxedCondition::any([either.clone(), named.clone()]), r#"((wins = 1 OR wins = 2) OR "teams"."name" = ?)"#),
        (!BoxedCondition::all([either, named]), r#"NOT ((wins = 1 OR wins = 2) AND "teams"."name" = ?)"#),
    ] {
        assert_eq!(text(condition), format!(r#"{begin}{expected} -- binds: ["A"]"#));
    }
    let mut db = orm_sqlite::connect(":memory:").expect("SQLite opens a database in memory");
    let open = BoxedCondition::all([raw("wins = 1) OR (wins = 2"), raw("TRUE")]);
    let error = Team::query().filter(open).count().exec(&mut db).expect_err("it closes a parenthesis of the statement");
    assert!(error.to_string().contains("parenthesis"), "{error}");
}
