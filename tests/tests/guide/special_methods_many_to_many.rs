//! Special methods/mixins added to instances: those of `belongsToMany`.

// Special methods, `Foo.belongsToMany(Bar, { through: Baz })`: the same ones as `Foo.hasMany(Bar)`. They leave the bars
// alone: what they make and undo are links.
mod through_a_name {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Bar, through = "baz")]
    struct Foo {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    struct Bar {
        id: i32,
        name: String,
    }

    behaviour! {
        async fn get_count_has_add_remove_create_and_set(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = Bar::create().name("some-bar").exec(db).await?;
            let bar2 = Bar::create().name("another-bar").exec(db).await?;
            assert_eq!(foo.get_bars().exec(db).await?, []);
            assert_eq!(foo.count_bars().exec(db).await?, 0);
            assert!(!foo.has_bar(&bar1).exec(db).await?);
            assert_eq!(foo.add_bars([&bar1, &bar2]).exec(db).await?, 2);
            assert_eq!(foo.count_bars().exec(db).await?, 2);
            assert_eq!(foo.add_bar(&bar1).exec(db).await?, 0, "it is there already");
            assert_eq!(foo.count_bars().exec(db).await?, 2);
            assert!(foo.has_bar(&bar1).exec(db).await?);
            assert!(foo.has_bars([&bar1, &bar2]).exec(db).await?);
            assert_eq!(foo.remove_bar(&bar2).exec(db).await?, 1);
            assert_eq!(foo.count_bars().exec(db).await?, 1);
            let created = foo.create_bar().name("yet-another-bar").exec(db).await?;
            assert_eq!(foo.get_bars().order(bars::id.asc()).exec(db).await?, [bar1, created]);
            let changed = foo.set_bars([]).exec(db).await?; // Un-associate all previously associated bars
            assert_eq!((changed.added, changed.removed), (0, 2));
            assert_eq!(foo.count_bars().exec(db).await?, 0);
            assert_eq!(Bar::query().count().exec(db).await?, 3);
            Ok(())
        }

        async fn remove_several_and_set_some(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = foo.create_bar().name("some-bar").exec(db).await?;
            let bar2 = Bar::create().name("another-bar").exec(db).await?;
            let changed = foo.set_bars([&bar2]).exec(db).await?;
            assert_eq!((changed.added, changed.removed), (1, 1));
            assert_eq!(foo.remove_bars([&bar1, &bar2]).exec(db).await?, 1);
            assert_eq!(foo.get_bars().exec(db).await?, []);
            Ok(())
        }
    }
}

// Special methods, `Foo.belongsToMany(Bar, { through: Baz })`: `Baz` is a model, so a link is one of its rows
mod through_a_model {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Bar, through = Baz)]
    struct Foo {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Bar {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Baz {
        #[column(primary_key)]
        foo_id: i32,
        #[column(primary_key)]
        bar_id: i32,
        note: Option<String>,
    }

    behaviour! {
        async fn get_count_has_add_remove_create_and_set(db) {
            db.create_tables(schema![Foo, Bar, Baz]).await?;
            let foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = Bar::create().name("some-bar").exec(db).await?;
            let bar2 = Bar::create().name("another-bar").exec(db).await?;
            assert_eq!(foo.get_bars().exec(db).await?, []);
            assert!(!foo.has_bar(&bar1).exec(db).await?);
            assert_eq!(foo.add_bars([&bar1, &bar2]).exec(db).await?.len(), 2);
            let link = foo.add_bar(&bar1).note("twice").exec(db).await?;
            assert_eq!(link, Baz { foo_id: foo.id, bar_id: bar1.id, note: Some("twice".to_owned()) });
            assert_eq!(foo.count_bars().exec(db).await?, 2);
            assert!(foo.has_bars([&bar1, &bar2]).exec(db).await?);
            assert_eq!(foo.remove_bar(&bar2).exec(db).await?, 1);
            let created = foo.create_bar(Baz::create().note("new")).name("yet-another-bar").exec(db).await?;
            assert_eq!(foo.get_bars().order(bars::id.asc()).exec(db).await?, [bar1.clone(), created.clone()]);
            let changed = foo.set_bars([&created, &bar2]).note("set").exec(db).await?;
            assert_eq!((changed.added, changed.removed), (1, 1));
            assert_eq!(foo.remove_bars([&bar1, &bar2]).exec(db).await?, 1);
            assert_eq!(foo.get_bars().exec(db).await?, [created]);
            Ok(())
        }

        // Special methods, `Foo.belongsToMany(Bar, { through: Baz })`: the fields of the join table (in one text of the
        // guide). There an `include` and a getter yield them unless `through.attributes` and `joinTableAttributes` are
        // empty; here they yield the bars alone unless the fields are asked for, and then all of them, as a `Baz`.
        async fn the_fields_of_the_junction_come_when_asked_for(db, statements) {
            db.create_tables(schema![Foo, Bar, Baz]).await?;
            let foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = foo.create_bar(Baz::create().note("first")).name("some-bar").exec(db).await?;
            let bar2 = foo.create_bar(Baz::create()).name("another-bar").exec(db).await?;
            let link1 = Baz { foo_id: foo.id, bar_id: bar1.id, note: Some("first".to_owned()) };
            let link2 = Baz { foo_id: foo.id, bar_id: bar2.id, note: None };
            statements.clear();

            let loaded = Foo::find(foo.id).include(foos::bars.order(bars::id.asc())).exec(db).await?;
            assert_eq!(loaded.bars().iter().map(|bar| &**bar).collect::<Vec<_>>(), [&bar1, &bar2]);
            let with_links = foos::bars.with_junction().order(bars::id.asc());
            let loaded = Foo::find(foo.id).include(with_links).exec(db).await?;
            let pairs: Vec<_> = loaded.bars().iter().map(|bar| (&*bar.target, &bar.link)).collect();
            assert_eq!(pairs, [(&bar1, &link1), (&bar2, &link2)]);
            assert_eq!(statements.take(), "4");

            let foo = Foo::find(foo.id).exec(db).await?;
            assert_eq!(foo.get_bars().order(bars::id.asc()).exec(db).await?, [bar1.clone(), bar2.clone()]);
            let with_links = foo.get_bars().with_junction().order(bars::id.asc()).exec(db).await?;
            assert_eq!(with_links, [(bar1, link1), (bar2, link2)]);
            assert_eq!(statements.take(), "3");
            Ok(())
        }
    }
}
