//! One-To-One relationships: options.

// One-To-One relationships, `onDelete` and `onUpdate`
mod actions {
    use crate::prelude::*;

    #[derive(Model, Debug)]
    #[has_one(Bar, on_delete = "restrict", on_update = "restrict")]
    struct Foo {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug)]
    #[belongs_to(Foo)]
    struct Bar {
        id: i32,
        foo_id: Option<i32>,
    }

    #[test]
    fn restrict_is_written_from_the_side_that_says_so() {
        assert_eq!(
            ddl::definition(schema![Foo, Bar], "bars_foo_id_fkey"),
            r#"FOREIGN KEY ("foo_id") REFERENCES "foos" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT"#
        );
    }

    behaviour! {
        async fn a_foo_with_a_bar_stays_as_it_is(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("foo").exec(db).await?;
            let bar = foo.create_bar().exec(db).await?;
            let error = foo.delete().exec(db).await.unwrap_err();
            assert!(matches!(error, Error::StillReferenced(_)), "{error:?}");
            assert!(db.run_sql(r#"UPDATE "foos" SET "id" = 70"#).await.is_err());
            bar.delete().exec(db).await?;
            foo.delete().exec(db).await?;
            assert_eq!(Foo::query().count().exec(db).await?, 0);
            Ok(())
        }
    }
}

// One-To-One relationships, `onDelete` and `onUpdate`: the possible choices, given on the side of the key. RESTRICT
// stands above. SET NULL asks for an optional key (`belongs_to/set_null_needs_an_optional_key`), SET DEFAULT for a
// default (`belongs_to/set_default_needs_a_default`); in Sequelize both pass, and then the first delete fails.
mod every_action {
    use crate::prelude::*;

    #[derive(Model)]
    struct Foo {
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to(Foo, on_delete = "cascade", on_update = "set null")]
    struct Bar {
        id: i32,
        foo_id: Option<i32>,
    }

    #[derive(Model)]
    #[belongs_to(Foo, on_delete = "no action", on_update = "set default")]
    struct Baz {
        id: i32,
        #[column(default = 1)]
        foo_id: i32,
    }

    #[test]
    fn the_other_actions_are_written_as_given() {
        let schema = schema![Foo, Bar, Baz];
        assert_eq!(
            ddl::definition(schema, "bars_foo_id_fkey"),
            r#"FOREIGN KEY ("foo_id") REFERENCES "foos" ("id") ON DELETE CASCADE ON UPDATE SET NULL"#
        );
        assert_eq!(
            ddl::definition(schema, "bazs_foo_id_fkey"),
            r#"FOREIGN KEY ("foo_id") REFERENCES "foos" ("id") ON DELETE NO ACTION ON UPDATE SET DEFAULT"#
        );
    }
}

// One-To-One relationships, `onDelete` and `onUpdate`: both sides of a pair. In Sequelize the first one to be declared
// wins without a word; here they have to agree.
mod contradicting_actions {
    use crate::prelude::*;

    #[derive(Model)]
    #[has_one(Bar, on_delete = "restrict")]
    struct Foo {
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to(Foo, on_delete = "cascade")]
    struct Bar {
        id: i32,
        foo_id: Option<i32>,
    }

    #[test]
    fn two_sides_that_say_different_things_are_an_error() {
        let error = orm_sqlite::create_tables_sql(schema![Foo, Bar]).unwrap_err();
        assert!(matches!(error, SchemaError::ContradictingActions { option: "on_delete", .. }), "{error:?}");
        assert_eq!(orm_postgres::create_tables_sql(schema![Foo, Bar]).unwrap_err(), error);
    }
}

// One-To-One relationships, Customizing the foreign key: options 1 and 2, the name at `hasOne`. The field of the key is
// in `Bar`, so `Bar` has to say which field it is: to name it at the other side alone would leave `belongs_to` without
// a key (`belongs_to/belongs_to_needs_the_field_of_its_key`). In Sequelize it makes a second key, `fooId`, whatever
// its guide says.
mod named_at_both_sides {
    use crate::prelude::*;

    #[derive(Model)]
    #[has_one(Bar, foreign_key = "my_foo_id")]
    struct Foo {
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to(Foo, foreign_key = "my_foo_id")]
    struct Bar {
        id: i32,
        my_foo_id: Option<i32>,
    }

    #[test]
    fn a_key_named_at_both_sides_is_one_key() {
        assert_eq!(ddl::postgres(schema![Foo, Bar]).matches("FOREIGN KEY").count(), 1);
        assert_eq!(
            ddl::definition(schema![Foo, Bar], "bars_my_foo_id_fkey"),
            r#"FOREIGN KEY ("my_foo_id") REFERENCES "foos" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }
}

// One-To-One relationships, Customizing the foreign key: options 3 and 4, the name at `belongsTo`. `has_one` takes it
// from there. The object of option 4, with a definition of the column, is the field itself with its attributes: here
// its name in the database is the guide's own.
mod named_at_belongs_to {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Bar)]
    struct Foo {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Foo, foreign_key = "myFooId")]
    struct Bar {
        id: i32,
        #[column(name = "myFooId")]
        my_foo: Option<i32>,
    }

    #[test]
    fn has_one_takes_the_name_from_belongs_to() {
        assert_eq!(ddl::definition(schema![Foo, Bar], "myFooId"), "INTEGER");
        assert_eq!(ddl::postgres(schema![Foo, Bar]).matches("FOREIGN KEY").count(), 1);
        assert_eq!(
            ddl::definition(schema![Foo, Bar], "bars_myFooId_fkey"),
            r#"FOREIGN KEY ("myFooId") REFERENCES "foos" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        async fn both_sides_go_by_the_named_key(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("foo").exec(db).await?;
            let bar = foo.create_bar().exec(db).await?;
            assert_eq!(bar.my_foo, Some(foo.id));
            assert_eq!(bar.get_foo().exec(db).await?.as_ref(), Some(&foo));
            assert_eq!(foo.get_bar().exec(db).await?, Some(bar));
            Ok(())
        }
    }
}

