//! `target_key`, `source_key`, `constraints`, `index` and `unique`: foreign keys that reference other columns than the
//! primary key, or that have no constraint.

use orm_core::prelude::*;
use orm_core::{Error, schema};
use orm_tests::{TestConnection, TestResult, behaviour, fixture};

/// Its name is unique and may be missing.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Ship, source_key = "name", foreign_key = "captain_name")]
#[has_many(Voyage, source_key = "name", foreign_key = "led_by")]
struct Captain {
    id: i32,
    #[column(unique)]
    name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain, target_key = "name")]
struct Ship {
    id: i32,
    name: String,
    captain_name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Captain, target_key = "name", foreign_key = "led_by")]
struct Voyage {
    id: i32,
    led_by: Option<String>,
}

/// The same with mandatory keys.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_one(Flag, source_key = "code", foreign_key = "country_code")]
#[has_many(City, source_key = "code", foreign_key = "country_code")]
struct Country {
    id: i32,
    #[column(unique)]
    code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country, target_key = "code")]
struct Flag {
    id: i32,
    country_code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Country, target_key = "code")]
struct City {
    id: i32,
    country_code: String,
}

/// Keys that the database does not keep, or not as usual.
#[derive(Model, Debug, Clone, PartialEq)]
#[has_many(Note, constraints = false)]
#[has_many(Tag, index = false)]
#[has_one(Pass, unique = false)]
struct Guest {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Guest, constraints = false)]
struct Note {
    id: i32,
    guest_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Guest, index = false)]
