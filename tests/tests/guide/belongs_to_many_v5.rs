//! `belongsToMany` in the guide to version 5, which has more about it than later versions.

// The first lines: `through` is required, both models get the methods. The table has the name that is given.
mod pair {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Project, through = "user_project")]
    struct User {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(User, through = "user_project")]
    struct Project {
        id: i32,
    }

    #[test]
    fn the_junction_has_both_keys_and_the_given_name() {
        let schema = schema![User, Project];
        assert!(ddl::has_column(schema, "user_project", "project_id"));
        assert!(ddl::has_column(schema, "user_project", "user_id"));
    }

    behaviour! {
        async fn both_models_get_set_and_add(db) {
            db.create_tables(schema![User, Project]).await?;
            let (user, project) = (User::create().exec(db).await?, Project::create().exec(db).await?);
            project.set_users([&user]).exec(db).await?;
            assert_eq!(user.get_projects().exec(db).await?, [project]);
            let projects = [Project::create().exec(db).await?, Project::create().exec(db).await?];
            user.set_projects([&projects[0]]).exec(db).await?;
            user.add_project(&projects[1]).exec(db).await?;
            assert_eq!(user.get_projects().order(projects::id.asc()).exec(db).await?, projects);
            assert_eq!(projects[0].add_users([&user]).exec(db).await?, 0);
            assert_eq!(projects[1].get_users().exec(db).await?, [user]);
            Ok(())
        }
    }
}

// `as`, `foreignKey` and `otherKey`: the lists 1-2 and 1. Each side names its own key; the second side may name both.
// In Sequelize sides that contradict each other leave one association broken; here they are an error.
mod aliases_and_keys {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(
        Project,
        as = "tasks",
        through = "worker_tasks",
        foreign_key = "worker_id",
        other_key = "task_id"
    )]
    struct User {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(User, as = "workers", through = "worker_tasks", foreign_key = "task_id", other_key = "worker_id")]
    struct Project {
        id: i32,
    }

    #[test]
    fn the_junction_has_the_named_keys() {
        let schema = schema![User, Project];
        assert_eq!(
            ddl::definition(schema, "worker_tasks_worker_id_fkey"),
            r#"FOREIGN KEY ("worker_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE"#
        );
        assert_eq!(
            ddl::definition(schema, "worker_tasks_task_id_fkey"),
            r#"FOREIGN KEY ("task_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE"#
        );
    }

    behaviour! {
        async fn the_accessors_have_the_names_of_the_aliases(db) {
            db.create_tables(schema![User, Project]).await?;
            let user = User::create().exec(db).await?;
            let project = user.create_task().exec(db).await?;
            assert_eq!(project.count_workers().exec(db).await?, 1);
            assert!(project.has_worker(&user).exec(db).await?);
            assert_eq!(user.get_tasks().exec(db).await?, [project]);
            Ok(())
        }
    }
}

// `as` and `foreignKey`, as printed: what each side calls its key is what the other side's would be called without a
// name.
mod aliases_and_keys_as_printed {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(Project, as = "tasks", through = "worker_tasks", foreign_key = "user_id")]
    struct User {
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to_many(User, as = "workers", through = "worker_tasks", foreign_key = "project_id")]
    struct Project {
        id: i32,
    }

    #[test]
    fn the_keys_of_both_sides_are_the_same_two() {
        assert_eq!(
            ddl::definition(schema![User, Project], "worker_tasks_pkey"),
            r#"PRIMARY KEY ("user_id", "project_id")"#
        );
    }
}

// Two sides that contradict each other about their junction
mod contradicting_keys {
    use crate::prelude::*;

    #[derive(Model)]
    #[belongs_to_many(Project, through = "worker_tasks", foreign_key = "worker_id")]
    struct User {
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to_many(User, through = "worker_tasks")]
    struct Project {
        id: i32,
    }

    #[test]
    fn sides_with_different_keys_are_an_error() {
        let error = orm_sqlite::create_tables_sql(schema![User, Project]).unwrap_err();
        assert!(matches!(error, SchemaError::ContradictingJunctions { table: "worker_tasks", .. }), "{error:?}");
    }
}

// Self references (the guide's example is lost). The key to the other row is called after the alias.
mod self_reference {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Person, as = "children", through = "person_children")]
    struct Person {
        id: i32,
        name: String,
    }

    #[test]
    fn the_second_key_is_named_by_the_alias() {
        assert_eq!(
            ddl::definition(schema![Person], "person_children_pkey"),
            r#"PRIMARY KEY ("person_id", "child_id")"#
        );
    }

    behaviour! {
        async fn a_person_has_people_as_children(db) {
            db.create_tables(schema![Person]).await?;
            let ann = Person::create().name("Ann").exec(db).await?;
            let bob = ann.create_child().name("Bob").exec(db).await?;
            assert!(ann.has_child(&bob).exec(db).await?);
            assert_eq!(bob.get_children().exec(db).await?, []);
            assert_eq!(ann.get_children().exec(db).await?, [bob]);
            Ok(())
        }
    }
}

// Source and target keys: UUIDs beside the primary keys, with names of their own for tables and columns
mod source_and_target_keys {
    use crate::prelude::*;
    use uuid::Uuid;

    #[derive(Model, Debug, PartialEq)]
    #[model(table = "tbl_user")]
    #[belongs_to_many(Group, through = "usergroups", source_key = "user_second_id", target_key = "group_second_id")]
    struct User {
        #[column(primary_key, name = "user_id")]
        id: Uuid,
        #[column(unique)]
        user_second_id: Uuid,
    }

