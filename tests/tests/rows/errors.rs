//! Errors: one cause gives the same kind of error on every connection, names what is violated, and leaves the rows
//! unchanged.

use std::error::Error as _;

use diesel::result::Error as DieselError;
use orm_core::prelude::*;
use orm_core::{Error, Violation};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
struct Player {
    id: i32,
    name: String,
    team_id: i32,
}

/// Both ends of its own key have a name.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Category, as = "children", foreign_key = "parent_id", on_delete = "restrict")]
#[belongs_to(Category, as = "parent")]
#[has_many(Article)]
struct Category {
    id: i32,
    parent_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Category)]
struct Article {
    id: i32,
    category_id: i32,
}

/// A table with more rules than its model knows of.
#[derive(Model, Debug, Clone, PartialEq)]
struct Rule {
    id: i32,
    strict: Option<String>,
    positive: i32,
}

const RULES: &str = "CREATE TABLE rules (id INTEGER PRIMARY KEY, strict TEXT NOT NULL, positive INTEGER NOT NULL, \
                     CONSTRAINT rules_positive CHECK (positive > 0))";

/// A model that expects other things than the table holds.
#[derive(Model, Debug, Clone, PartialEq)]
struct Wrong {
    id: i64,
    count: i32,
    day: chrono::NaiveDate,
    uuid: Option<uuid::Uuid>,
}

fixture! {
    /// The team `Jazz` and its player.
    async fn a_team_and_its_player(db) -> (Team, Player) {
        db.create_tables(schema![Team, Player]).await?;
        let team = Team::create().name("Jazz").exec(db).await?;
        let player = Player::create().name("Karl").team_id(team.id).exec(db).await?;
        Ok((team, player))
    }
}

/// What a violation says, apart from the database's own error, which must be there.
fn told<T: std::fmt::Debug>(result: Result<T, Error>) -> TestResult<(&'static str, Violation, String)> {
    let error = result.unwrap_err();
    let text = error.to_string();
    let source = error.source().ok_or("the database's own error is the source")?.to_string();
    let (kind, violation) = match error {
        Error::UniqueViolation(violation) => ("unique", violation),
        Error::ForeignKeyViolation(violation) => ("foreign key", violation),
        Error::StillReferenced(violation) => ("still referenced", violation),
        Error::NotNullViolation(violation) => ("not null", violation),
        Error::CheckViolation(violation) => ("check", violation),
        other => return Err(other.into()),
    };
    assert!(matches!(violation.source, DieselError::DatabaseError(..)), "{violation:?}");
    assert_eq!(source, violation.source.to_string());
    assert_ne!(source, text);
    Ok((kind, violation, text))
}

