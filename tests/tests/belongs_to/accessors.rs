//! `belongs_to` with an optional key: the row in the database and the struct in memory either both change or both stay.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Player)]
struct Team {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Agency {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Team)]
#[belongs_to(Agency)]
struct Player {
    id: i32,
    #[column(unique)]
    name: String,
    team_id: Option<i32>,
    agency_id: Option<i32>,
}

fixture! {
    /// Two teams, and Ann of the first.
    async fn league(db) -> (Team, Team, Player) {
        db.create_tables(schema![Team, Agency, Player]).await?;
        let first = Team::create().name("First").exec(db).await?;
        let second = Team::create().name("Second").exec(db).await?;
        let ann = first.create_player().name("Ann").exec(db).await?;
        Ok((first, second, ann))
    }
}

/// Every player with its keys, read without the library.
async fn keys(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT name || COALESCE(CAST(team_id AS TEXT), '-') || COALESCE(CAST(agency_id AS TEXT), '-') \
                 FROM players ORDER BY id";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

behaviour! {
    async fn get_finds_the_row_and_asks_nothing_without_a_key(db, statements) {
        let (first, _, mut ann) = league(db).await?;
        statements.clear();
        assert_eq!(ann.get_team().exec(db).await?, Some(first));
        assert_eq!(statements.take(), "1");
        assert_eq!(ann.get_team().filter(teams::name.eq("Second")).exec(db).await?, None);
        assert_eq!(ann.get_team().select(teams::name).exec(db).await?, Some("First".to_owned()));
        assert_eq!(statements.take(), "2");
        ann.team_id = None;
        assert_eq!(ann.get_team().exec(db).await?, None);
        assert_eq!(ann.get_team().select(teams::name).exec(db).await?, None);
        assert_eq!(ann.get_agency().exec(db).await?, None);
        assert_eq!(statements.take(), "0");
        Ok(())
    }

    async fn set_writes_the_row_and_the_struct(db, statements) {
        let (_, second, mut ann) = league(db).await?;
        statements.clear();
        ann.set_team(&second).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(ann.team_id, Some(2));
        assert_eq!(keys(db).await?, "Ann2-");
        statements.clear();
        ann.set_team(None).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(ann.team_id, None);
        assert_eq!(keys(db).await?, "Ann--");
        ann.set_team(1).exec(db).await?;
        assert_eq!((ann.team_id, &*keys(db).await?), (Some(1), "Ann1-"));
        ann.set_team(Some(2)).exec(db).await?;
        assert_eq!((ann.team_id, &*keys(db).await?), (Some(2), "Ann2-"));
        ann.set_team(2).exec(db).await?;
        assert_eq!((ann.team_id, &*keys(db).await?), (Some(2), "Ann2-"), "a second time changes nothing");
        Ok(())
    }

    async fn set_to_a_row_that_does_not_exist_changes_nothing(db) {
        let (_, _, mut ann) = league(db).await?;
        for key in [99, -1] {
            let failure = ann.set_team(key).exec(db).await.unwrap_err();
            let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
            assert_eq!((violation.model, violation.association), ("Player", Some("team")));
            assert_eq!((ann.team_id, &*keys(db).await?), (Some(1), "Ann1-"));
        }
        Ok(())
    }

    async fn create_makes_the_row_and_points_to_it(db, statements) {
        let (_, _, mut ann) = league(db).await?;
        statements.clear();
        let third = ann.create_team().name("Third").exec(db).await?;
        assert_eq!(statements.take(), "2: BEGIN COMMIT");
        assert_eq!(third, Team { id: 3, name: "Third".to_owned() });
        assert_eq!((ann.team_id, &*keys(db).await?), (Some(3), "Ann3-"));
        Ok(())
    }

    async fn a_row_that_is_gone_is_not_found_and_nothing_is_left_behind(db, statements) {
        let (first, second, mut ann) = league(db).await?;
        ann.delete().exec(db).await?;
        statements.clear();
        let failures = [
            ann.set_team(&second).exec(db).await,
            ann.set_team(None).exec(db).await,
            ann.create_team().name("Third").exec(db).await.map(drop),
        ];
        assert_eq!(statements.take(), "4: BEGIN ROLLBACK");
        for failure in failures {
            assert!(matches!(failure, Err(Error::NotFound { model: "Player", association: Some("team") })));
        }
        assert_eq!(ann.team_id, Some(1));
        assert_eq!(Team::query().order(teams::id.asc()).exec(db).await?, [first, second]);
        Ok(())
    }

    async fn create_that_fails_leaves_the_struct_as_it_was(db) {
        let (_, _, mut ann) = league(db).await?;
        let failure = ann.create_team().name("First").exec(db).await.unwrap_err();
        let Error::UniqueViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Team", None), "it is about the name");
        assert_eq!((ann.team_id, &*keys(db).await?), (Some(1), "Ann1-"));
        Ok(())
    }

    /// SQLite does not say which of several foreign keys was violated.
    async fn a_violation_names_the_association_that_it_is_about(db) {
        let (first, _, _) = league(db).await?;
        let failure = first.create_player().name("Ann").exec(db).await.unwrap_err();
        let Error::UniqueViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!((violation.model, violation.association), ("Player", None), "it is about the name");

        let failure = first.create_player().name("Ben").agency_id(99).exec(db).await.unwrap_err();
        let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!(violation.association, db.is_postgres().then_some("agency"));

        first.delete().exec(db).await?;
        let failure = first.create_player().name("Ben").exec(db).await.unwrap_err();
        let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
        assert_eq!(violation.association, db.is_postgres().then_some("players"));
        assert_eq!(keys(db).await?, "Ann--");
        Ok(())
    }
}
