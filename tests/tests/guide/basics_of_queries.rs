//! Basics of queries involving associations.

use crate::prelude::*;

// Basics of queries involving associations: the setup. (The guide also checks the skill level in the application when
// it is written, which has nothing to do with associations.)
#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Ship)]
struct Captain {
    id: i32,
    name: String,
    skill_level: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain)]
struct Ship {
    id: i32,
    name: String,
    crew_capacity: i32,
    amount_of_sails: i32,
    captain_id: Option<i32>,
}

#[test]
fn a_ship_can_exist_without_a_captain() {
    assert_eq!(ddl::definition(schema![Captain, Ship], "captain_id"), "INTEGER");
}

behaviour! {
    // Fetching associations, Lazy Loading example: two statements, the second when the ship is asked for.
    async fn a_captain_is_found_and_then_the_ship(db, statements) {
        db.create_tables(schema![Captain, Ship]).await?;
        let jack = Captain::create().name("Jack Sparrow").skill_level(10).exec(db).await?;
        jack.create_ship().name("Black Pearl").crew_capacity(50).amount_of_sails(3).exec(db).await?;
        statements.clear();

        let found = Captain::query().filter(captains::name.eq("Jack Sparrow")).first().exec(db).await?;
        let awesome_captain = found.expect("Jack is there");
        assert_eq!((awesome_captain.name.as_str(), awesome_captain.skill_level), ("Jack Sparrow", 10));
        assert_eq!(statements.count(), 1);

        let his_ship = awesome_captain.get_ship().exec(db).await?.expect("he has a ship");
        assert_eq!((his_ship.name.as_str(), his_ship.amount_of_sails), ("Black Pearl", 3));
        assert_eq!(statements.count(), 2);
        Ok(())
    }

    // Fetching associations, Eager Loading Example: one statement, of a single row and its association to one row. (In
    // the guide a captain without a ship has `null` there, and without the `include` nothing: here the method `ship`
    // then does not compile, `included_rows/a_plain_row_shows_no_associations`.)
    async fn a_captain_comes_with_the_ship(db, statements) {
        db.create_tables(schema![Captain, Ship]).await?;
        let jack = Captain::create().name("Jack Sparrow").skill_level(10).exec(db).await?;
        jack.create_ship().name("Black Pearl").crew_capacity(50).amount_of_sails(3).exec(db).await?;
        Captain::create().name("Will Turner").skill_level(7).exec(db).await?;
        statements.clear();

        let named = |name| Captain::query().filter(captains::name.eq(name)).include(captains::ship).first();
        let awesome_captain = named("Jack Sparrow").exec(db).await?.expect("Jack is there");
        // Now the ship comes with it
        assert_eq!((awesome_captain.name.as_str(), awesome_captain.skill_level), ("Jack Sparrow", 10));
        let his_ship = awesome_captain.ship().expect("he has a ship");
        assert_eq!((his_ship.name.as_str(), his_ship.amount_of_sails), ("Black Pearl", 3));
        assert_eq!(statements.take(), "1");

        let will = named("Will Turner").exec(db).await?.expect("Will is there");
        assert_eq!(will.ship(), None);
        assert_eq!(statements.take(), "1");
        Ok(())
    }

    // Fetching associations, Eager Loading vs Lazy Loading: "with a larger query". Of many rows it is a second statement
    // here, whatever their number: a join would repeat each captain, and include by include multiply the rows.
    async fn many_captains_come_with_their_ships_in_two_statements(db, statements) {
        db.create_tables(schema![Captain, Ship]).await?;
        for (name, ship) in [("Jack Sparrow", "Black Pearl"), ("Davy Jones", "Flying Dutchman")] {
            let captain = Captain::create().name(name).skill_level(9).exec(db).await?;
            captain.create_ship().name(ship).crew_capacity(50).amount_of_sails(3).exec(db).await?;
        }
        statements.clear();
        let captains = Captain::query().order(captains::id.asc()).include(captains::ship).exec(db).await?;
        assert_eq!(statements.take(), "2");
        let ships: Vec<_> = captains.iter().map(|captain| captain.ship().map(|ship| ship.name.as_str())).collect();
        assert_eq!(ships, [Some("Black Pearl"), Some("Flying Dutchman")]);
        Ok(())
    }

    // Creating, updating and deleting: the standard methods, for which a key is a column like any other
    async fn a_key_is_written_like_any_other_column(db) {
        db.create_tables(schema![Captain, Ship]).await?;
        let jack = Captain::create().name("Jack Sparrow").skill_level(10).exec(db).await?;
        let ship = Ship::create().name("Black Pearl").crew_capacity(50).amount_of_sails(3).captain_id(jack.id);
        let pearl = ship.exec(db).await?;
        assert_eq!(jack.get_ship().exec(db).await?, Some(pearl.clone()));
        let pearl = pearl.update().captain_id(None).exec(db).await?;
        assert_eq!(pearl.captain_id, None);
        assert_eq!(jack.get_ship().exec(db).await?, None);
        pearl.delete().exec(db).await?;
        assert_eq!(Ship::query().count().exec(db).await?, 0);
        Ok(())
    }

    // Creating, updating and deleting: the special methods
    async fn a_key_is_written_by_the_association(db) {
        db.create_tables(schema![Captain, Ship]).await?;
        let jack = Captain::create().name("Jack Sparrow").skill_level(10).exec(db).await?;
        let ship = jack.create_ship().name("Black Pearl").crew_capacity(50).amount_of_sails(3);
        let mut pearl = ship.exec(db).await?;
        assert_eq!(pearl.captain_id, Some(jack.id));
        pearl.set_captain(None).exec(db).await?;
        assert_eq!(jack.get_ship().exec(db).await?, None);
        Ok(())
    }

    // Creating, updating and deleting: the note on `save()`. An update says what it changes, and changes one row: there
    // is no `save` that could be thought to write a child too that came with it.
    async fn an_update_of_a_captain_leaves_the_ship_alone(db, statements) {
        db.create_tables(schema![Captain, Ship]).await?;
        let jack = Captain::create().name("Jack Sparrow").skill_level(10).exec(db).await?;
        let ship = jack.create_ship().name("Black Pearl").crew_capacity(50).amount_of_sails(3);
        let pearl = ship.exec(db).await?;
        let (jack, (ship,)) = Captain::find(jack.id).include(captains::ship).exec(db).await?.into_parts();
        let mut ship = ship.expect("he has a ship");
        ship.name.push_str(" II");
        statements.clear();
        let jack = jack.update().skill_level(9).exec(db).await?;
        assert_eq!(jack.skill_level, 9);
        assert_eq!(statements.take(), "1");
        assert_eq!(jack.get_ship().exec(db).await?, Some(pearl));
        Ok(())
    }
}
