//! Models that reference each other, chains of models, and a model that references itself.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Capital)]
#[has_many(River)]
struct Country {
    id: i32,
    capital_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country)]
struct Capital {
    id: i32,
    country_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country)]
#[has_many(Bridge)]
struct River {
    id: i32,
    name: String,
    country_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(River)]
struct Bridge {
    id: i32,
    name: String,
    river_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Employee, foreign_key = "manager_id")]
struct Employee {
    id: i32,
    name: String,
    manager_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Folder, foreign_key = "parent_id")]
struct Folder {
    id: i32,
    parent_id: Option<i32>,
}

behaviour! {
    async fn two_mandatory_keys_are_checked_when_the_transaction_ends(db) {
        db.create_tables(schema![Country, Capital, River, Bridge]).await?;
        db.begin().await?;
        let country = Country::create().id(1).capital_id(2).exec(db).await?;
        let capital = Capital::create().id(2).country_id(1).exec(db).await?;
        db.commit().await?;
        assert_eq!(country.get_capital().exec(db).await?, capital);
        assert_eq!(capital.get_country().exec(db).await?, country);

        let mut stray = capital.clone();
        let failure = stray.set_country(99).exec(db).await.unwrap_err();
        assert!(matches!(failure, Error::ForeignKeyViolation(_)), "{failure:?}");
        let failure = Country::create().id(3).capital_id(99).exec(db).await.unwrap_err();
        assert!(matches!(failure, Error::ForeignKeyViolation(_)), "{failure:?}");
        assert_eq!(stray, capital);
        assert_eq!(Country::query().exec(db).await?, [country]);
        Ok(())
    }

    /// The operation's own COMMIT is what fails: its transaction must not stay open.
    async fn a_violation_at_commit_is_the_operations_own(db, statements) {
        db.create_tables(schema![Country, Capital, River, Bridge]).await?;
        db.begin().await?;
        let country = Country::create().id(1).capital_id(2).exec(db).await?;
        let mut capital = Capital::create().id(2).country_id(1).exec(db).await?;
        db.commit().await?;
        let before = capital.clone();
        statements.clear();
        let failure = capital.create_country().id(3).capital_id(99).exec(db).await.unwrap_err();
        let Error::ForeignKeyViolation(violation) = failure else { panic!("{failure:?}") };
        let known = db.is_postgres().then_some("capital");
        assert_eq!((violation.model, violation.association), ("Country", known));
        assert_eq!(capital, before);
        assert_eq!(statements.transactions().first().map(String::as_str), Some("BEGIN"));
        db.begin().await?;
        db.commit().await?;
        let transactions = statements.transactions();
        assert_eq!(transactions[transactions.len() - 2..], ["BEGIN", "COMMIT"], "at depth 0");
        assert_eq!(Country::query().exec(db).await?, std::slice::from_ref(&country));
        assert_eq!(capital.reload().exec(db).await?, before);
        let next = capital.create_country().id(3).capital_id(2).exec(db).await?;
        assert_eq!((next.id, capital.country_id), (3, 3));
        Ok(())
    }

    async fn a_chain_is_walked_both_ways(db, statements) {
        db.create_tables(schema![Country, Capital, River, Bridge]).await?;
        db.begin().await?;
        let country = Country::create().id(1).capital_id(2).exec(db).await?;
        Capital::create().id(2).country_id(1).exec(db).await?;
        db.commit().await?;
        let river = country.create_river().name("Rhine").exec(db).await?;
        let bridge = river.create_bridge().name("Old").exec(db).await?;
        statements.clear();
        let found = bridge.get_river().exec(db).await?.expect("a river");
        assert_eq!(found.get_country().exec(db).await?, Some(country.clone()));
        assert_eq!(country.get_rivers().exec(db).await?[0].get_bridges().exec(db).await?, std::slice::from_ref(&bridge));
        assert_eq!(statements.take(), "4");
        river.delete().exec(db).await?;
        assert_eq!(bridge.reload().exec(db).await?.get_river().exec(db).await?, None);
        Ok(())
    }

    async fn a_model_has_many_of_itself(db, statements) {
        db.create_tables(schema![Employee, Folder]).await?;
        let boss = Employee::create().name("Ada").exec(db).await?;
        let bob = boss.create_employee().name("Bob").exec(db).await?;
        let cy = bob.create_employee().name("Cy").exec(db).await?;
        statements.clear();
        assert_eq!(boss.get_employees().exec(db).await?, std::slice::from_ref(&bob));
        assert_eq!(boss.set_employees([&cy]).exec(db).await?, [Employee { manager_id: Some(1), ..cy }]);
        assert_eq!(bob.count_employees().exec(db).await?, 0);
        assert_eq!(statements.take(), if db.is_postgres() { "5: BEGIN COMMIT" } else { "4: BEGIN COMMIT" });
        assert_eq!(boss.add_employee(&boss).exec(db).await?.manager_id, Some(1), "its own manager");
        boss.delete().exec(db).await?;
        let left = Employee::query().order(employees::id.asc()).select(employees::manager_id).exec(db).await?;
        assert_eq!(left, [None, None]);

        let root = Folder::create().exec(db).await?;
        let mut leaf = Folder::create().parent_id(root.id).exec(db).await?;
        assert_eq!(leaf.get_folder().exec(db).await?, Some(root));
        let middle = leaf.create_folder().exec(db).await?;
        assert_eq!(leaf.parent_id, Some(middle.id));
        Ok(())
    }
}
