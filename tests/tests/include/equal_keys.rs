//! The database decides which keys are equal: an include finds the same targets as a getter.

use orm_core::prelude::*;
use orm_tests::{TestConnection, TestResult, behaviour};

#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Ship, foreign_key = "captain_name", source_key = "name")]
#[has_one(Hat, foreign_key = "captain_name", source_key = "name")]
#[belongs_to_many(Port, through = Visit, source_key = "name")]
#[belongs_to_many(Port, as = "homes", through = "captain_homes", source_key = "name")]
struct Captain {
    id: i32,
    #[column(unique)]
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain, foreign_key = "captain_name", target_key = "name")]
struct Ship {
    id: i32,
    captain_name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain, foreign_key = "captain_name", target_key = "name")]
struct Hat {
    id: i32,
    #[column(unique)]
    captain_name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Port {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain, foreign_key = "captain_name", target_key = "name")]
#[belongs_to(Port)]
struct Visit {
    id: i32,
    captain_name: String,
    port_id: i32,
}

/// Tables of these models whose text is of this type, as another tool makes them.
async fn make_tables<Db: TestConnection>(db: &mut Db, text: &str) -> TestResult {
    let text = &format!("{text} NOT NULL");
    db.run_sql(&format!("CREATE TABLE captains (id INTEGER PRIMARY KEY, name {text} UNIQUE)")).await?;
    db.run_sql(&format!("CREATE TABLE ships (id INTEGER PRIMARY KEY, captain_name {text})")).await?;
    db.run_sql(&format!("CREATE TABLE hats (id INTEGER PRIMARY KEY, captain_name {text})")).await?;
    db.run_sql("CREATE TABLE ports (id INTEGER PRIMARY KEY)").await?;
    db.run_sql(&format!("CREATE TABLE visits (id INTEGER PRIMARY KEY, captain_name {text}, port_id INTEGER NOT NULL)"))
        .await?;
    db.run_sql(&format!("CREATE TABLE captain_homes (captain_name {text}, port_id INTEGER NOT NULL)")).await?;
    db.run_sql("INSERT INTO captains VALUES (1, 'Jack'), (2, 'Anne')").await?;
    db.run_sql("INSERT INTO ports VALUES (1), (2), (3)").await?;
    Ok(())
}

/// The type of text that takes no notice of capitals.
async fn any_case<Db: TestConnection>(db: &mut Db) -> TestResult<&'static str> {
    if !db.is_postgres() {
        return Ok("TEXT COLLATE NOCASE");
    }
    db.run_sql("CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)").await?;
    Ok("TEXT COLLATE any_case")
}

async fn make_ships<Db: TestConnection>(db: &mut Db) -> TestResult {
    let text = any_case(db).await?;
    make_tables(db, text).await?;
    db.run_sql("INSERT INTO ships VALUES (1, 'JACK'), (2, 'Jack'), (3, 'jack'), (4, 'ANNE')").await?;
    db.run_sql("INSERT INTO hats VALUES (1, 'JACK'), (2, 'anne')").await?;
    db.run_sql("INSERT INTO visits VALUES (1, 'JACK', 1), (2, 'Jack', 2), (3, 'jack', 3), (4, 'anne', 3)").await?;
    db.run_sql("INSERT INTO captain_homes VALUES ('JACK', 1), ('Jack', 2), ('anne', 3)").await?;
    Ok(())
}

