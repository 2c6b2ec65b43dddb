//! Models in schemas of PostgreSQL: tables of the same name, junctions, and the schema in which each table is created.

use super::support::databases::{OwnSchema, postgres};
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use orm_core::SchemaError;
use orm_core::prelude::*;

mod auth {
    use orm_core::prelude::*;

    #[derive(Model, Debug, PartialEq)]
    #[model(schema = "ddl_auth", table = "users")]
    #[belongs_to_many(Role, through = "user_roles", timestamps)]
    #[has_many(Login, foreign_key = "user_id")]
    pub(crate) struct User {
        pub(crate) id: i32,
        pub(crate) name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[model(schema = "ddl_auth")]
    #[belongs_to_many(User, through = "user_roles")]
    pub(crate) struct Role {
        pub(crate) id: i32,
        pub(crate) name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    #[belongs_to(User)]
    pub(crate) struct Login {
        pub(crate) id: i32,
        pub(crate) user_id: i32,
    }
}

/// Another table of the same name, in the schema that connections look in.
#[derive(Model, Debug, PartialEq)]
#[belongs_to_many(Group, through = "ddl_auth.memberships")]
#[has_many(Session)]
struct User {
    id: i32,
    nick: String,
}

#[derive(Model, Debug, PartialEq)]
#[belongs_to_many(User, through = "ddl_auth.memberships")]
struct Group {
    id: i32,
}

#[derive(Model, Debug, PartialEq)]
#[belongs_to(User)]
struct Session {
    id: i32,
    user_id: i32,
}

/// Links between the schemas: each side by itself would put the table into its own.
mod apart {
    use orm_core::prelude::*;

    #[derive(Model)]
    #[model(schema = "ddl_auth")]
    #[belongs_to_many(Page, through = "likes")]
    pub(crate) struct Fan {
        #[allow(dead_code, reason = "read by no test")]
        id: i32,
    }

    #[derive(Model)]
    #[belongs_to_many(Fan, through = "likes")]
    pub(crate) struct Page {
        #[allow(dead_code, reason = "read by no test")]
        id: i32,
    }
}

/// Tests of this file share the schema `ddl_auth`, so there is one test that makes it.
fn database() -> OwnSchema {
    let mut db = postgres("ddl_schemas");
    db.batch_execute("DROP SCHEMA IF EXISTS ddl_auth CASCADE; CREATE SCHEMA ddl_auth").expect("a schema");
    db
}

#[test]
fn tables_of_one_name_and_junctions_are_in_the_schemas_of_their_models() -> Result<(), orm_core::Error> {
    let schema = schema![auth::User, auth::Role, auth::Login, User, Group, Session];
    let mut database = database();
    let db = &mut *database;
    orm_postgres::create_tables(db, schema)?;
    let tables: Vec<String> = sql::<Text>(
        "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('ddl_auth', 'ddl_schemas') ORDER BY 1",
    )
    .load(db)
    .expect("the catalogue");
    let expected = ["ddl_auth.memberships", "ddl_auth.roles", "ddl_auth.user_roles", "ddl_auth.users"];
    let in_the_path = ["ddl_schemas.groups", "ddl_schemas.logins", "ddl_schemas.sessions", "ddl_schemas.users"];
    assert_eq!(tables, [expected, in_the_path].concat());
    let references: Vec<String> = sql::<Text>(
        "SELECT conrelid::regclass || ' -> ' || confrelid::regclass FROM pg_constraint WHERE contype = 'f' \
         AND conrelid IN ('logins'::regclass, 'sessions'::regclass, 'ddl_auth.memberships'::regclass) ORDER BY 1",
    )
    .load(db)
    .expect("the catalogue");
    let expected = ["ddl_auth.memberships -> groups", "ddl_auth.memberships -> users"];
    assert_eq!(references, [&expected[..], &["logins -> ddl_auth.users", "sessions -> users"]].concat());

    let ada = auth::User::create().name("Ada").exec(db)?;
    let admin = ada.create_role().name("admin").exec(db)?;
    assert_eq!(ada.get_roles().exec(db)?, [auth::Role { id: admin.id, name: "admin".to_owned() }]);
    assert_eq!(admin.get_users().exec(db)?, [auth::User { id: ada.id, name: "Ada".to_owned() }]);
    let login = ada.create_login().exec(db)?;
    assert_eq!(login.get_user().exec(db)?.name, "Ada");
    assert_eq!(auth::User::query().include(auth::users::roles).exec(db)?[0].roles().len(), 1);

    let nick = User::create().nick("nick").exec(db)?;
    let group = nick.create_group().exec(db)?;
    assert!(nick.has_group(&group).exec(db)?);
    assert_eq!(nick.remove_group(&group).exec(db)?, 1);
    nick.create_session().exec(db)?;
    assert_eq!(nick.count_sessions().exec(db)?, 1);

    let types: Vec<String> = sql::<Text>(
        "SELECT data_type::text FROM information_schema.columns WHERE table_name = 'user_roles' AND table_schema = \
         'ddl_auth' AND column_name IN ('created_at', 'updated_at')",
    )
    .load(db)
    .expect("the catalogue");
    assert_eq!(types, ["timestamp with time zone"; 2]);

    orm_postgres::drop_tables(db, schema)?;
    db.batch_execute("DROP SCHEMA ddl_auth").expect("nothing is left in it");
    Ok(())
}

#[test]
fn a_junction_between_two_schemas_is_named_with_its_own() {
    let error = schema![apart::Fan, apart::Page].plan().expect_err("two places").to_string();
    assert_eq!(
        error,
        "`pages` of `Fan` has the schema `ddl_auth` and `fans` of `Page` has no schema for the junction `likes`: let both \
         say the same, or give one of them another `through`"
    );
}

#[test]
fn sqlite_has_no_schemas_for_junctions_either() {
    let error = orm_sqlite::create_tables_sql(schema![User, Group, Session]).expect_err("no schemas");
    assert_eq!(
        error.to_string(),
        "the junction `ddl_auth.memberships` has the schema `ddl_auth`, which SQLite does not know: leave `schema` out"
    );
    assert!(matches!(error, SchemaError::NoSchemas { .. }));
}
