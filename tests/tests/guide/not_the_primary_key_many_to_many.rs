//! Creating associations referencing a field which is not the primary key: `belongsToMany`, its four cases.

// For `belongsToMany` relationships: the default primary keys for both
mod both_primary_keys {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(Bar, through = "foo_bar")]
    struct Foo {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[derive(Model)]
    struct Bar {
        id: i32,
        #[column(unique)]
        title: String,
    }

    #[test]
    fn the_junction_has_foo_id_and_bar_id() {
        let schema = schema![Foo, Bar];
        assert_eq!(ddl::definition(schema, "foo_bar_pkey"), r#"PRIMARY KEY ("foo_id", "bar_id")"#);
        assert_eq!(ddl::definition(schema, "foo_id"), "INTEGER NOT NULL");
        assert_eq!(ddl::definition(schema, "bar_id"), "INTEGER NOT NULL");
    }
}

// For `belongsToMany` relationships: the default primary key for `Foo`, a different field for `Bar`
mod target_key {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(Bar, through = "foo_bar", target_key = "title")]
    struct Foo {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[derive(Model)]
    struct Bar {
        id: i32,
        #[column(unique)]
        title: String,
    }

    #[test]
    fn the_junction_has_foo_id_and_bar_title() {
        let schema = schema![Foo, Bar];
        assert_eq!(ddl::definition(schema, "foo_bar_pkey"), r#"PRIMARY KEY ("foo_id", "bar_title")"#);
        assert_eq!(ddl::definition(schema, "foo_id"), "INTEGER NOT NULL");
        assert_eq!(ddl::definition(schema, "bar_title"), "TEXT NOT NULL");
        assert_eq!(
            ddl::definition(schema, "foo_bar_bar_title_fkey"),
            r#"FOREIGN KEY ("bar_title") REFERENCES "bars" ("title") ON DELETE CASCADE ON UPDATE CASCADE"#
        );
    }
}

// For `belongsToMany` relationships: a different field for `Foo`, the default primary key for `Bar`
mod source_key {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(Bar, through = "foo_bar", source_key = "name")]
    struct Foo {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[derive(Model)]
    struct Bar {
        id: i32,
        #[column(unique)]
        title: String,
    }

    #[test]
    fn the_junction_has_foo_name_and_bar_id() {
        let schema = schema![Foo, Bar];
        assert_eq!(ddl::definition(schema, "foo_bar_pkey"), r#"PRIMARY KEY ("foo_name", "bar_id")"#);
        assert_eq!(ddl::definition(schema, "foo_name"), "TEXT NOT NULL");
        assert_eq!(ddl::definition(schema, "bar_id"), "INTEGER NOT NULL");
        assert_eq!(
            ddl::definition(schema, "foo_bar_foo_name_fkey"),
            r#"FOREIGN KEY ("foo_name") REFERENCES "foos" ("name") ON DELETE CASCADE ON UPDATE CASCADE"#
        );
    }
}

// For `belongsToMany` relationships: different fields for both; here with the way back, which says the same mirrored
mod both_other_fields {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Bar, through = "foo_bar", source_key = "name", target_key = "title")]
    struct Foo {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Foo, through = "foo_bar", source_key = "title", target_key = "name")]
    struct Bar {
        id: i32,
        #[column(unique)]
        title: String,
    }

    #[test]
    fn the_junction_has_foo_name_and_bar_title() {
        let schema = schema![Foo, Bar];
        assert_eq!(ddl::definition(schema, "foo_bar_pkey"), r#"PRIMARY KEY ("foo_name", "bar_title")"#);
        assert_eq!(ddl::definition(schema, "foo_name"), "TEXT NOT NULL");
        assert_eq!(ddl::definition(schema, "bar_title"), "TEXT NOT NULL");
    }

    behaviour! {
        async fn links_go_by_name_and_title(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("a foo").exec(db).await?;
            let bar = foo.create_bar().title("a bar").exec(db).await?;
            assert_eq!(db.texts("SELECT foo_name FROM foo_bar").await?, [Some("a foo".to_owned())]);
            assert_eq!(db.texts("SELECT bar_title FROM foo_bar").await?, [Some("a bar".to_owned())]);
            Bar::create().title("another bar").exec(db).await?;
            assert_eq!(foo.add_bar("another bar").exec(db).await?, 1);
            let titles = foo.get_bars().select(bars::title).order(bars::id.asc()).exec(db).await?;
            assert_eq!(titles, ["a bar", "another bar"]);
            assert_eq!(foo.remove_bar("another bar").exec(db).await?, 1);
            assert_eq!(bar.get_foos().exec(db).await?.as_slice(), std::slice::from_ref(&foo));
            bar.update().title("the bar").exec(db).await?;
            assert_eq!(foo.get_bars().select(bars::title).exec(db).await?, ["the bar"]);
            Ok(())
        }

        // What is loaded eagerly is found by the same keys
        async fn an_include_goes_by_name_and_title(db, statements) {
            db.create_tables(schema![Foo, Bar]).await?;
            for name in ["a foo", "another foo"] {
                Foo::create().name(name).exec(db).await?.create_bar().title(format!("a bar of {name}")).exec(db).await?;
            }
            statements.clear();
            let foos = Foo::query().order(foos::id.asc()).include(foos::bars.include(bars::foos)).exec(db).await?;
            assert_eq!(statements.take(), "3");
            for foo in &foos {
                let [bar] = foo.bars() else { panic!("one bar: {foo:?}") };
                assert_eq!(bar.title, format!("a bar of {}", foo.name));
                assert_eq!(bar.foos()[0].id, foo.id);
            }
            Ok(())
        }
    }
}

// Notes. What is referenced must be unique: here the compiler says so when `#[column(unique)]` is left out. In
// Sequelize nothing checks it: PostgreSQL refuses the table, SQLite the first row. The trick with the two options: what
// a `hasOne` calls its `sourceKey` is what the `belongsTo` back calls its `targetKey`, since there is one foreign key.
mod notes {
    use crate::prelude::*;

    #[derive(Model)]
    #[has_one(Ship, source_key = "name", foreign_key = "captain_name")]
    struct Captain {
        id: i32,
        #[column(unique)]
        name: String,
    }

    #[derive(Model)]
    #[belongs_to(Captain, target_key = "name")]
    struct Ship {
        id: i32,
        captain_name: Option<String>,
    }

    #[test]
    fn the_source_key_of_one_side_is_the_target_key_of_the_other() {
        let schema = schema![Captain, Ship];
        assert_eq!(ddl::postgres(schema).matches("FOREIGN KEY").count(), 1);
        assert_eq!(
            ddl::definition(schema, "ships_captain_name_fkey"),
            r#"FOREIGN KEY ("captain_name") REFERENCES "captains" ("name") ON DELETE SET NULL ON UPDATE CASCADE"#
        );
    }
}
