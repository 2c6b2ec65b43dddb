//! Special methods/mixins added to instances: those of `hasOne`, `belongsTo` and `hasMany`, and how methods are named.

// Special methods, `Foo.hasOne(Bar)`
mod has_one {
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
        name: String,
        foo_id: Option<i32>,
    }

    behaviour! {
        async fn get_set_and_create(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = Bar::create().name("some-bar").exec(db).await?;
            Bar::create().name("another-bar").exec(db).await?;
            assert_eq!(foo.get_bar().exec(db).await?, None);
            foo.set_bar(&bar1).exec(db).await?;
            assert_eq!(foo.get_bar().select(bars::name).exec(db).await?.as_deref(), Some("some-bar"));
            foo.create_bar().name("yet-another-bar").exec(db).await?;
            let newly_associated_bar = foo.get_bar().exec(db).await?.expect("a bar");
            assert_eq!(newly_associated_bar.name, "yet-another-bar");
            assert_eq!(bar1.reload().exec(db).await?.foo_id, None);
            foo.set_bar(None).exec(db).await?; // Un-associate
            assert_eq!(foo.get_bar().exec(db).await?, None);
            assert_eq!(Bar::query().count().exec(db).await?, 3);
            Ok(())
        }
    }
}

// Special methods, `Foo.belongsTo(Bar)`: the same ones. The key is in `foo`, so it is borrowed mutably: its field
// follows.
mod belongs_to {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Bar)]
    struct Foo {
        id: i32,
        name: String,
        bar_id: Option<i32>,
    }

    #[derive(Model, Debug, PartialEq)]
    struct Bar {
        id: i32,
        name: String,
    }

    behaviour! {
        async fn get_set_and_create(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let mut foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = Bar::create().name("some-bar").exec(db).await?;
            assert_eq!(foo.get_bar().exec(db).await?, None);
            foo.set_bar(&bar1).exec(db).await?;
            assert_eq!(foo.bar_id, Some(bar1.id));
            assert_eq!(foo.get_bar().select(bars::name).exec(db).await?.as_deref(), Some("some-bar"));
            let created = foo.create_bar().name("yet-another-bar").exec(db).await?;
            assert_eq!(foo.bar_id, Some(created.id));
            assert_eq!(foo.get_bar().exec(db).await?, Some(created));
            foo.set_bar(None).exec(db).await?; // Un-associate
            assert_eq!(foo.bar_id, None);
            assert_eq!(foo.get_bar().exec(db).await?, None);
            assert_eq!(foo.reload().exec(db).await?, foo);
            Ok(())
        }
    }
}

// Special methods, `Foo.hasMany(Bar)`
mod has_many {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_many(Bar)]
    struct Foo {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Foo)]
    struct Bar {
        id: i32,
        name: String,
        foo_id: Option<i32>,
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
            foo.add_bars([&bar1, &bar2]).exec(db).await?;
            assert_eq!(foo.count_bars().exec(db).await?, 2);
            foo.add_bar(&bar1).exec(db).await?;
            assert_eq!(foo.count_bars().exec(db).await?, 2);
            assert!(foo.has_bar(&bar1).exec(db).await?);
            foo.remove_bar(&bar2).exec(db).await?;
            assert_eq!(foo.count_bars().exec(db).await?, 1);
            foo.create_bar().name("yet-another-bar").exec(db).await?;
            assert_eq!(foo.count_bars().exec(db).await?, 2);
            foo.set_bars([]).exec(db).await?; // Un-associate all previously associated bars
            assert_eq!(foo.count_bars().exec(db).await?, 0);
            Ok(())
        }

        // The ones in the list that the example leaves out: `hasBars`, `removeBars`, and `setBars` with something in it
        async fn has_and_remove_several_and_set_some(db) {
            db.create_tables(schema![Foo, Bar]).await?;
            let foo = Foo::create().name("the-foo").exec(db).await?;
            let bar1 = foo.create_bar().name("some-bar").exec(db).await?;
            let bar2 = Bar::create().name("another-bar").exec(db).await?;
            assert!(!foo.has_bars([&bar1, &bar2]).exec(db).await?);
            let set = foo.set_bars([&bar2]).exec(db).await?;
            assert_eq!(set, [Bar { foo_id: Some(foo.id), ..bar2 }]);
            assert!(foo.has_bars([&set[0]]).exec(db).await?);
            assert!(!foo.has_bar(&bar1).exec(db).await?);
            assert_eq!(foo.remove_bars([&bar1, &set[0]]).exec(db).await?, 1);
            assert_eq!(foo.get_bars().exec(db).await?, []);
            Ok(())
        }
    }
}

// Special methods, `Foo.hasMany(Bar)`: the getter takes options as the finder methods do
mod getter_options {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_many(Task)]
    struct Project {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Project)]
    struct Task {
        id: i32,
        title: String,
        difficulty: i32,
        project_id: Option<i32>,
    }

    behaviour! {
        async fn tasks_are_filtered_and_columns_selected(db) {
            db.create_tables(schema![Project, Task]).await?;
            let project = Project::create().exec(db).await?;
            let easy = project.create_task().title("Write").difficulty(5).exec(db).await?;
            project.create_task().title("Prove").difficulty(6).exec(db).await?;
            Task::create().title("Rest").difficulty(1).exec(db).await?;

            let easy_tasks = project.get_tasks().filter(tasks::difficulty.le(5)).exec(db).await?;
            assert_eq!(easy_tasks, [easy]);
            let titles = project.get_tasks().select(tasks::title).order(tasks::title.asc());
            let task_titles: Vec<String> = titles.exec(db).await?;
            assert_eq!(task_titles, ["Prove", "Write"]);
            Ok(())
        }
    }
}

// Special methods, Note: Method names
mod irregular_plurals {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_many(Person)]
    #[has_many(Hypothesis)]
    struct Institute {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Institute)]
    struct Person {
        id: i32,
        institute_id: Option<i32>,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(Institute)]
    struct Hypothesis {
        id: i32,
        institute_id: Option<i32>,
    }

    #[test]
    fn tables_have_the_irregular_plurals() {
        assert_eq!((Person::TABLE, Hypothesis::TABLE), (r#""people""#, r#""hypotheses""#));
    }

    behaviour! {
        async fn methods_have_the_irregular_plurals(db) {
            db.create_tables(schema![Institute, Person, Hypothesis]).await?;
            let institute = Institute::create().exec(db).await?;
            let person = institute.create_person().exec(db).await?;
            let hypothesis = institute.create_hypothesis().exec(db).await?;
            assert_eq!(institute.get_people().exec(db).await?, [person]);
            assert_eq!(institute.get_hypotheses().exec(db).await?, [hypothesis]);
            Ok(())
        }
    }
}

// Special methods, Note: Method names: an alias takes the place of the model's name. It has no say in the key's name
// here: the field is `task_id` (Sequelize calls it `AuthorId`, after the alias, though it holds a task).
mod alias {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[has_one(User, as = "author", foreign_key = "task_id")]
    struct Task {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    struct User {
        id: i32,
        name: String,
        task_id: Option<i32>,
    }

    behaviour! {
        async fn methods_have_the_name_of_the_alias(db) {
            db.create_tables(schema![Task, User]).await?;
            let task = Task::create().exec(db).await?;
            let ann = User::create().name("Ann").exec(db).await?;
            assert_eq!(task.set_author(&ann).exec(db).await?, Some(User { task_id: Some(task.id), ..ann }));
            let bob = task.create_author().name("Bob").exec(db).await?;
            assert_eq!(task.get_author().exec(db).await?, Some(bob));
            Ok(())
        }
    }
}