    #[derive(Model, Debug, PartialEq)]
    #[model(table = "tbl_group")]
    #[belongs_to_many(User, through = "usergroups", source_key = "group_second_id", target_key = "user_second_id")]
    struct Group {
        #[column(primary_key, name = "group_id")]
        id: Uuid,
        #[column(unique)]
        group_second_id: Uuid,
    }

    #[test]
    fn the_junction_references_the_second_ids() {
        let schema = schema![User, Group];
        let user = ddl::definition(schema, "usergroups_user_user_second_id_fkey");
        assert!(user.starts_with(
            r#"FOREIGN KEY ("user_user_second_id") REFERENCES "tbl_user" ("user_second_id") ON DELETE CASCADE "#
        ));
        let group = ddl::definition(schema, "usergroups_group_group_second_id_fkey");
        assert!(group.starts_with(
            r#"FOREIGN KEY ("group_group_second_id") REFERENCES "tbl_group" ("group_second_id") ON DELETE CASCADE "#
        ));
    }

    behaviour! {
        async fn links_go_by_the_second_ids(db) {
            db.create_tables(schema![User, Group]).await?;
            let user = User::create().id(Uuid::from_u128(1)).user_second_id(Uuid::from_u128(11)).exec(db).await?;
            let group = Group::create().id(Uuid::from_u128(2)).group_second_id(Uuid::from_u128(22)).exec(db).await?;
            assert_eq!(user.add_group(&group).exec(db).await?, 1);
            assert!(user.has_group(Uuid::from_u128(22)).exec(db).await?);
            assert_eq!(group.get_users().exec(db).await?.as_slice(), std::slice::from_ref(&user));
            assert_eq!(user.get_groups().exec(db).await?, [group]);
            Ok(())
        }
    }
}

// A junction model with a column of its own, `status`; the pair of keys is its primary key
mod status {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Project, through = UserProject)]
    struct User {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(User, through = UserProject)]
    struct Project {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    struct UserProject {
        #[column(primary_key)]
        user_id: i32,
        #[column(primary_key)]
        project_id: i32,
        status: String,
    }

    #[test]
    fn the_pair_is_the_primary_key() {
        assert_eq!(
            ddl::definition(schema![User, Project, UserProject], "user_projects_pkey"),
            r#"PRIMARY KEY ("user_id", "project_id")"#
        );
    }

    behaviour! {
        // The status is mandatory, so a link without one does not compile.
        async fn a_project_is_added_with_its_status(db) {
            db.create_tables(schema![User, Project, UserProject]).await?;
            let user = User::create().exec(db).await?;
            let project = Project::create().exec(db).await?;
            let link = user.add_project(&project).status("started").exec(db).await?;
            let started = UserProject { user_id: user.id, project_id: project.id, status: "started".to_owned() };
            assert_eq!(link, started);
            user.add_project(&project).status("finished").exec(db).await?;
            let finished = UserProject { status: "finished".to_owned(), ..started };
            assert_eq!(user.get_projects().with_junction().exec(db).await?, [(project, finished)]);
            let other = user.create_project(UserProject::create().status("planned")).exec(db).await?;
            assert_eq!(user.count_projects().exec(db).await?, 2);
            assert_eq!(other.get_users().exec(db).await?, [user]);
            Ok(())
        }
    }
}

// A junction model with a primary key of its own, and queries by the columns of the junction
mod own_primary_key {
    use crate::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(Project, through = UserProject)]
    struct User {
        id: i32,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to_many(User, through = UserProject)]
    struct Project {
        id: i32,
        name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    struct UserProject {
        id: i32,
        user_id: i32,
        project_id: i32,
        completed: bool,
        started_at: i32,
        finished_at: Option<i32>,
    }

    #[test]
    fn the_pair_is_unique_beside_the_primary_key() {
        let schema = schema![User, Project, UserProject];
        assert!(ddl::postgres(schema).contains(r#"PRIMARY KEY ("id")"#));
        assert_eq!(
            ddl::definition(schema, "user_projects_user_id_project_id_key"),
            r#"UNIQUE ("user_id", "project_id")"#
        );
    }

    behaviour! {
        // `through: { attributes: [..], where: { completed: true } }`. The guide chooses columns of the junction; here
        // a link is a row of its model, whole. Its `createdAt` is a field like others, left out here.
        async fn projects_are_found_by_the_columns_of_the_junction(db, statements) {
            db.create_tables(schema![User, Project, UserProject]).await?;
            let user = User::create().exec(db).await?;
            let completed = UserProject::create().completed(true).started_at(1990).finished_at(1995);
            let done = user.create_project(completed).name("done").exec(db).await?;
            let running = UserProject::create().completed(false).started_at(1995);
            user.create_project(running).name("running").exec(db).await?;
            statements.clear();

            let completed = users::projects.with_junction().filter_junction(user_projects::completed.eq(true));
            let users = User::query().include(completed).exec(db).await?;
            assert_eq!(statements.take(), "2");
            let [project] = users[0].projects() else { panic!("one project is completed: {users:?}") };
            assert_eq!(*project.target, done);
            assert_eq!((project.link.started_at, project.link.finished_at), (1990, Some(1995)));

            // The same of one user, lazily
            let projects = user.get_projects().with_junction();
            let found = projects.filter_junction(user_projects::completed.eq(true)).exec(db).await?;
            let [(project, link)] = found.as_slice() else { panic!("one project is completed: {found:?}") };
            assert_eq!((project, link.started_at), (&done, 1990));
            Ok(())
        }
    }
}
