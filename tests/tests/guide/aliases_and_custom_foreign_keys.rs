//! Association aliases & custom foreign keys.
//!
//! In Sequelize, an include by a model that has an alias, or by a wrong alias, is an error at run time. Here, an
//! association is a name in the program: `get_captain` of an association called `leader` does not compile
//! (`associations/an_accessor_needs_an_association`), nor does `include_model::<Captain>()`, whose message names the
//! alias (`include/an_aliased_model_is_included_by_its_alias`). The guide's `{ model: Captain, as: 'leader' }` is
//! `ships::leader`, which says both. Its `toJSON()` is serde's.

// Recap: the default setup
mod default_setup {
    use crate::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    #[derive(Model, Serialize, Debug, PartialEq)]
    #[belongs_to(Captain)]
    struct Ship {
        id: i32,
        name: String,
        captain_id: Option<i32>,
    }

    #[derive(Model, Serialize, Debug, PartialEq)]
    struct Captain {
        id: i32,
        name: String,
    }

    #[test]
    fn the_key_is_captain_id() {
        assert!(ddl::has_column(schema![Ship, Captain], "ships", "captain_id"));
        assert_eq!(
            ddl::definition(schema![Ship, Captain], "ships_captain_id_fkey"),
            r#"FOREIGN KEY ("captain_id") REFERENCES "captains" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        async fn the_captain_is_included(db, statements) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            Ship::create().name("Black Pearl").captain_id(jack.id).exec(db).await?;
            Ship::create().name("Ghost Ship").exec(db).await?;
            statements.clear();
            let ships = Ship::query().order(ships::id.asc()).include(ships::captain).exec(db).await?;
            assert_eq!(statements.take(), "2");
            assert_eq!((ships[0].captain(), ships[1].captain()), (Some(&jack), None));
            let pearl = json!({
                "id": 1, "name": "Black Pearl", "captain_id": 1, "captain": { "id": 1, "name": "Jack Sparrow" }
            });
            let ghost = json!({ "id": 2, "name": "Ghost Ship", "captain_id": null, "captain": null });
            assert_eq!(serde_json::to_value(&ships)?, json!([pearl, ghost]));
            let by_model = Ship::query().order(ships::id.asc()).include_model::<Captain>().exec(db).await?;
            assert_eq!(by_model, ships);
            let pearl = Ship::find(1).include_model::<Captain>().exec(db).await?;
            assert_eq!(pearl, ships[0]);
            Ok(())
        }

        async fn the_getter_has_the_name_of_the_model(db) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            Ship::create().name("Black Pearl").captain_id(jack.id).exec(db).await?;
            let ship = Ship::query().first().exec(db).await?.expect("a ship");
            assert_eq!(ship.get_captain().exec(db).await?, Some(jack));
            Ok(())
        }
    }
}

// Providing the foreign key name directly. (The guide includes by the name `'Captain'`, which its own Sequelize does
// not find: the model is called `captain`.)
mod foreign_key {
    use crate::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    #[derive(Model, Serialize, Debug, PartialEq)]
    #[belongs_to(Captain, foreign_key = "boss_id")]
    struct Ship {
        id: i32,
        name: String,
        boss_id: Option<i32>,
    }

    #[derive(Model, Serialize, Debug, PartialEq)]
    struct Captain {
        id: i32,
        name: String,
    }