struct Tag {
    id: i32,
    guest_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[belongs_to(Guest)]
struct Pass {
    id: i32,
    guest_id: Option<i32>,
}

fixture! {
    /// Ahab on the Pequod, and a captain without a name; the Essex has none.
    async fn harbour(db) -> (Captain, Captain, Ship, Ship) {
        db.create_tables(schema![Captain, Ship, Voyage]).await?;
        let ahab = Captain::create().name("Ahab").exec(db).await?;
        let unnamed = Captain::create().exec(db).await?;
        let pequod = ahab.create_ship().name("Pequod").exec(db).await?;
        let essex = Ship::create().name("Essex").exec(db).await?;
        Ok((ahab, unnamed, pequod, essex))
    }
}

/// Every ship and voyage with its key, read without the library.
async fn rows(db: &mut impl TestConnection) -> TestResult<String> {
    let query = "SELECT name || ':' || COALESCE(captain_name, '-') AS row FROM ships \
                 UNION ALL SELECT 'v' || id || ':' || COALESCE(led_by, '-') FROM voyages ORDER BY row";
    Ok(db.texts(query).await?.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn not_found<T: std::fmt::Debug>(result: Result<T, Error>) -> (&'static str, &'static str) {
    match result {
        Err(Error::NotFound { model, association: Some(association) }) => (model, association),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_tables_say_what_the_options_say() {
    let ddl = orm_sqlite::create_tables_sql(schema![Captain, Ship, Voyage, Guest, Note, Tag, Pass]).unwrap();
    insta::assert_snapshot!(ddl.join("\n"));
}

#[test]
fn a_source_without_a_key_has_no_statements() {
    let captain = Captain { id: 1, name: None };
    assert_eq!(captain.get_ship().sql::<diesel::sqlite::Sqlite>(), "");
    assert_eq!(captain.create_ship().name("x").sql::<diesel::sqlite::Sqlite>(), "");
    assert_eq!(captain.create_voyage().sql::<diesel::sqlite::Sqlite>(), "");
    assert_eq!(captain.set_voyages([1]).sql::<diesel::sqlite::Sqlite>(), "");
    assert_eq!(captain.set_ship(None).sql::<diesel::sqlite::Sqlite>(), "");
    assert_eq!(captain.has_voyage(1).sql::<diesel::sqlite::Sqlite>(), "");
    assert_eq!(captain.remove_voyage(1).sql::<diesel::sqlite::Sqlite>(), "");
}

behaviour! {
    async fn belongs_to_goes_by_the_target_key(db, statements) {
        let (ahab, unnamed, pequod, mut essex) = harbour(db).await?;
        assert_eq!(pequod.captain_name.as_deref(), Some("Ahab"));
        assert_eq!(pequod.get_captain().exec(db).await?, Some(ahab.clone()));
        ahab.set_ship(None).exec(db).await?;
        statements.clear();
        essex.set_captain(&ahab).exec(db).await?;
        assert_eq!(statements.take(), "1");
        assert_eq!(essex.captain_name.as_deref(), Some("Ahab"));
        essex.set_captain(None).exec(db).await?;
        essex.set_captain("Ahab").exec(db).await?;
        assert_eq!(rows(db).await?, "Essex:Ahab Pequod:-");

        let unknown = essex.set_captain("Nemo").exec(db).await.unwrap_err();
        let Error::ForeignKeyViolation(violation) = unknown else { panic!("{unknown:?}") };
        assert_eq!((violation.model, violation.association), ("Ship", Some("captain")));
        let nemo = essex.create_captain().name("Nemo").exec(db).await?;
        assert_eq!(essex.captain_name, nemo.name);
        assert_eq!(rows(db).await?, "Essex:Nemo Pequod:-");

        // The keys follow the name.
        nemo.update().name("Nobody").exec(db).await?;
        assert_eq!(rows(db).await?, "Essex:Nobody Pequod:-");
        assert_eq!(unnamed.get_ship().exec(db).await?, None);
        Ok(())
    }

    /// A new target whose referenced key is left out cannot be pointed to: nothing is made.
    async fn a_new_target_without_the_key_is_an_error(db) {
        let (_, _, _, mut essex) = harbour(db).await?;
        let failure = essex.create_captain().exec(db).await;
        assert!(matches!(failure, Err(Error::NotFound { model: "Captain", .. })), "{failure:?}");
        let failure = Ship::create().name("Rachel").captain(Captain::create()).exec(db).await;
        assert!(matches!(failure, Err(Error::NotFound { model: "Captain", .. })), "{failure:?}");
        assert_eq!(essex.captain_name, None);
        assert_eq!(rows(db).await?, "Essex:- Pequod:Ahab");
        assert_eq!(Captain::query().count().exec(db).await?, 2);
        Ok(())
    }

    async fn has_many_and_has_one_go_by_the_source_key(db, statements) {
        let (ahab, _, pequod, essex) = harbour(db).await?;
        let voyage = ahab.create_voyage().exec(db).await?;
        assert_eq!(voyage, Voyage { id: 1, led_by: Some("Ahab".to_owned()) });
        Voyage::create_many([Voyage::create(), Voyage::create()]).exec(db).await?;
        statements.clear();
        assert_eq!(ahab.add_voyages([3, 2]).exec(db).await?.iter().map(|voyage| voyage.id).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(ahab.count_voyages().exec(db).await?, 3);
        assert!(ahab.has_voyages([1, 2]).exec(db).await?);
        assert_eq!(ahab.remove_voyage(&voyage).exec(db).await?, 1);
        assert_eq!(statements.take(), "4: BEGIN COMMIT");
        assert_eq!(ahab.set_voyages([1, 3]).exec(db).await?.len(), 2);
        assert_eq!(rows(db).await?, "Essex:- Pequod:Ahab v1:Ahab v2:- v3:Ahab");
        assert_eq!(ahab.get_ship().exec(db).await?, Some(pequod));
        assert_eq!(ahab.set_ship(&essex).exec(db).await?.and_then(|ship| ship.captain_name).as_deref(), Some("Ahab"));
        ahab.create_ship().name("Rachel").exec(db).await?;
        assert_eq!(rows(db).await?, "Essex:- Pequod:- Rachel:Ahab v1:Ahab v2:- v3:Ahab");
        Ok(())
    }

    async fn a_source_without_a_key_has_no_rows_and_sends_no_statement(db, statements) {
        let (_, unnamed, pequod, essex) = harbour(db).await?;
        Voyage::create().exec(db).await?;
        statements.clear();
        assert_eq!(unnamed.get_ship().exec(db).await?, None);
        assert_eq!(unnamed.get_voyages().exec(db).await?, []);
        assert_eq!(unnamed.get_voyages().first().exec(db).await?, None);
        assert_eq!(unnamed.get_voyages().page(1, 5).exec(db).await?.total, 0);
        assert_eq!(unnamed.count_voyages().exec(db).await?, 0);
        assert!(!unnamed.get_voyages().exists().exec(db).await?);
        assert!(!unnamed.has_voyage(1).exec(db).await?);
        assert!(unnamed.has_voyages([]).exec(db).await?);
        assert_eq!(unnamed.remove_voyages([1]).exec(db).await?, 0);
        assert_eq!(unnamed.set_voyages([]).exec(db).await?, []);
        assert_eq!(unnamed.add_voyages([]).exec(db).await?, []);
        assert_eq!(unnamed.set_ship(None).exec(db).await?, None);
        assert_eq!(unnamed.get_voyages().delete().exec(db).await?, 0);

        assert_eq!(not_found(unnamed.add_voyage(1).exec(db).await), ("Voyage", "voyages"));
        assert_eq!(not_found(unnamed.add_voyages([1]).exec(db).await), ("Voyage", "voyages"));
        assert_eq!(not_found(unnamed.set_voyages([1]).exec(db).await), ("Voyage", "voyages"));
        assert_eq!(not_found(unnamed.create_voyage().exec(db).await), ("Voyage", "voyages"));
        assert_eq!(not_found(unnamed.create_voyage().id(9).upsert(voyages::id).exec(db).await), ("Voyage", "voyages"));
        assert_eq!(not_found(Voyage::create_many([unnamed.create_voyage()]).exec(db).await), ("Voyage", "voyages"));
        assert_eq!(not_found(unnamed.set_ship(&essex).exec(db).await), ("Ship", "ship"));
        assert_eq!(not_found(unnamed.set_ship(&pequod).exec(db).await), ("Ship", "ship"));
        assert_eq!(not_found(unnamed.create_ship().name("Rachel").exec(db).await), ("Ship", "ship"));
        assert_eq!(statements.take(), "0");

        let nested = Captain::create().voyages([Voyage::create()]).exec(db).await;
        assert_eq!(not_found(nested), ("Voyage", "voyages"));
        assert_eq!(statements.transactions(), ["BEGIN", "ROLLBACK"]);
        Captain::create().voyages([] as [VoyageCreate<()>; 0]).exec(db).await?;
        assert_eq!(Captain::query().count().exec(db).await?, 3);
        assert_eq!(rows(db).await?, "Essex:- Pequod:Ahab v1:-");
        Ok(())
    }

    async fn a_mandatory_key_to_a_source_without_one_is_an_error_too(db, statements) {
        db.create_tables(schema![Country, Flag, City]).await?;
        let land = Country::create().code("x").exec(db).await?;
        let unnamed = Country::create().exec(db).await?;
        let city = land.create_city().exec(db).await?;
        assert_eq!(city.get_country().exec(db).await?, land);
        land.create_flag().exec(db).await?;
        statements.clear();
        assert_eq!(not_found(unnamed.create_city().exec(db).await), ("City", "cities"));
        assert_eq!(not_found(unnamed.create_flag().exec(db).await), ("Flag", "flag"));
        assert_eq!(not_found(unnamed.add_city(&city).exec(db).await), ("City", "cities"));
        assert_eq!(statements.take(), "0");
        assert!(matches!(land.create_flag().exec(db).await, Err(Error::UniqueViolation(_))));
        Ok(())
    }

    async fn without_a_constraint_a_key_may_lead_nowhere(db) {
        db.create_tables(schema![Guest, Note, Tag, Pass]).await?;
        let guest = Guest::create().exec(db).await?;
        let mut note = guest.create_note().exec(db).await?;
        note.set_guest(99).exec(db).await?;
        assert_eq!(note.guest_id, Some(99));
        assert_eq!(note.get_guest().exec(db).await?, None);
        note.set_guest(&guest).exec(db).await?;
        guest.delete().exec(db).await?;
        assert_eq!(note.reload().exec(db).await?.guest_id, Some(1), "nothing follows");
        assert!(matches!(guest.create_tag().exec(db).await, Err(Error::ForeignKeyViolation(_))));
        Ok(())
    }

    async fn a_has_one_that_is_not_unique_yields_one_of_several(db) {
        db.create_tables(schema![Guest, Note, Tag, Pass]).await?;
        let guest = Guest::create().exec(db).await?;
        let passes = Pass::create_many([1, 1].map(|guest| Pass::create().guest_id(guest))).exec(db).await?;
        assert!(guest.get_pass().exec(db).await?.is_some_and(|pass| passes.contains(&pass)));
        let new = guest.create_pass().exec(db).await?;
        assert_eq!(guest.get_pass().exec(db).await?, Some(new), "the others are detached");
        assert_eq!(Pass::query().filter(passes::guest_id.is_null()).count().exec(db).await?, 2);
        Ok(())
    }
}
