//! Creating associations referencing a field which is not the primary key: `belongsTo`, `hasOne` and `hasMany`; notes.

// For `belongsTo` relationships. The key need not be named: it is called after the column that it references.
mod belongs_to {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Captain, target_key = "name")]
    struct Ship {
        id: i32,
        name: String,
        captain_name: Option<String>,
    }

    #[derive(Model, Debug, PartialEq)]
    struct Captain {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[test]
    fn captain_name_references_the_name() {
        let schema = schema![Ship, Captain];
        assert_eq!(ddl::definition(schema, "captain_name"), "TEXT");
        assert_eq!(ddl::definition(schema, "captains_name_key"), r#"UNIQUE ("name")"#);
        assert_eq!(
            ddl::definition(schema, "ships_captain_name_fkey"),
            r#"FOREIGN KEY ("captain_name") REFERENCES "captains" ("name") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        async fn a_ship_finds_its_captain_by_name(db) {
            db.create_tables(schema![Ship, Captain]).await?;
            Captain::create().name("Jack Sparrow").exec(db).await?;
            let ship = Ship::create().name("Black Pearl").captain_name("Jack Sparrow").exec(db).await?;
            let captain = ship.get_captain().exec(db).await?.expect("a captain");
            assert_eq!(captain.name, "Jack Sparrow");
            Ok(())
        }

        async fn a_captain_who_is_renamed_keeps_the_ship(db) {
            db.create_tables(schema![Ship, Captain]).await?;
            let jack = Captain::create().name("Jack Sparrow").exec(db).await?;
            let ship = Ship::create().name("Black Pearl").captain_name("Jack Sparrow").exec(db).await?;
            jack.update().name("Captain Jack Sparrow").exec(db).await?;
            let mut ship = ship.reload().exec(db).await?;
            assert_eq!(ship.captain_name.as_deref(), Some("Captain Jack Sparrow"));
            let hector = ship.create_captain().name("Hector Barbossa").exec(db).await?;
            assert_eq!(ship.captain_name.as_ref(), Some(&hector.name));
            ship.set_captain(&jack.reload().exec(db).await?).exec(db).await?;
            assert_eq!(ship.captain_name.as_deref(), Some("Captain Jack Sparrow"));
            Ok(())
        }
    }
}

// For `hasOne` and `hasMany` relationships
mod has_one_and_has_many {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Bar, source_key = "name", foreign_key = "foo_name")]
    struct Foo {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Foo, target_key = "name")]
    #[has_many(Baz, source_key = "title", foreign_key = "bar_title")]
    struct Bar {
        id: i32,
        #[column(unique)]
        title: String,
        foo_name: Option<String>,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Bar, target_key = "title")]
    struct Baz {
        id: i32,
        summary: String,
        bar_title: Option<String>,
    }

    #[test]
    fn the_keys_reference_the_name_and_the_title() {
        let schema = schema![Foo, Bar, Baz];
        assert_eq!(
            ddl::definition(schema, "bars_foo_name_fkey"),
            r#"FOREIGN KEY ("foo_name") REFERENCES "foos" ("name") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
        assert_eq!(
            ddl::definition(schema, "bazs_bar_title_fkey"),
            r#"FOREIGN KEY ("bar_title") REFERENCES "bars" ("title") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        // The guide calls `Bar.setFoo` and `Baz.addBar`, methods that its associations do not give, on models instead
        // of rows. What they are about takes a `belongsTo` back from each target, as above; then a row can be given by
        // its key.
        async fn a_row_is_given_by_its_name_or_its_title(db) {
            db.create_tables(schema![Foo, Bar, Baz]).await?;
            let foo = Foo::create().name("Foo's Name Here").exec(db).await?;
            let mut bar = Bar::create().title("Bar's Title Here").exec(db).await?;
            bar.set_foo("Foo's Name Here").exec(db).await?;
            assert_eq!(bar.foo_name.as_deref(), Some("Foo's Name Here"));
            assert_eq!(foo.get_bar().exec(db).await?.as_ref(), Some(&bar));

            let mut baz = Baz::create().summary("a baz").exec(db).await?;
            baz.set_bar("Bar's Title Here").exec(db).await?;
            assert_eq!(baz.bar_title.as_deref(), Some("Bar's Title Here"));
            assert_eq!(bar.get_bazs().exec(db).await?, [baz]);
            let error = bar.set_foo("nobody's name").exec(db).await.unwrap_err();
            assert!(matches!(error, Error::ForeignKeyViolation(_)), "{error:?}");
            Ok(())
        }

        async fn the_sources_give_their_name_and_their_title(db) {
            db.create_tables(schema![Foo, Bar, Baz]).await?;
            let foo = Foo::create().name("foo").exec(db).await?;
            let bar = foo.create_bar().title("bar").exec(db).await?;
            assert_eq!(bar.foo_name.as_deref(), Some("foo"));
            let baz = Baz::create().summary("a baz").exec(db).await?;
            let baz = bar.add_baz(&baz).exec(db).await?;
            assert_eq!(baz.bar_title.as_deref(), Some("bar"));
            assert!(bar.has_baz(&baz).exec(db).await?);
            assert_eq!(bar.remove_baz(&baz).exec(db).await?, 1);
            assert_eq!(foo.set_bar(None).exec(db).await?, None);
            assert_eq!(bar.get_foo().exec(db).await?, Some(foo), "of the row as it was read");
            assert_eq!(bar.reload().exec(db).await?.foo_name, None);
            Ok(())
        }

        // What is loaded eagerly is found by the same keys
        async fn an_include_goes_by_the_name_and_the_title(db, statements) {
            db.create_tables(schema![Foo, Bar, Baz]).await?;
            let foo = Foo::create().name("foo").exec(db).await?;
            Foo::create().name("another foo").exec(db).await?;
            let bar = foo.create_bar().title("bar").exec(db).await?;
            let baz = bar.create_baz().summary("a baz").exec(db).await?;
            statements.clear();
            let foos = Foo::query().order(foos::id.asc()).include(foos::bar.include(bars::bazs)).exec(db).await?;
            assert_eq!(statements.take(), "3");
            assert_eq!(foos[0].bar().expect("the foo has a bar").bazs(), [baz]);
            assert_eq!(foos[1].bar(), None);
            let baz = Baz::find(1).include(bazs::bar.include(bars::foo)).exec(db).await?;
            assert_eq!(statements.take(), "2");
            assert_eq!(baz.bar().expect("the baz has a bar").foo(), Some(&foo));
            Ok(())
        }
    }
}