    #[test]
    fn the_key_is_boss_id() {
        assert!(ddl::has_column(schema![Ship, Captain], "ships", "boss_id"));
        assert!(!ddl::has_column(schema![Ship, Captain], "ships", "captain_id"));
        assert_eq!(
            ddl::definition(schema![Ship, Captain], "ships_boss_id_fkey"),
            r#"FOREIGN KEY ("boss_id") REFERENCES "captains" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        async fn the_captain_is_included(db, statements) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            Ship::create().name("Black Pearl").boss_id(jack.id).exec(db).await?;
            Ship::create().name("Ghost Ship").exec(db).await?;
            statements.clear();
            let ships = Ship::query().order(ships::id.asc()).include(ships::captain).exec(db).await?;
            assert_eq!(statements.take(), "2");
            assert_eq!((ships[0].captain(), ships[1].captain()), (Some(&jack), None));
            let pearl = json!({
                "id": 1, "name": "Black Pearl", "boss_id": 1, "captain": { "id": 1, "name": "Jack Sparrow" }
            });
            let ghost = json!({ "id": 2, "name": "Ghost Ship", "boss_id": null, "captain": null });
            assert_eq!(serde_json::to_value(&ships)?, json!([pearl, ghost]));
            let by_model = Ship::query().order(ships::id.asc()).include_model::<Captain>().exec(db).await?;
            assert_eq!(by_model, ships);
            let pearl = Ship::find(1).include_model::<Captain>().exec(db).await?;
            assert_eq!(pearl, ships[0]);
            Ok(())
        }

        async fn the_getter_keeps_the_name_of_the_model(db) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            let ship = Ship::create().name("Black Pearl").boss_id(jack.id).exec(db).await?;
            assert_eq!(ship.get_captain().exec(db).await?, Some(jack));
            Ok(())
        }
    }
}

// Defining an Alias. (One text of the guide says `leaderId`, the other `LeaderId`.)
mod alias {
    use crate::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    #[derive(Model, Serialize, Debug, PartialEq)]
    #[belongs_to(Captain, as = "leader")]
    struct Ship {
        id: i32,
        name: String,
        leader_id: Option<i32>,
    }

    #[derive(Model, Serialize, Debug, PartialEq)]
    struct Captain {
        id: i32,
        name: String,
    }

    #[test]
    fn the_key_is_leader_id() {
        assert!(ddl::has_column(schema![Ship, Captain], "ships", "leader_id"));
        assert_eq!(
            ddl::definition(schema![Ship, Captain], "ships_leader_id_fkey"),
            r#"FOREIGN KEY ("leader_id") REFERENCES "captains" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        async fn the_alias_is_included(db, statements) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            Ship::create().name("Black Pearl").leader_id(jack.id).exec(db).await?;
            Ship::create().name("Ghost Ship").exec(db).await?;
            statements.clear();
            let ships = Ship::query().order(ships::id.asc()).include(ships::leader).exec(db).await?;
            assert_eq!(statements.take(), "2");
            assert_eq!((ships[0].leader(), ships[1].leader()), (Some(&jack), None));
            let pearl = json!({
                "id": 1, "name": "Black Pearl", "leader_id": 1, "leader": { "id": 1, "name": "Jack Sparrow" }
            });
            let ghost = json!({ "id": 2, "name": "Ghost Ship", "leader_id": null, "leader": null });
            assert_eq!(serde_json::to_value(&ships)?, json!([pearl, ghost]));
            Ok(())
        }

        async fn the_accessors_have_the_name_of_the_alias(db) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            let mut ship = Ship::create().name("Black Pearl").leader_id(jack.id).exec(db).await?;
            assert_eq!(ship.get_leader().exec(db).await?, Some(jack));
            let hector = ship.create_leader().name("Hector Barbossa").exec(db).await?;
            assert_eq!(ship.leader_id, Some(hector.id));
            ship.set_leader(None).exec(db).await?;
            assert_eq!(ship.get_leader().exec(db).await?, None);
            Ok(())
        }
    }
}

