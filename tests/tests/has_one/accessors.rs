//! `has_one` with an optional key: a source has at most one target, and a new target replaces the present one.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Ship)]
struct Captain {
    id: i32,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain)]
struct Ship {
    id: i32,
    name: String,
    captain_id: Option<i32>,
}

fixture! {
    /// Two captains, the first on the Pequod; the Essex has none.
    async fn harbour(db) -> (Captain, Captain, Ship, Ship) {
        db.create_tables(schema![Captain, Ship]).await?;
        let ahab = Captain::create().name("Ahab").exec(db).await?;
        let pollard = Captain::create().name("Pollard").exec(db).await?;
        let pequod = ahab.create_ship().name("Pequod").exec(db).await?;
        let essex = Ship::create().name("Essex").exec(db).await?;
        Ok((ahab, pollard, pequod, essex))
    }
}

/// Every ship with the key of its captain, read without the library.
async fn ships(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT name || COALESCE(CAST(captain_id AS TEXT), '-') FROM ships ORDER BY id";
    let rows = db.texts(query).await?;
    Ok(rows.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

behaviour! {
    async fn get_finds_the_row_or_none(db, statements) {
        let (ahab, pollard, pequod, _) = harbour(db).await?;
        statements.clear();
        assert_eq!(ahab.get_ship().exec(db).await?, Some(pequod));
        assert_eq!(statements.take(), "1");
        assert_eq!(pollard.get_ship().exec(db).await?, None);
        assert_eq!(statements.take(), "1");
        assert_eq!(ahab.get_ship().filter(ships::name.eq("Essex")).exec(db).await?, None);
        assert_eq!(ahab.get_ship().select(ships::name).exec(db).await?, Some("Pequod".to_owned()));
        assert_eq!(statements.take(), "2");
        Ok(())
    }

    async fn create_detaches_the_row_before(db, statements) {
        let (ahab, _, _, _) = harbour(db).await?;
        statements.clear();
        let rachel = ahab.create_ship().name("Rachel").exec(db).await?;
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(rachel, Ship { id: 3, name: "Rachel".to_owned(), captain_id: Some(1) });
        assert_eq!(ships(db).await?, "Pequod- Essex- Rachel1");
        Ok(())
    }

    async fn set_detaches_the_row_before(db, statements) {
        let (ahab, pollard, pequod, essex) = harbour(db).await?;
        statements.clear();
        assert_eq!(ahab.set_ship(&essex).exec(db).await?, Some(Ship { captain_id: Some(1), ..essex.clone() }));
        assert_eq!(statements.take(), if db.is_postgres() { "3: BEGIN COMMIT" } else { "2: BEGIN COMMIT" });
        assert_eq!(ships(db).await?, "Pequod- Essex1");
        assert_eq!(ahab.set_ship(&essex).exec(db).await?, Some(Ship { captain_id: Some(1), ..essex.clone() }));
        assert_eq!(ships(db).await?, "Pequod- Essex1", "a second time changes nothing");

        pollard.set_ship(1).exec(db).await?;
        assert_eq!(ships(db).await?, "Pequod2 Essex1");
        let taken = pollard.set_ship(Some(2)).exec(db).await?;
        assert_eq!(taken, Some(Ship { captain_id: Some(2), ..essex }), "it leaves the captain it had");
        assert_eq!(ships(db).await?, "Pequod- Essex2");

        statements.clear();
        assert_eq!(pollard.set_ship(None).exec(db).await?, None);
        assert_eq!(statements.take(), if db.is_postgres() { "2: BEGIN COMMIT" } else { "1" });
        assert_eq!(pollard.set_ship(None).exec(db).await?, None);
        assert_eq!(ships(db).await?, "Pequod- Essex-");
        assert_eq!(pequod.reload().exec(db).await?.captain_id, None);
        Ok(())
    }

    async fn set_to_a_row_that_does_not_exist_changes_nothing(db, statements) {
        let (ahab, _, _, essex) = harbour(db).await?;
        essex.delete().exec(db).await?;
        statements.clear();
        for failure in [ahab.set_ship(&essex).exec(db).await, ahab.set_ship(99).exec(db).await] {
            assert!(matches!(failure, Err(Error::NotFound { model: "Ship", association: Some("ship") })));
            assert_eq!(ships(db).await?, "Pequod1");
        }
        assert_eq!(statements.transactions(), ["BEGIN", "ROLLBACK", "BEGIN", "ROLLBACK"]);
        Ok(())
    }

    async fn a_source_that_is_gone_is_a_violation_of_the_association(db) {
        let (_, pollard, _, essex) = harbour(db).await?;
        pollard.delete().exec(db).await?;
        let failures = [
            pollard.set_ship(&essex).exec(db).await.unwrap_err(),
            pollard.create_ship().name("Rachel").exec(db).await.unwrap_err(),
        ];
        for failure in failures {
            let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
            assert_eq!((violation.model, violation.association), ("Ship", Some("ship")));
        }
        assert_eq!(ships(db).await?, "Pequod1 Essex-");
        Ok(())
    }

    async fn the_table_refuses_a_second_row(db) {
        let (_, pollard, pequod, mut essex) = harbour(db).await?;
        let by_create = Ship::create().name("Rachel").captain_id(1).exec(db).await.unwrap_err();
        let by_update = essex.update().captain_id(1).exec(db).await.unwrap_err();
        let by_set = essex.set_captain(1).exec(db).await.unwrap_err();
        for failure in [by_create, by_update, by_set] {
            let Error::UniqueViolation(violation) = failure else { panic!("{failure:?}") };
            assert_eq!((violation.model, violation.association), ("Ship", Some("captain")));
        }
        assert_eq!(essex.captain_id, None);
        essex.set_captain(&pollard).exec(db).await?;
        assert_eq!(essex.get_captain().exec(db).await?, Some(pollard));
        assert_eq!(pequod.get_captain().exec(db).await?.map(|captain| captain.name), Some("Ahab".to_owned()));
        assert_eq!(ships(db).await?, "Pequod1 Essex2");
        Ok(())
    }
}