behaviour! {
    async fn a_value_that_is_there_already_is_a_unique_violation(db) {
        let (team, _) = a_team_and_its_player(db).await?;
        let (kind, violation, text) = told(Team::create().name("Jazz").exec(db).await)?;
        let constraint = if db.is_postgres() { "teams_name_key" } else { "teams.name" };
        assert_eq!((kind, violation.model, violation.association), ("unique", "Team", None));
        assert_eq!(violation.constraint.as_deref(), Some(constraint));
        assert_eq!(text, format!("unique violation: `{constraint}` of `Team`"));

        let (kind, violation, _) = told(Team::create().id(team.id).name("Bulls").exec(db).await)?;
        let constraint = if db.is_postgres() { "teams_pkey" } else { "teams.id" };
        assert_eq!((kind, violation.constraint.as_deref()), ("unique", Some(constraint)));

        let bulls = Team::create().name("Bulls").exec(db).await?;
        assert_eq!(told(bulls.update().name("Jazz").exec(db).await)?.0, "unique");
        assert_eq!(told(Team::query().update().name("Heat").exec(db).await)?.0, "unique");
        assert_eq!(told(bulls.update().id(team.id).exec(db).await)?.0, "unique");
        assert_eq!(Team::query().order(teams::name.asc()).exec(db).await?, [bulls, team]);
        Ok(())
    }

    async fn a_key_without_its_row_is_a_foreign_key_violation(db) {
        let (team, karl) = a_team_and_its_player(db).await?;
        let constraint = db.is_postgres().then_some("players_team_id_fkey");
        let what = constraint.map_or("a constraint".to_owned(), |name| format!("`{name}`"));
        for result in [
            Player::create().name("John").team_id(-1).exec(db).await,
            karl.update().team_id(-1).exec(db).await,
        ] {
            let (kind, violation, text) = told(result)?;
            assert_eq!((kind, violation.model), ("foreign key", "Player"));
            assert_eq!(violation.constraint.as_deref(), constraint);
            assert_eq!(violation.association, Some("team"));
            assert_eq!(text, format!("foreign key violation: {what} of `Player` (association `team`)"));
        }
        assert_eq!(Player::query().exec(db).await?, [karl]);
        Ok(())
    }

    /// ON DELETE RESTRICT, ON UPDATE RESTRICT.
    async fn a_row_that_others_reference_is_still_referenced(db) {
        let (team, karl) = a_team_and_its_player(db).await?;
        let constraint = db.is_postgres().then_some("players_team_id_fkey");
        let what = constraint.map_or("a constraint".to_owned(), |name| format!("`{name}`"));
        for result in [
            team.delete().exec(db).await,
            Team::find(team.id).delete().exec(db).await,
            Team::query().delete().exec(db).await.map(drop),
            team.update().id(7).exec(db).await.map(drop),
            Team::query().update().id(7).exec(db).await.map(drop),
        ] {
            let (kind, violation, text) = told(result)?;
            assert_eq!((kind, violation.model, violation.association), ("still referenced", "Team", Some("players")));
            assert_eq!(violation.constraint.as_deref(), constraint);
            assert_eq!(text, format!("still referenced: {what} of `Team` (association `players`)"));
        }
        assert_eq!(Player::query().exec(db).await?, [karl]);
        assert_eq!(Team::query().exec(db).await?, [team]);
        Ok(())
    }

    /// Only `parent` can be wrong in a new category, and only `children` or `articles` can hold on to one: of those
    /// two, SQLite does not say which.
    async fn a_key_is_named_by_the_end_that_is_wrong(db) {
        db.create_tables(schema![Category, Article]).await?;
        let root = Category::create().exec(db).await?;
        let child = Category::create().parent_id(root.id).exec(db).await?;
        for result in [Category::create().parent_id(7).exec(db).await, child.update().parent_id(7).exec(db).await] {
            let (kind, violation, _) = told(result)?;
            assert_eq!((kind, violation.model, violation.association), ("foreign key", "Category", Some("parent")));
        }
        let (kind, violation, _) = told(Category::find(root.id).delete().exec(db).await)?;
        let children = db.is_postgres().then_some("children");
        assert_eq!((kind, violation.model, violation.association), ("still referenced", "Category", children));

        let (kind, violation, _) = told(Article::create().category_id(7).exec(db).await)?;
        assert_eq!((kind, violation.model, violation.association), ("foreign key", "Article", Some("category")));
        Ok(())
    }

    /// Without an operation, no one could say the same of both databases.
    async fn a_statement_of_diesels_own_does_not_tell_the_end(db) {
        a_team_and_its_player(db).await?;
        for sql in ["DELETE FROM teams", "INSERT INTO players (name, team_id) VALUES ('John', 7)"] {
            let failure = db.run_sql(sql).await.unwrap_err().downcast::<DieselError>()?;
            let (kind, violation, _) = told::<()>(Err(Error::from(*failure)))?;
            assert_eq!((kind, violation.association), ("foreign key", None), "{sql}");
        }
        Ok(())
    }

    async fn a_rule_of_the_table_that_the_model_does_not_know_of_is_told(db) {
        db.run_sql(RULES).await?;
        let rule = Rule::create().id(1).strict("x").positive(1).exec(db).await?;
        for result in [Rule::create().id(2).positive(1).exec(db).await, rule.update().strict(None).exec(db).await] {
            let (kind, violation, text) = told(result)?;
            assert_eq!((kind, violation.model), ("not null", "Rule"));
            assert_eq!(violation.constraint.as_deref(), Some("rules.strict"));
            assert_eq!(text, "not null violation: `rules.strict` of `Rule`");
        }
        let (kind, violation, text) = told(Rule::create().id(2).strict("x").positive(0).exec(db).await)?;
        assert_eq!((kind, violation.model), ("check", "Rule"));
        assert_eq!(violation.constraint.as_deref(), Some("rules_positive"));
        assert_eq!(text, "check violation: `rules_positive` of `Rule`");
        assert_eq!(told(rule.update().positive(-1).exec(db).await)?.0, "check");
        let some = [Rule::create().id(2).strict("x").positive(1), Rule::create().id(3).strict("x").positive(0)];
        assert_eq!(told(Rule::create_many(some).exec(db).await)?.0, "check");
        assert_eq!(Rule::query().exec(db).await?, [rule]);
        Ok(())
    }

    async fn a_value_that_cannot_be_read_is_told_with_model_and_column(db) {
        // PostgreSQL holds every value to its type, so there the type is another one.
        db.run_sql("CREATE TABLE wrongs (id BIGINT PRIMARY KEY, count INTEGER, day TEXT, uuid TEXT)").await?;
        db.run_sql("INSERT INTO wrongs VALUES (1, NULL, '2024-02-29', NULL)").await?;
        let error = Wrong::find(1).exec(db).await.unwrap_err();
        let Error::Decode { model: "Wrong", column: Some(column), source } = &error else { panic!("{error:?}") };
        assert_eq!(column, "count");
        assert_eq!(source.to_string(), "it is NULL, but its field is not an `Option`");
        assert_eq!(error.to_string(), "could not read column `count` of `Wrong`");
        assert!(error.source().is_some());
        for error in [
            Wrong::query().exec(db).await.unwrap_err(),
            Wrong::query().first().exec(db).await.unwrap_err(),
            Wrong::query().page(1, 1).exec(db).await.unwrap_err(),
        ] {
            assert_eq!(error.to_string(), "could not read column `count` of `Wrong`");
        }

        db.run_sql("UPDATE wrongs SET count = 1, day = 'soon'").await?;
        let error = Wrong::find(1).exec(db).await.unwrap_err();
        assert_eq!(error.to_string(), "could not read column `day` of `Wrong`");
        let error = Wrong::query().select(wrongs::day).exec(db).await.unwrap_err();
        assert!(matches!(error, Error::Decode { model: "Wrong", .. }), "{error:?}");

        let day = if db.is_postgres() { "ALTER TABLE wrongs ALTER day TYPE date USING '2024-02-29'" } else { "UPDATE wrongs SET day = '2024-02-29'" };
        db.run_sql(day).await?;
        // A statement of its own: PostgreSQL refuses one that was prepared before the column had another type.
        let query = || Wrong::query().filter(wrongs::id.eq(1));
        assert_eq!(query().exec(db).await?.len(), 1);
        db.run_sql("UPDATE wrongs SET uuid = 'not one'").await?;
        let error = query().exec(db).await.unwrap_err();
        assert_eq!(error.to_string(), "could not read column `uuid` of `Wrong`");
        Ok(())
    }

    async fn a_table_that_does_not_exist_is_the_databases_own_error(db) {
        let error = Team::query().exec(db).await.unwrap_err();
        assert!(matches!(error, Error::Database(DieselError::DatabaseError(..))), "{error:?}");
        let message = if db.is_postgres() { "relation \"teams\" does not exist" } else { "no such table: teams" };
        assert_eq!(error.to_string(), message);
        Ok(())
    }

    async fn a_connection_that_was_lost_is_a_connection_error(db) {
        if db.is_postgres() {
            assert!(db.run_sql("SELECT pg_terminate_backend(pg_backend_pid())").await.is_err());
            let error = Team::query().exec(db).await.unwrap_err();
            assert!(matches!(error, Error::Connection(_)), "{error:?}");
            assert_eq!(error.to_string(), "no connection to the database");
            assert!(error.source().is_some());
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_a_connection_error() {
    const NO_FILE: &str = "/nonexistent/folder/test.db";
    const NO_SERVER: &str = "postgres:///postgres?host=/nonexistent";
    for error in [
        orm_sqlite::connect(NO_FILE).err().unwrap(),
        orm_postgres::connect(NO_SERVER).err().unwrap(),
        orm_sqlite::nonblocking::connect(NO_FILE).await.err().unwrap(),
        orm_postgres::nonblocking::connect(NO_SERVER).await.err().unwrap(),
    ] {
        assert!(matches!(error, Error::Connection(_)), "{error:?}");
        assert_eq!(error.to_string(), "no connection to the database");
        assert!(!error.source().unwrap().to_string().is_empty());
    }
}