// Defining an Alias: two associations between the same models; singular aliases to one row, plural ones to many
mod two_aliases {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Person, as = "sender")]
    #[belongs_to(Person, as = "receiver")]
    struct Mail {
        id: i32,
        subject: String,
        sender_id: Option<i32>,
        receiver_id: Option<i32>,
    }

    #[derive(Model, Debug, PartialEq)]
    #[has_many(Mail, as = "sent_mails", foreign_key = "sender_id")]
    #[has_many(Mail, as = "received_mails", foreign_key = "receiver_id")]
    struct Person {
        id: i32,
        name: String,
    }

    behaviour! {
        async fn each_alias_has_accessors_of_its_own(db) {
            db.create_tables(schema![Mail, Person]).await?;
            let ann = Person::create().name("Ann").exec(db).await?;
            let bob = Person::create().name("Bob").exec(db).await?;
            let hello = Mail::create().subject("Hello").sender_id(ann.id).receiver_id(bob.id).exec(db).await?;
            assert_eq!(hello.get_sender().exec(db).await?.as_ref(), Some(&ann));
            assert_eq!(hello.get_receiver().exec(db).await?.as_ref(), Some(&bob));

            let reply = bob.create_sent_mail().subject("Hi!").exec(db).await?;
            let reply = ann.add_received_mail(&reply).exec(db).await?;
            assert_eq!((reply.sender_id, reply.receiver_id), (Some(bob.id), Some(ann.id)));
            assert_eq!(ann.get_sent_mails().exec(db).await?, [hello]);
            assert_eq!(ann.get_received_mails().exec(db).await?, [reply]);
            Ok(())
        }

        // The same, eagerly
        async fn each_alias_is_included_by_itself(db, statements) {
            db.create_tables(schema![Mail, Person]).await?;
            let ann = Person::create().name("Ann").exec(db).await?;
            let bob = Person::create().name("Bob").exec(db).await?;
            let hello = Mail::create().subject("Hello").sender_id(ann.id).receiver_id(bob.id).exec(db).await?;
            statements.clear();
            let mails = Mail::query().include(mails::sender).include(mails::receiver).exec(db).await?;
            assert_eq!(statements.take(), "3");
            assert_eq!((mails[0].sender(), mails[0].receiver()), (Some(&ann), Some(&bob)));
            let people = Person::query().order(people::id.asc());
            let people = people.include(people::sent_mails).include(people::received_mails).exec(db).await?;
            assert_eq!(statements.take(), "3");
            let mails = people.iter().map(|person| (person.sent_mails(), person.received_mails()));
            let (one, none) = (std::slice::from_ref(&hello), [].as_slice());
            assert_eq!(mails.collect::<Vec<_>>(), [(one, none), (none, one)]);
            Ok(())
        }
    }
}

// Doing both things
mod alias_and_foreign_key {
    use crate::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    #[derive(Model, Serialize, Debug, PartialEq)]
    #[belongs_to(Captain, as = "leader", foreign_key = "boss_id")]
    struct Ship {
        id: i32,
        name: String,
        boss_id: Option<i32>,
    }

    #[derive(Model, Serialize, Debug, PartialEq)]
    struct Captain {
        id: i32,
        name: String,
    }

    #[test]
    fn the_key_is_boss_id() {
        assert!(ddl::has_column(schema![Ship, Captain], "ships", "boss_id"));
        assert!(!ddl::has_column(schema![Ship, Captain], "ships", "leader_id"));
    }

    behaviour! {
        async fn the_alias_is_included(db, statements) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            Ship::create().name("Black Pearl").boss_id(jack.id).exec(db).await?;
            Ship::create().name("Ghost Ship").exec(db).await?;
            statements.clear();
            let ships = Ship::query().order(ships::id.asc()).include(ships::leader).exec(db).await?;
            assert_eq!(statements.take(), "2");
            assert_eq!((ships[0].leader(), ships[1].leader()), (Some(&jack), None));
            let pearl = json!({
                "id": 1, "name": "Black Pearl", "boss_id": 1, "leader": { "id": 1, "name": "Jack Sparrow" }
            });
            let ghost = json!({ "id": 2, "name": "Ghost Ship", "boss_id": null, "leader": null });
            assert_eq!(serde_json::to_value(&ships)?, json!([pearl, ghost]));
            Ok(())
        }

        async fn the_getter_has_the_name_of_the_alias(db) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            let ship = Ship::create().name("Black Pearl").boss_id(jack.id).exec(db).await?;
            assert_eq!(ship.get_leader().exec(db).await?, Some(jack));
            Ok(())
        }
    }
}