// One-To-One relationships, Customizing the foreign key: the type. The guide makes the key a UUID while the key that it
// references stays a number, which PostgreSQL refuses; here they have one type
// (`associations/two_sides_of_a_pair_have_one_type_of_key`), and it is the field's.
mod uuid_key {
    use crate::prelude::*;
    use uuid::Uuid;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Bar)]
    struct Foo {
        id: Uuid,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Foo)]
    struct Bar {
        id: i32,
        foo_id: Option<Uuid>,
    }

    #[test]
    fn the_key_has_the_type_of_its_field() {
        assert!(ddl::postgres(schema![Foo, Bar]).contains("\n  \"foo_id\" UUID,\n"));
        assert!(ddl::sqlite(schema![Foo, Bar]).contains("\n  \"foo_id\" TEXT,\n"));
    }

    behaviour! {
        async fn a_uuid_leads_to_its_row(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let id = Uuid::from_u128(0x1234);
            let foo = Foo::create().id(id).exec(db).await?;
            let bar = foo.create_bar().exec(db).await?;
            assert_eq!(bar.foo_id, Some(id));
            assert_eq!(bar.get_foo().exec(db).await?.as_ref(), Some(&foo));
            assert_eq!(foo.get_bar().exec(db).await?, Some(bar));
            Ok(())
        }
    }
}

// One-To-One relationships, Mandatory versus optional associations. What the guide prints holds here: RESTRICT and
// RESTRICT. Sequelize itself writes CASCADE and CASCADE for `hasOne` (and NO ACTION for `belongsTo`), so that there a
// deleted foo takes its bar along.
mod mandatory {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(Bar)]
    struct Foo {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Foo)]
    struct Bar {
        id: i32,
        foo_id: i32,
    }

    #[test]
    fn a_mandatory_key_is_not_null_and_restricts() {
        assert_eq!(ddl::definition(schema![Foo, Bar], "foo_id"), "INTEGER NOT NULL");
        assert_eq!(
            ddl::definition(schema![Foo, Bar], "bars_foo_id_fkey"),
            r#"FOREIGN KEY ("foo_id") REFERENCES "foos" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT"#
        );
    }

    behaviour! {
        // A bar without a foo does not compile (`create/a_create_gives_every_mandatory_column`), nor does one that
        // loses it (`belongs_to/a_mandatory_key_is_not_set_to_none`); the getter yields a foo, not an option.
        async fn a_bar_has_a_foo_in_any_case(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("foo").exec(db).await?;
            let other = Foo::create().name("other").exec(db).await?;
            let mut bar = foo.create_bar().exec(db).await?;
            let found: Foo = bar.get_foo().exec(db).await?;
            assert_eq!(found, foo);
            let error = foo.delete().exec(db).await.unwrap_err();
            assert!(matches!(error, Error::StillReferenced(_)), "{error:?}");
            bar.set_foo(&other).exec(db).await?;
            foo.delete().exec(db).await?;
            assert_eq!(bar.get_foo().exec(db).await?, other);
            Ok(())
        }
    }
}