behaviour! {
    async fn many_rows(db) {
        make_ships(db).await?;
        let captains = Captain::query().order(captains::id.asc()).include(captains::ships.order(ships::id.asc())).exec(db).await?;
        let ids: Vec<Vec<i32>> = captains.iter().map(|captain| captain.ships().iter().map(|ship| ship.id).collect()).collect();
        assert_eq!(ids, [vec![1, 2, 3], vec![4]]);
        let two = captains::ships.order(ships::id.desc()).limit(2);
        let jack = Captain::find(1).include(two).exec(db).await?;
        assert_eq!(jack.ships().iter().map(|ship| ship.id).collect::<Vec<_>>(), [3, 2]);
        let loaded = vec![Captain::find(1).exec(db).await?].load(captains::ships).exec(db).await?;
        assert_eq!(loaded[0].ships().len(), 3);
        Ok(())
    }

    async fn their_number(db) {
        make_ships(db).await?;
        let captains = Captain::query().order(captains::id.asc()).include(captains::ships.count()).include(captains::ports.count()).exec(db).await?;
        assert_eq!([captains[0].ships_count(), captains[1].ships_count()], [3, 1]);
        assert_eq!([captains[0].ports_count(), captains[1].ports_count()], [3, 1]);
        let three = Captain::query().filter(captains::ships.count().ge(3)).exec(db).await?;
        assert_eq!(three.len(), 1);
        Ok(())
    }

    async fn one_row(db) {
        make_ships(db).await?;
        let captains = Captain::query().order(captains::id.asc()).include(captains::hat).exec(db).await?;
        assert_eq!(captains.iter().map(|captain| captain.hat().map(|hat| hat.id)).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(Captain::find(2).include(captains::hat).exec(db).await?.hat().map(|hat| hat.id), Some(2));
        let ships = Ship::query().order(ships::id.asc()).include(ships::captain).exec(db).await?;
        assert_eq!(ships.iter().map(|ship| ship.captain().id).collect::<Vec<_>>(), [1, 1, 1, 2]);
        assert_eq!(Ship::find(3).include(ships::captain).exec(db).await?.captain().id, 1);
        let hats = Hat::query().order(hats::id.asc()).include(hats::captain).exec(db).await?;
        assert_eq!(hats.iter().map(|hat| hat.captain().map(|captain| captain.id)).collect::<Vec<_>>(), [Some(1), Some(2)]);
        Ok(())
    }

    async fn linked_rows(db) {
        make_ships(db).await?;
        let query = || Captain::query().order(captains::id.asc());
        let ids = |ports: &[std::sync::Arc<Port>]| ports.iter().map(|port| port.id).collect::<Vec<_>>();
        let captains = query().include(captains::ports.order(ports::id.asc())).include(captains::homes.order(ports::id.asc())).exec(db).await?;
        assert_eq!([ids(captains[0].ports()), ids(captains[1].ports())], [vec![1, 2, 3], vec![3]]);
        assert_eq!([ids(captains[0].homes()), ids(captains[1].homes())], [vec![1, 2], vec![3]]);
        let captains = query().include(captains::ports.with_junction().order(ports::id.asc())).exec(db).await?;
        let visits = |captain: usize| captains[captain].ports().iter().map(|port| port.link.id).collect::<Vec<_>>();
        assert_eq!([visits(0), visits(1)], [vec![1, 2, 3], vec![4]]);
        let captains = query().include(captains::ports.order(ports::id.asc()).limit(1)).exec(db).await?;
        assert_eq!([ids(captains[0].ports()), ids(captains[1].ports())], [vec![1], vec![3]]);
        Ok(())
    }

    /// PostgreSQL fills `CHAR(n)` up with blanks that do not count.
    async fn padded_keys(db) {
        if !db.is_postgres() {
            return Ok(());
        }
        make_tables(db, "CHAR(6)").await?;
        db.run_sql("ALTER TABLE ships ALTER captain_name TYPE VARCHAR(20)").await?;
        db.run_sql("INSERT INTO ships VALUES (1, 'Jack'), (2, 'Anne')").await?;
        db.run_sql("INSERT INTO hats VALUES (1, 'Jack')").await?;
        let jack = Captain::query().filter(captains::name.eq("Jack")).include(captains::ships).include(captains::hat).first().exec(db).await?;
        let jack = jack.expect("a captain");
        assert_eq!((jack.name.as_str(), jack.ships().len()), ("Jack", 1));
        assert_eq!(jack.hat().map(|hat| hat.captain_name.as_deref()), Some(Some("Jack")));
        assert_eq!(jack.get_hat().exec(db).await?.map(|hat| hat.id), Some(1));
        assert_eq!(jack.get_ships().exec(db).await?.len(), 1);
        let hats = Hat::query().include(hats::captain).exec(db).await?;
        assert_eq!(hats[0].captain().map(|captain| captain.id), Some(1));
        let captains = Captain::query().order(captains::id.asc()).include(captains::hat).exec(db).await?;
        assert_eq!(captains.iter().map(|captain| captain.hat().is_some()).collect::<Vec<_>>(), [true, false]);
        Ok(())
    }
}
