//! Rows of a model by a SELECT that a user wrote.

use diesel::sql_types::{Integer, Text};
use orm_core::prelude::*;
use orm_core::schema;
use orm_tests::{TestConnection, TestResult, behaviour, fixture, sql_of};

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
    team_id: i32,
}

fixture! {
    async fn league(db) -> Vec<Team> {
        db.create_tables(schema![Team, Player]).await?;
        let teams = [("Jazz", 51), ("Bulls", 72), ("Magic", 60)].map(|(name, wins)| Team::create().name(name).wins(wins));
        let teams = Team::create_many(teams).exec(db).await?;
        teams[1].create_player().exec(db).await?;
        Ok(teams)
    }
}

behaviour! {
    async fn the_rows_are_those_of_the_select_in_its_order(db, statements) {
        let teams = league(db).await?;
        statements.clear();
        let best = Team::from_sql("SELECT * FROM teams WHERE wins > $1 ORDER BY wins DESC").bind(55).exec(db).await?;
        assert_eq!(best, [teams[1].clone(), teams[2].clone()]);
        assert_eq!(statements.count(), 1);
        Ok(())
    }

    async fn columns_are_found_by_name(db) {
        let teams = league(db).await?;
        let turned = "SELECT 'x' AS more, wins, name, NULL AS motto, id FROM teams WHERE name = $1";
        assert_eq!(Team::from_sql(turned).bind("Jazz").exec(db).await?, [teams[0].clone()]);
        let error = Team::from_sql("SELECT id, name, motto FROM teams").exec(db).await.expect_err("`wins` is missing");
        assert!(error.to_string().contains("wins"), "{error}");
        Ok(())
    }

    async fn values_stand_where_their_numbers_do(db) {
        league(db).await?;
        let sql = "SELECT * FROM teams -- $9 in a comment\n WHERE (wins < $2 OR name = $1 OR '$3' = name) AND $1 <> 'x' ;";
        let found = Team::from_sql(sql).bind("Bulls").bind(55).exec(db).await?;
        assert_eq!(found.iter().map(|team| &*team.name).collect::<Vec<_>>(), ["Jazz", "Bulls"]);
        let typed = Team::from_sql("SELECT * FROM teams WHERE wins = $1 AND name = $2 -- the end");
        let typed = typed.bind_as::<Integer, _>(60).bind_as::<Text, _>("Magic".to_owned());
        assert_eq!(typed.exec(db).await?.len(), 1);
        let none: Option<&str> = None;
        let unset = Team::from_sql("SELECT * FROM teams WHERE motto = $1").bind(none);
        assert_eq!(unset.exec(db).await?, []);
        Ok(())
    }

    async fn joins_and_common_table_expressions_are_read_and_continued_by_load(db) {
        let teams = league(db).await?;
        let sql = "WITH led AS (SELECT DISTINCT team_id FROM players) \
                   SELECT teams.* FROM teams INNER JOIN led ON led.team_id = teams.id";
        let found = Team::from_sql(sql).exec(db).await?;
        assert_eq!(found, [teams[1].clone()]);
        let loaded = found.load(teams::players).exec(db).await?;
        assert_eq!(loaded[0].players().len(), 1);
        Ok(())
    }

    async fn a_value_too_few_or_too_many_is_an_error(db) {
        league(db).await?;
        for (sql, message) in [
            ("SELECT * FROM teams WHERE wins = $1 OR wins = $2", "`$2`"),
            ("SELECT * FROM teams WHERE wins = $1 OR wins = $0", "`$0`"),
            ("SELECT * FROM teams", "`$1`"),
            ("SELECT * FROM teams WHERE name = 'open", "quote"),
        ] {
            let error = Team::from_sql(sql).bind(1).exec(db).await.expect_err(sql);
            assert!(error.to_string().contains(message), "{sql}: {error}");
        }
        assert_eq!(Team::query().count().exec(db).await?, 3);
        Ok(())
    }
}

#[test]
fn the_statements() {
    insta::assert_snapshot!(sql_of! {
        Team::from_sql("SELECT * FROM teams WHERE wins > $1 AND name <> $2 AND wins < $1").bind(55).bind("x");
        Player::from_sql("SELECT * FROM players -- all");
    });
}

#[test]
fn a_placeholder_of_another_form_is_refused_on_sqlite() -> TestResult {
    let mut db = orm_sqlite::connect(":memory:")?;
    orm_sqlite::create_tables(&mut db, schema![Team, Player])?;
    for sql in ["SELECT * FROM teams WHERE id = ?", "SELECT * FROM teams WHERE id = $1 OR id = :id OR id = @id"] {
        let error = Team::from_sql(sql).bind(1).exec(&mut db).expect_err(sql);
        assert!(error.to_string().contains("write `$1`"), "{error}");
    }
    let quoted = Team::from_sql("SELECT * FROM teams WHERE name <> '?' AND id = $1 -- :id").bind(1);
    assert_eq!(quoted.exec(&mut db)?, []);
    Ok(())
}
